package mvi.services.network;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mvi.engines.base.Problem;

/**
 * A range of IPv4 addresses in CIDR form. {@code first} is an unsigned 32-bit number with the host
 * bits zero.
 */
public record Ipv4Range(long first, int prefixLength) {
    private static final Pattern CIDR =
            Pattern.compile("(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})(?:/(\\d{1,2}))?");

    public Ipv4Range {
        if (prefixLength < 0 || prefixLength > 32 || first < 0 || first > 0xffff_ffffL) {
            throw new IllegalArgumentException("no IPv4 range: " + first + "/" + prefixLength);
        }
        first &= mask(prefixLength);
    }

    /** Throws INVALID {@code bad-address-range}; a bare address is a range of one. */
    public static Ipv4Range parse(String text) {
        Matcher matcher = CIDR.matcher(text);
        if (!matcher.matches()) {
            throw bad(text);
        }
        long address = 0;
        for (int group = 1; group <= 4; group++) {
            int part = Integer.parseInt(matcher.group(group));
            if (part > 255) {
                throw bad(text);
            }
            address = address << 8 | part;
        }
        int length = matcher.group(5) == null ? 32 : Integer.parseInt(matcher.group(5));
        if (length > 32) {
            throw bad(text);
        }
        return new Ipv4Range(address, length);
    }

    public long size() {
        return 1L << (32 - prefixLength);
    }

    public boolean overlaps(Ipv4Range other) {
        int shorter = Math.min(prefixLength, other.prefixLength);
        return (first & mask(shorter)) == (other.first & mask(shorter));
    }

    /** The n-th range of that length inside this one. */
    public Ipv4Range part(int length, long n) {
        return new Ipv4Range(first + (n << (32 - length)), length);
    }

    /** The n-th address, without a prefix length. */
    public String address(long n) {
        long address = first + n;
        return "%d.%d.%d.%d"
                .formatted(address >> 24, address >> 16 & 255, address >> 8 & 255, address & 255);
    }

    @Override
    public String toString() {
        return address(0) + "/" + prefixLength;
    }

    private static long mask(int length) {
        return length == 0 ? 0 : 0xffff_ffffL << (32 - length) & 0xffff_ffffL;
    }

    private static Problem bad(String text) {
        return Problem.invalid(
                "bad-address-range",
                "'" + text + "' is no range of addresses such as 10.64.0.0/10");
    }
}
