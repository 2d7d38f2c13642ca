package mvi.services.kv.core;

/** A key and its value. */
public record KvRecord(byte[] key, byte[] value) {}
