package mvi.services.blob.core;

import java.util.Optional;
import mvi.engines.base.Problem;
import mvi.services.blob.ByteRange;

/** A range asked for, made to fit the length that is there (RFC 9110 section 14.1.2). */
record Ranges(long offset, long count) {
    static Ranges of(Optional<ByteRange> asked, long length) {
        if (asked.isEmpty()) {
            return new Ranges(0, length);
        }
        ByteRange range = asked.get();
        if (range.first().isEmpty()) {
            long suffix = Math.min(range.last().orElse(0), length);
            if (suffix == 0) {
                throw unsatisfiable(length);
            }
            return new Ranges(length - suffix, suffix);
        }
        long first = range.first().getAsLong();
        long last = Math.min(range.last().orElse(Long.MAX_VALUE), length - 1);
        if (first >= length || last < first) {
            throw unsatisfiable(length);
        }
        return new Ranges(first, last - first + 1);
    }

    private static Problem unsatisfiable(long length) {
        return Problem.invalid(
                "bad-range", "the range asked for is not inside the object's " + length + " bytes");
    }
}
