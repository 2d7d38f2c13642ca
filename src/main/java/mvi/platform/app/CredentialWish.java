package mvi.platform.app;

import java.util.Optional;
import mvi.engines.base.Problem;
import mvi.engines.base.Secret;

/**
 * What somebody wants of a new credential; mvi chooses what is left out.
 *
 * @param canonicalId how S3's documents name the account: 64 hex digits
 * @param displayName for people, in S3's documents
 */
public record CredentialWish(
        Optional<String> accessKeyId,
        Optional<Secret> secret,
        Optional<String> canonicalId,
        Optional<String> displayName) {
    public static final CredentialWish NONE =
            new CredentialWish(
                    Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    /** Letters, digits, punctuation and symbols of any language, which XML can say. */
    private static final String PRINTABLE = "[\\p{L}\\p{M}\\p{N}\\p{P}\\p{S} ]{1,128}";

    /**
     * Throws INVALID {@code bad-access-key}, {@code bad-secret-key}, {@code bad-canonical-id},
     * {@code bad-display-name}.
     */
    public CredentialWish {
        if (accessKeyId.filter(id -> !id.matches("[A-Za-z0-9]{16,128}")).isPresent()) {
            throw Problem.invalid(
                    "bad-access-key",
                    "an access key has 16 to 128 of A-Z a-z 0-9; '"
                            + accessKeyId.get()
                            + "' does not");
        }
        if (secret.filter(each -> !each.revealText().matches("[ -~]{16,128}")).isPresent()) {
            throw Problem.invalid(
                    "bad-secret-key",
                    "a secret key has 16 to 128 printable characters of ASCII; the one given does"
                            + " not");
        }
        if (canonicalId.filter(id -> !CanonicalIds.isOne(id)).isPresent()) {
            throw Problem.invalid(
                    "bad-canonical-id",
                    "a canonical id has 64 of 0-9 a-f; '" + canonicalId.get() + "' does not");
        }
        if (displayName.filter(name -> !name.matches(PRINTABLE)).isPresent()) {
            throw Problem.invalid(
                    "bad-display-name", "a display name has 1 to 128 printable characters");
        }
    }
}
