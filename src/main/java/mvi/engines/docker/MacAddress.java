package mvi.engines.docker;

import java.util.HexFormat;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import mvi.engines.base.Problem;

/**
 * A hardware address that follows from an IPv4 address, so that who takes over the one has the
 * other as well: neighbours keep an ARP entry for up to half a minute, and nobody tells them.
 */
public final class MacAddress {
    /** Locally administered; Docker puts it before an IPv4 address as well. */
    private static final String PREFIX = "02:42";

    private static final String OCTET = "(25[0-5]|2[0-4]\\d|1?\\d?\\d)";
    private static final Pattern IPV4 =
            Pattern.compile(String.join("\\.", OCTET, OCTET, OCTET, OCTET));

    private MacAddress() {}

    /** As {@code 02:42:0a:00:00:01} for 10.0.0.1. */
    public static String of(String ipv4) {
        MatchResult octets =
                IPV4.matcher(ipv4)
                        .results()
                        .filter(match -> match.group().equals(ipv4))
                        .findFirst()
                        .orElseThrow(
                                () ->
                                        Problem.invalid(
                                                "invalid-address",
                                                "'" + ipv4 + "' is no IPv4 address"));
        StringBuilder mac = new StringBuilder(PREFIX);
        for (int i = 1; i <= octets.groupCount(); i++) {
            byte octet = (byte) Integer.parseInt(octets.group(i));
            mac.append(':').append(HexFormat.of().toHexDigits(octet));
        }
        return mac.toString();
    }
}
