package mvi.services.database.core;

/**
 * A place in a write-ahead log: bytes since its beginning, unsigned. PostgreSQL writes {@code
 * 16/B374D848} ({@code pg_lsn}).
 */
public record Lsn(long value) implements Comparable<Lsn> {
    /** PostgreSQL's own default of a segment, which initdb is never told to change. */
    public static final long SEGMENT = 16 * 1024 * 1024;

    /** Of a place's 16 hex digits, those that all places of a segment share. */
    static final int SEGMENT_DIGITS = 10;

    private static final long SEGMENTS_PER_FILE_ID = (1L << 32) / SEGMENT;

    /** Throws IllegalArgumentException when it is none. */
    public static Lsn parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 1 || slash > 8 || text.length() - slash > 9) {
            throw new IllegalArgumentException("not a place in a write-ahead log: " + text);
        }
        return new Lsn(
                Long.parseLong(text.substring(0, slash), 16) << 32
                        | Long.parseLong(text.substring(slash + 1), 16));
    }

    /** Where a segment's file begins, by its name without the timeline's 8 digits. */
    static Lsn ofFile(String digits) {
        long fileId = Long.parseLong(digits.substring(0, 8), 16);
        return new Lsn(
                (fileId * SEGMENTS_PER_FILE_ID + Long.parseLong(digits.substring(8), 16))
                        * SEGMENT);
    }

    public Lsn plus(long bytes) {
        return new Lsn(value + bytes);
    }

    /** Bytes from another place to this one. */
    public long minus(Lsn other) {
        return value - other.value;
    }

    public Lsn segmentStart() {
        return new Lsn(Long.divideUnsigned(value, SEGMENT) * SEGMENT);
    }

    /** Of the segment that the byte at this place is in. */
    public Lsn segmentEnd() {
        return segmentStart().plus(SEGMENT);
    }

    /** The file name of the segment that the byte at this place is in. */
    public String fileName(int timeline) {
        long segment = Long.divideUnsigned(value, SEGMENT);
        return "%08X%08X%08X"
                .formatted(
                        timeline, segment / SEGMENTS_PER_FILE_ID, segment % SEGMENTS_PER_FILE_ID);
    }

    /** 16 hex digits, which sort as the places do. */
    String hex() {
        return "%016X".formatted(value);
    }

    @Override
    public int compareTo(Lsn other) {
        return Long.compareUnsigned(value, other.value);
    }

    @Override
    public String toString() {
        return "%X/%X".formatted(value >>> 32, value & 0xFFFF_FFFFL);
    }
}
