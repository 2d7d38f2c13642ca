package mvi.engines.proxy;

import io.netty.util.NetUtil;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.regex.Pattern;
import mvi.engines.base.Problem;
import org.jspecify.annotations.Nullable;

/**
 * Addresses of IPv4 or IPv6 that begin with the same bits (CIDR, RFC 4632 and RFC 4291 section
 * 2.3).
 *
 * @param first of them: the bits after the prefix are zero
 */
public record AddressRange(InetAddress first, int prefixLength) {
    private static final String LENGTH = "\\d{1,3}";

    /** Without zeros in front, which some take for octal numbers (RFC 6943 section 3.1.1). */
    private static final Pattern IPV4 =
            Pattern.compile("((25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(\\.(?!$)|$)){4}");

    private static final String IPV6_LETTERS = "[0-9A-Fa-f:.]{2,45}";

    public AddressRange {
        byte[] bytes = first.getAddress();
        if (prefixLength < 0 || prefixLength > bytes.length * Byte.SIZE) {
            throw new IllegalArgumentException("no prefix of an address: " + prefixLength);
        }
        for (int bit = prefixLength; bit < bytes.length * Byte.SIZE; bit++) {
            if (isSet(bytes, bit)) {
                throw new IllegalArgumentException("bits are set after the prefix");
            }
        }
    }

    /**
     * A bare address is a range of one.
     *
     * @throws Problem {@code bad-address-range}
     */
    public static AddressRange parse(String text) {
        int slash = text.indexOf('/');
        InetAddress first = address(slash < 0 ? text : text.substring(0, slash));
        if (first == null || slash >= 0 && first instanceof Inet4Address && text.contains(":")) {
            throw bad(text, "is no address and no range such as 192.0.2.0/24 or 2001:db8::/32");
        }
        int bits = first.getAddress().length * Byte.SIZE;
        String length = slash < 0 ? String.valueOf(bits) : text.substring(slash + 1);
        if (!length.matches(LENGTH) || Integer.parseInt(length) > bits) {
            throw bad(text, "has no prefix length of 0 to " + bits + " after its slash");
        }
        try {
            return new AddressRange(first, Integer.parseInt(length));
        } catch (IllegalArgumentException wrong) {
            throw bad(text, "has bits that are set after its prefix of " + length);
        }
    }

    boolean contains(InetAddress address) {
        byte[] bytes = address.getAddress();
        byte[] own = first.getAddress();
        if (bytes.length != own.length) {
            return false;
        }
        int whole = prefixLength / Byte.SIZE;
        for (int i = 0; i < whole; i++) {
            if (bytes[i] != own[i]) {
                return false;
            }
        }
        int rest = prefixLength % Byte.SIZE;
        return rest == 0 || (bytes[whole] ^ own[whole]) >> (Byte.SIZE - rest) == 0;
    }

    /**
     * The address that is written so, or null. Names are not looked up; an address of IPv4 in the
     * form of IPv6 is that of IPv4; zones of a machine are none of the world's.
     */
    static @Nullable InetAddress address(String text) {
        boolean isOne =
                text.indexOf(':') < 0
                        ? IPV4.matcher(text).matches()
                        : text.matches(IPV6_LETTERS) && NetUtil.isValidIpV6Address(text);
        try {
            return isOne ? InetAddress.ofLiteral(text) : null;
        } catch (IllegalArgumentException otherwiseRead) {
            return null;
        }
    }

    @Override
    public String toString() {
        return NetUtil.toAddressString(first) + "/" + prefixLength;
    }

    private static boolean isSet(byte[] bytes, int bit) {
        return (bytes[bit / Byte.SIZE] >> (Byte.SIZE - 1 - bit % Byte.SIZE) & 1) != 0;
    }

    private static Problem bad(String text, String why) {
        return Problem.invalid("bad-address-range", "'" + text + "' " + why);
    }
}
