package mvi.services.blob;

import java.util.Optional;

/**
 * How to copy an object inside the service.
 *
 * @param replacement metadata and headers of the copy; empty to take the source's
 * @param onlyIfSourceEtag the source must still have it
 */
public record CopyOptions(Optional<PutOptions> replacement, Optional<String> onlyIfSourceEtag) {
    public static final CopyOptions PLAIN = new CopyOptions(Optional.empty(), Optional.empty());
}
