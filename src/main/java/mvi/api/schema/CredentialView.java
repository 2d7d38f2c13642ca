package mvi.api.schema;

/**
 * An access key, without its secret.
 *
 * @param owner the app or name that it is for
 * @param kind {@code app}, {@code name} for an account that is no app, or {@code platform}
 * @param account 12 digits
 * @param lastUsed up to a minute behind; empty for never
 * @param state {@code current}, or {@code earlier} for one that was replaced and is still good
 * @param canonicalId how S3's documents name the account
 * @param displayName for people, in S3's documents
 */
public record CredentialView(
        String accessKeyId,
        String owner,
        String kind,
        String account,
        String created,
        String lastUsed,
        String state,
        String canonicalId,
        String displayName) {}
