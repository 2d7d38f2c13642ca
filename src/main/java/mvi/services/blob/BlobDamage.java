package mvi.services.blob;

/**
 * Data that is gone, or is not what was stored.
 *
 * @param bucket empty where the index itself can't be read
 * @param version of the object; empty for a part, and where the record does not say
 * @param upload the id of the open upload whose part it is; else empty
 * @param what is wrong, for people
 */
public record BlobDamage(
        String account, String bucket, String key, String version, String upload, String what) {
    public boolean isOfPart() {
        return !upload.isEmpty();
    }

    public boolean isOfIndex() {
        return bucket.isEmpty();
    }
}
