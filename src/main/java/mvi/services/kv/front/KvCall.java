package mvi.services.kv.front;

import mvi.engines.base.Principal;

/** A request whose sender is known. */
record KvCall(KvOperation operation, KvFields fields, Principal principal, String region) {}
