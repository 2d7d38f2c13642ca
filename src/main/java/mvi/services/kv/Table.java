package mvi.services.kv;

import java.time.Instant;

/** A table as it is. */
public record Table(TableName name, TableSpec spec, Instant created, long items, long bytes) {}
