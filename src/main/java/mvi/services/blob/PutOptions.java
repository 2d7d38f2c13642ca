package mvi.services.blob;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How to store an object.
 *
 * @param contentMd5 hex; the body must have it, or BadDigest
 * @param onlyIfAbsent {@code If-None-Match: *}
 * @param onlyIfEtag {@code If-Match}
 * @param checksum to compute, compare and keep beside the ETag
 */
public record PutOptions(
        Map<String, String> headers,
        Map<String, String> metadata,
        Optional<String> contentMd5,
        boolean onlyIfAbsent,
        Optional<String> onlyIfEtag,
        Optional<ChecksumWish> checksum) {
    public static final PutOptions PLAIN =
            new PutOptions(Map.of(), Map.of(), Optional.empty(), false, Optional.empty());

    public PutOptions {
        headers = Map.copyOf(headers);
        metadata = Map.copyOf(metadata);
    }

    public PutOptions(
            Map<String, String> headers,
            Map<String, String> metadata,
            Optional<String> contentMd5,
            boolean onlyIfAbsent,
            Optional<String> onlyIfEtag) {
        this(headers, metadata, contentMd5, onlyIfAbsent, onlyIfEtag, Optional.empty());
    }

    /** Store it as it is, unless there is one already. */
    public static PutOptions onlyNew() {
        return new PutOptions(Map.of(), Map.of(), Optional.empty(), true, Optional.empty());
    }

    /** The same with a content type. */
    public PutOptions withContentType(String contentType) {
        var more = new HashMap<>(headers);
        more.put("content-type", contentType);
        return new PutOptions(more, metadata, contentMd5, onlyIfAbsent, onlyIfEtag, checksum);
    }

    public PutOptions withChecksum(ChecksumWish wish) {
        return new PutOptions(
                headers, metadata, contentMd5, onlyIfAbsent, onlyIfEtag, Optional.of(wish));
    }
}
