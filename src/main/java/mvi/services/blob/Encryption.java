package mvi.services.blob;

/**
 * How an object's data is sealed on the disk.
 *
 * @param key the Crypto key's name as it was asked for, empty for Blob's own; the MD5 of a
 *     customer's key in Base64
 */
public record Encryption(Scheme scheme, String key) {
    /** Blob's own key. */
    public static final Encryption OWN = new Encryption(Scheme.OWN, "");

    /** Whose key it is. */
    public enum Scheme {
        /** SSE-S3: Blob's. */
        OWN,
        /** SSE-KMS: one of the account's keys of Crypto. */
        CRYPTO,
        /** SSE-C: one that comes with each request and is never kept. */
        CUSTOMER
    }
}
