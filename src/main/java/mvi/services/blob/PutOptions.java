package mvi.services.blob;

import java.util.Map;
import java.util.Optional;

/**
 * How to store an object.
 *
 * @param contentMd5 hex; the body must have it, or BadDigest
 * @param onlyIfAbsent {@code If-None-Match: *}
 * @param onlyIfEtag {@code If-Match}
 */
public record PutOptions(
        Map<String, String> headers,
        Map<String, String> metadata,
        Optional<String> contentMd5,
        boolean onlyIfAbsent,
        Optional<String> onlyIfEtag) {
    public static final PutOptions PLAIN =
            new PutOptions(Map.of(), Map.of(), Optional.empty(), false, Optional.empty());
}
