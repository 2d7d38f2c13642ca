package mvi.services.blob;

import java.time.Instant;

/** An upload in parts that has been neither completed nor aborted. */
public record Upload(ObjectName object, String id, Instant created) {}
