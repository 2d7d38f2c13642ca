package mvi.services.blob;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is known of a version of an object without reading it.
 *
 * @param version its id; {@link #NULL_VERSION} for one that was put while the bucket kept none
 * @param etag without quotes: the MD5 in hex, or with {@code -N} for one of N parts
 * @param metadata the user's own, names in lower case without {@code x-amz-meta-}
 * @param headers content type and its kin, under their header names in lower case
 * @param parts that it was completed from; empty for one put whole
 */
public record StoredObject(
        ObjectName name,
        String version,
        long length,
        String etag,
        Instant modified,
        Map<String, String> headers,
        Map<String, String> metadata,
        Optional<Checksum> checksum,
        List<ObjectPart> parts,
        Optional<Encryption> encryption,
        ObjectTraits traits) {
    public static final String NULL_VERSION = "null";

    public StoredObject {
        headers = Map.copyOf(headers);
        metadata = Map.copyOf(metadata);
        parts = List.copyOf(parts);
    }

    /** One that is no more than its content, headers and metadata. */
    public StoredObject(
            ObjectName name,
            long length,
            String etag,
            Instant modified,
            Map<String, String> headers,
            Map<String, String> metadata,
            Optional<Checksum> checksum) {
        this(
                name,
                NULL_VERSION,
                length,
                etag,
                modified,
                headers,
                metadata,
                checksum,
                List.of(),
                Optional.empty(),
                ObjectTraits.PLAIN);
    }

    public StoredObject with(ObjectTraits other) {
        return new StoredObject(
                name,
                version,
                length,
                etag,
                modified,
                headers,
                metadata,
                checksum,
                parts,
                encryption,
                other);
    }
}
