package mvi.services.crypto.core;

import java.util.List;
import java.util.Optional;
import mvi.engines.base.Secret;
import mvi.services.crypto.CryptoKey;

/** Where keys and the record of their uses are kept. What a method returned from is on the disk. */
public interface KeyStore {
    /** The key and the record of its making, both or neither. */
    void add(CryptoKey key, Secret material, KeyUse making);

    Optional<StoredKey> find(String keyId);

    /** Oldest first. */
    List<CryptoKey> list(String account);

    /** Appends to the chained audit. */
    void record(KeyUse use);

    /** A key with what must never leave Crypto. */
    record StoredKey(CryptoKey key, Secret material) {}
}
