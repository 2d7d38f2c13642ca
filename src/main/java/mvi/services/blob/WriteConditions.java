package mvi.services.blob;

import java.util.Optional;

/**
 * What must hold of the newest version for a write to happen (RFC 9110 section 13.1).
 *
 * @param onlyIfAbsent {@code If-None-Match: *}
 * @param onlyIfEtag {@code If-Match}, or {@code *}
 * @param unlessEtag {@code If-None-Match}
 */
public record WriteConditions(
        boolean onlyIfAbsent, Optional<String> onlyIfEtag, Optional<String> unlessEtag) {
    public static final WriteConditions NONE =
            new WriteConditions(false, Optional.empty(), Optional.empty());

    public static final WriteConditions ONLY_NEW =
            new WriteConditions(true, Optional.empty(), Optional.empty());

    public static WriteConditions onlyIf(String etag) {
        return new WriteConditions(false, Optional.of(etag), Optional.empty());
    }
}
