package mvi.api.schema;

/**
 * An access key that was just made.
 *
 * @param owner the name that it is for
 * @param account 12 digits
 * @param secretAccessKey shown here and never again; empty when whoever asked brought it
 * @param canonicalId how S3's documents name the account
 * @param displayName for people, in S3's documents
 */
public record NewCredentialView(
        String owner,
        String account,
        String accessKeyId,
        String secretAccessKey,
        String canonicalId,
        String displayName) {
    /** A log has no use for the secret. */
    @Override
    public String toString() {
        return accessKeyId;
    }
}
