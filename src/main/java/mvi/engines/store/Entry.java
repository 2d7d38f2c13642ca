package mvi.engines.store;

/** A record: its key and value. */
public record Entry(byte[] key, byte[] value) {}
