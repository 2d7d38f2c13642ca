package mvi.services.crypto;

import java.util.List;
import java.util.Map;
import mvi.engines.base.Secret;

/**
 * Symmetric keys (AES-256-GCM) by id. Every use is on record, on the disk, before its result goes
 * out. The encryption context is authenticated and must be given again to decrypt.
 *
 * <p>Problems: {@code no-such-key} MISSING, {@code bad-ciphertext} INVALID, {@code key-disabled}
 * CONFLICT, {@code plaintext-too-large} LIMIT (4,096 bytes).
 */
public interface CryptoService {
    CryptoKey createKey(String account, String description);

    CryptoKey describeKey(String account, String keyId);

    List<CryptoKey> listKeys(String account);

    byte[] encrypt(String account, String keyId, Secret plaintext, Map<String, String> context);

    /** The key is told from the ciphertext. */
    Decrypted decrypt(String account, byte[] ciphertext, Map<String, String> context);

    /** A new key of {@code bytes} bytes, in clear and encrypted by the named key. */
    DataKey generateDataKey(String account, String keyId, int bytes, Map<String, String> context);

    /** Plaintext and the key it was under. */
    record Decrypted(String keyId, Secret plaintext) {}

    /** Plaintext for use now, ciphertext to keep. */
    record DataKey(String keyId, Secret plaintext, byte[] ciphertext) {}
}
