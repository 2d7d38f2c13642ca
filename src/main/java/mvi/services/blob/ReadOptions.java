package mvi.services.blob;

import java.util.Optional;
import mvi.engines.base.Secret;

/**
 * What to read of an object.
 *
 * @param version empty for the newest
 * @param range empty for the whole
 * @param part the number of one of its parts instead of a range
 * @param customerKey that it was sealed with
 */
public record ReadOptions(
        Optional<String> version,
        Optional<ByteRange> range,
        Optional<Integer> part,
        Optional<Secret> customerKey) {
    public static final ReadOptions WHOLE =
            new ReadOptions(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    public ReadOptions withRange(Optional<ByteRange> other) {
        return new ReadOptions(version, other, part, customerKey);
    }
}
