package mvi.services.crypto.core;

import java.time.Instant;
import java.util.Map;

/**
 * One use of a key, as the audit keeps it. The encryption context is kept in clear, as it is at the
 * twin: it says what the key was used for and must hold no secret.
 *
 * @param operation as the wire names it: {@code Encrypt}, {@code Decrypt}
 * @param isRefused whether Crypto answered no, for a ciphertext or context that did not fit
 */
public record KeyUse(
        Instant at,
        String account,
        String keyId,
        String operation,
        Map<String, String> context,
        boolean isRefused) {
    public KeyUse {
        context = Map.copyOf(context);
    }
}
