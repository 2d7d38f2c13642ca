package mvi.services.blob;

import java.util.List;
import mvi.engines.base.ByteCount;

/**
 * The knobs of Blob.
 *
 * @param region what GetBucketLocation answers and signatures must name
 * @param hostSuffixes names under which {@code BUCKET.SUFFIX} is a bucket (virtual-hosted style);
 *     empty for path style alone
 * @param inlineLimit objects up to this size live inside their metadata record
 * @param objectLimit largest object, of parts
 * @param putLimit largest object or part of one request
 * @param minimumPart every part but the last has at least this
 * @param partsPerUpload highest part number
 * @param metadataLimit the user's own metadata, names and values together
 * @param bucketsPerAccount more are refused
 * @param uploadsPerBucket open uploads; more are refused
 * @param diskReserve writes are refused when less than this would stay free
 * @param ownership of buckets that are made by the wire without naming another
 */
public record BlobConfig(
        String region,
        List<String> hostSuffixes,
        ByteCount inlineLimit,
        ByteCount objectLimit,
        ByteCount putLimit,
        ByteCount minimumPart,
        int partsPerUpload,
        ByteCount metadataLimit,
        int bucketsPerAccount,
        int uploadsPerBucket,
        ByteCount diskReserve,
        ObjectOwnership ownership) {
    /** The limits are S3's own. */
    public static final BlobConfig DEFAULT =
            new BlobConfig(
                    "us-east-1",
                    List.of(),
                    ByteCount.kib(16),
                    ByteCount.gib(5 * 1024),
                    ByteCount.gib(5),
                    ByteCount.mib(5),
                    10_000,
                    ByteCount.kib(2),
                    1_000,
                    1_000,
                    ByteCount.mib(512),
                    ObjectOwnership.BUCKET_OWNER_ENFORCED);

    public BlobConfig {
        hostSuffixes = List.copyOf(hostSuffixes);
    }

    public BlobConfig withRegion(String other) {
        return new BlobConfig(
                other,
                hostSuffixes,
                inlineLimit,
                objectLimit,
                putLimit,
                minimumPart,
                partsPerUpload,
                metadataLimit,
                bucketsPerAccount,
                uploadsPerBucket,
                diskReserve,
                ownership);
    }

    public BlobConfig withDiskReserve(ByteCount reserve) {
        return new BlobConfig(
                region,
                hostSuffixes,
                inlineLimit,
                objectLimit,
                putLimit,
                minimumPart,
                partsPerUpload,
                metadataLimit,
                bucketsPerAccount,
                uploadsPerBucket,
                reserve,
                ownership);
    }

    public BlobConfig withHostSuffixes(List<String> suffixes) {
        return new BlobConfig(
                region,
                suffixes,
                inlineLimit,
                objectLimit,
                putLimit,
                minimumPart,
                partsPerUpload,
                metadataLimit,
                bucketsPerAccount,
                uploadsPerBucket,
                diskReserve,
                ownership);
    }

    public BlobConfig withOwnership(ObjectOwnership other) {
        return new BlobConfig(
                region,
                hostSuffixes,
                inlineLimit,
                objectLimit,
                putLimit,
                minimumPart,
                partsPerUpload,
                metadataLimit,
                bucketsPerAccount,
                uploadsPerBucket,
                diskReserve,
                other);
    }
}
