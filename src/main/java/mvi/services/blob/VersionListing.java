package mvi.services.blob;

import java.util.List;
import java.util.Optional;

/**
 * A page of a bucket's versions: in the byte order of keys, of each key the newest first.
 *
 * @param next after what to go on; empty at the end
 */
public record VersionListing(
        List<VersionEntry> versions, List<String> prefixes, Optional<Marker> next) {
    /**
     * A place between two entries.
     *
     * @param version empty for after all of the key, or of the prefix
     */
    public record Marker(String key, Optional<String> version) {}
}
