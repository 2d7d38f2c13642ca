package mvi.services.kv.back;

import mvi.services.kv.KvService;

/** The contract on the core alone. */
class KvCoreTest extends KvContract {
    @Override
    KvService of(KvWorld world) {
        return world.core();
    }
}
