package mvi.engines.docker;

import java.util.HexFormat;
import mvi.engines.base.Problem;

/**
 * A hardware address that follows from an IPv4 address, so that who takes over the one has the
 * other as well: neighbours keep an ARP entry for up to half a minute, and nobody tells them.
 */
public final class MacAddress {
    private static final int OCTETS = 4;

    /** Locally administered; Docker puts it before an IPv4 address as well. */
    private static final String PREFIX = "02:42:";

    private MacAddress() {}

    /** As {@code 02:42:0a:00:00:01} for 10.0.0.1. */
    public static String of(String ipv4) {
        String[] words = ipv4.split("\\.", -1);
        if (words.length != OCTETS) {
            throw Problem.invalid("invalid-address", ipv4 + " is no IPv4 address");
        }
        byte[] octets = new byte[OCTETS];
        for (int i = 0; i < OCTETS; i++) {
            octets[i] = (byte) Integer.parseInt(words[i]);
        }
        return PREFIX + HexFormat.ofDelimiter(":").formatHex(octets);
    }
}
