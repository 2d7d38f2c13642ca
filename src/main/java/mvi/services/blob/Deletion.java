package mvi.services.blob;

import java.util.Optional;

/** What became of a deletion. */
public sealed interface Deletion {
    /**
     * It is gone, or was never there.
     *
     * @param version that was deleted, or of the marker that was made
     * @param isMarker whether a delete marker was made or deleted
     */
    record Done(Optional<String> version, boolean isMarker) implements Deletion {}

    /** A condition did not hold; nothing was deleted. */
    record PreconditionFailed() implements Deletion {}
}
