package mvi.services.blob.back;

import mvi.services.blob.ByteRange;

/** Ranges as S3 spells them. */
final class FarRange {
    private FarRange() {}

    static String text(ByteRange range) {
        String first = range.first().isPresent() ? "" + range.first().getAsLong() : "";
        String last = range.last().isPresent() ? "" + range.last().getAsLong() : "";
        return "bytes=" + first + "-" + last;
    }

    /** Where it starts and how long the whole is, of {@code bytes 5-9/20}. */
    static long[] part(String contentRange) {
        String[] numbers = contentRange.replaceFirst("bytes ", "").split("[-/]");
        return new long[] {Long.parseLong(numbers[0]), Long.parseLong(numbers[2])};
    }
}
