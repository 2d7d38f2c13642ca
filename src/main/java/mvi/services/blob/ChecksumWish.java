package mvi.services.blob;

import java.util.Optional;
import java.util.function.Supplier;

/**
 * A checksum to compute and keep.
 *
 * @param expected what the client says it is, in Base64; asked once, after the body's end, because
 *     it may come in a trailer; empty when the client leaves it to the service
 * @param isComposite of an upload: of its parts' checksums rather than of the whole
 */
public record ChecksumWish(
        ChecksumAlgorithm algorithm, Supplier<Optional<String>> expected, boolean isComposite) {
    /** To compute and keep, with nothing to compare it to. */
    public static ChecksumWish of(ChecksumAlgorithm algorithm) {
        return new ChecksumWish(algorithm, Optional::empty, false);
    }

    public static ChecksumWish expecting(ChecksumAlgorithm algorithm, String base64) {
        return new ChecksumWish(algorithm, () -> Optional.of(base64), false);
    }
}
