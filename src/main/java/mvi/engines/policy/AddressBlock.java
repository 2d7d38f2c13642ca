package mvi.engines.policy;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Addresses of IPv4 or IPv6 that begin with the same bits (CIDR, RFC 4632). Bits after the prefix
 * mean nothing, as in IAM.
 */
record AddressBlock(InetAddress first, int prefixLength) {
    /** Broader than these, S3 takes a range for everybody. */
    private static final int WIDE_IPV4 = 8;

    private static final int WIDE_IPV6 = 32;

    /** The form; {@link InetAddress#ofLiteral} looks at the numbers, and never asks for a name. */
    private static final Pattern IPV4 =
            Pattern.compile("(0|[1-9]\\d{0,2})(\\.(0|[1-9]\\d{0,2})){3}");

    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:.]{2,45}");
    private static final Pattern LENGTH = Pattern.compile("\\d{1,3}");

    /** A bare address is a block of one. */
    static Optional<AddressBlock> parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            return address(text).map(one -> new AddressBlock(one, bits(one)));
        }
        String length = text.substring(slash + 1);
        if (!LENGTH.matcher(length).matches()) {
            return Optional.empty();
        }
        // What is written as IPv6 and isn't has a length in IPv6's bits.
        return address(text.substring(0, slash))
                .filter(first -> first instanceof Inet4Address == text.indexOf(':') < 0)
                .filter(first -> Integer.parseInt(length) <= bits(first))
                .map(first -> new AddressBlock(first, Integer.parseInt(length)));
    }

    /** An address of IPv4 in the form of IPv6 is that of IPv4. */
    static Optional<InetAddress> address(String text) {
        Pattern form = text.indexOf(':') < 0 ? IPV4 : IPV6;
        if (!form.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.ofLiteral(text));
        } catch (IllegalArgumentException none) {
            return Optional.empty();
        }
    }

    boolean contains(InetAddress address) {
        byte[] own = first.getAddress();
        byte[] other = address.getAddress();
        if (own.length != other.length) {
            return false;
        }
        for (int bit = 0; bit < prefixLength; bit += Byte.SIZE) {
            int ignored = Math.max(0, bit + Byte.SIZE - prefixLength);
            if ((own[bit / Byte.SIZE] ^ other[bit / Byte.SIZE]) >> ignored != 0) {
                return false;
            }
        }
        return true;
    }

    boolean isWide() {
        return prefixLength < (first instanceof Inet4Address ? WIDE_IPV4 : WIDE_IPV6);
    }

    private static int bits(InetAddress address) {
        return address.getAddress().length * Byte.SIZE;
    }
}
