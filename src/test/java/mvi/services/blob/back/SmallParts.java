package mvi.services.blob.back;

import mvi.engines.base.ByteCount;
import mvi.services.blob.BlobConfig;

/** Limits at which small objects are files and uploads have small parts. */
final class SmallParts {
    private SmallParts() {}

    static BlobConfig config() {
        BlobConfig given = BlobConfig.DEFAULT;
        return new BlobConfig(
                given.region(),
                given.hostSuffixes(),
                ByteCount.kib(4),
                given.objectLimit(),
                given.putLimit(),
                ByteCount.kib(1),
                given.partsPerUpload(),
                given.metadataLimit(),
                given.bucketsPerAccount(),
                given.uploadsPerBucket(),
                ByteCount.kib(1),
                given.ownership());
    }
}
