package mvi.services.database.core;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A stretch of a write-ahead log in the archive. It never reaches over the end of a segment.
 *
 * @param timeline of PostgreSQL's: each restore begins a new one
 * @param end exclusive
 */
public record WalPiece(int timeline, Lsn start, Lsn end) {
    private static final Pattern KEY =
            Pattern.compile("wal/([0-9A-F]{8})/([0-9A-F]{16})-([0-9A-F]{16})");

    public WalPiece {
        if (end.compareTo(start) <= 0 || end.compareTo(start.segmentEnd()) > 0) {
            throw new IllegalArgumentException("no piece of one segment: " + start + "-" + end);
        }
    }

    /** Its key in the archive of its instance; keys sort by timeline and place. */
    public String key() {
        return folder(timeline) + start.hex() + "-" + end.hex();
    }

    /** Where the pieces of a timeline are. */
    public static String folder(int timeline) {
        return "wal/%08X/".formatted(timeline);
    }

    /** Sorts after every piece that begins before this place, and before all others. */
    public static String keyBefore(int timeline, Lsn place) {
        return folder(timeline) + place.hex();
    }

    /** Begins the keys of the pieces of the segment that begins at a place. */
    public static String segmentPrefix(int timeline, Lsn segment) {
        return folder(timeline) + segment.hex().substring(0, Lsn.SEGMENT_DIGITS);
    }

    /** Empty for what is no piece. */
    public static Optional<WalPiece> ofKey(String key) {
        Matcher parts = KEY.matcher(key);
        return parts.matches()
                ? Optional.of(
                        new WalPiece(
                                Integer.parseUnsignedInt(parts.group(1), 16),
                                new Lsn(Long.parseUnsignedLong(parts.group(2), 16)),
                                new Lsn(Long.parseUnsignedLong(parts.group(3), 16))))
                : Optional.empty();
    }

    /** A segment that is whole. */
    public boolean isWhole() {
        return start.equals(start.segmentStart()) && end.equals(start.segmentEnd());
    }

    public long length() {
        return end.minus(start);
    }
}
