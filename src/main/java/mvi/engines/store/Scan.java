package mvi.engines.store;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A range of a family's keys in unsigned byte order: {@code from} is in it, {@code to} is not; null
 * is no bound.
 *
 * @param limit most entries; a page may end earlier, by its bytes, but never empty before the end
 */
public record Scan(
        String family,
        byte @Nullable [] from,
        byte @Nullable [] to,
        int limit,
        Direction direction) {
    /** Which end comes first. */
    public enum Direction {
        ASCENDING,
        DESCENDING
    }

    /** Every key that starts with these bytes, in order. */
    public static Scan prefix(String family, byte[] prefix, int limit) {
        return new Scan(family, prefix, after(prefix), limit, Direction.ASCENDING);
    }

    /** The same range, beginning after an entry that was seen. */
    public Scan goOnAfter(byte[] key) {
        return direction == Direction.ASCENDING
                ? new Scan(family, Arrays.copyOf(key, key.length + 1), to, limit, direction)
                : new Scan(family, from, key, limit, direction);
    }

    public Scan descending() {
        return new Scan(family, from, to, limit, Direction.DESCENDING);
    }

    /** The first key beyond all that start with the prefix; null when there is none. */
    public static byte @Nullable [] after(byte[] prefix) {
        for (int i = prefix.length - 1; i >= 0; i--) {
            if (prefix[i] != (byte) 0xFF) {
                byte[] end = Arrays.copyOf(prefix, i + 1);
                end[i]++;
                return end;
            }
        }
        return null;
    }
}
