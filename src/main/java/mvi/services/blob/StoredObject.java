package mvi.services.blob;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What is known of an object without reading it.
 *
 * @param etag without quotes: the MD5 in hex, or with {@code -N} for one of N parts
 * @param metadata the user's own, names in lower case without {@code x-amz-meta-}
 * @param headers content type and its kin, under their header names in lower case
 */
public record StoredObject(
        ObjectName name,
        long length,
        String etag,
        Instant modified,
        Map<String, String> headers,
        Map<String, String> metadata,
        Optional<Checksum> checksum) {
    public StoredObject(
            ObjectName name,
            long length,
            String etag,
            Instant modified,
            Map<String, String> headers,
            Map<String, String> metadata) {
        this(name, length, etag, modified, headers, metadata, Optional.empty());
    }
}
