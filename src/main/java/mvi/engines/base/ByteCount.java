package mvi.engines.base;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A number of bytes. Text is read as Compose reads it: {@code 256m}, {@code 1.5gb}, {@code 4096};
 * units are 1024.
 */
public record ByteCount(long bytes) implements Comparable<ByteCount> {
    public static final ByteCount ZERO = new ByteCount(0);

    private static final Pattern TEXT = Pattern.compile("(\\d+(?:\\.\\d+)?)\\s*([kmgt]?)i?b?");

    public ByteCount {
        if (bytes < 0) {
            throw new IllegalArgumentException("a byte count is never negative: " + bytes);
        }
    }

    public static ByteCount kib(long count) {
        return new ByteCount(Math.multiplyExact(count, 1024L));
    }

    public static ByteCount mib(long count) {
        return new ByteCount(Math.multiplyExact(count, 1024L * 1024));
    }

    public static ByteCount gib(long count) {
        return new ByteCount(Math.multiplyExact(count, 1024L * 1024 * 1024));
    }

    /** Throws {@link Problem} INVALID {@code bad-byte-count}. */
    public static ByteCount parse(String text) {
        Matcher matcher = TEXT.matcher(text.strip().toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            throw Problem.invalid(
                    "bad-byte-count",
                    "'" + text + "' is not a number of bytes: write 512K, 256M or 1G");
        }
        int exponent =
                "kmgt".indexOf(matcher.group(2).isEmpty() ? '?' : matcher.group(2).charAt(0)) + 1;
        double bytes = Double.parseDouble(matcher.group(1)) * Math.pow(1024, exponent);
        if (bytes > Long.MAX_VALUE) {
            throw Problem.invalid(
                    "bad-byte-count", "'" + text + "' is more bytes than can be counted");
        }
        return new ByteCount((long) bytes);
    }

    @Override
    public int compareTo(ByteCount other) {
        return Long.compare(bytes, other.bytes);
    }

    /** For people: {@code 256 MB}. */
    @Override
    public String toString() {
        if (bytes < 1024) {
            return bytes + " B";
        }
        int exponent = (63 - Long.numberOfLeadingZeros(bytes)) / 10;
        double value = bytes / Math.pow(1024, exponent);
        String number = value >= 100 || value == Math.rint(value) ? "%.0f" : "%.1f";
        return String.format(Locale.ROOT, number + " %sB", value, "KMGTPE".charAt(exponent - 1));
    }
}
