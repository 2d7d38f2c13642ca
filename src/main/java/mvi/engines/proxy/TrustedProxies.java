package mvi.engines.proxy;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import mvi.engines.base.Problem;

/**
 * The proxies in front of this one, which are believed in what they say of their clients: by
 * X-Forwarded-For, X-Forwarded-Proto and X-Forwarded-Host, or by the header of HAProxy's PROXY
 * protocol.
 *
 * <p>Whether that header comes is settled, never guessed, as the protocol's specification asks
 * (section 2): a proxy that relays bytes without one relays those of a client who begins with a
 * header of his own. And where the other side speaks first, one could wait for ever.
 *
 * @param ranges where they connect from; none when nobody is believed
 * @param sayHeader each of their connections begins with that header
 */
public record TrustedProxies(List<AddressRange> ranges, boolean sayHeader) {
    public static final TrustedProxies NONE = new TrustedProxies(List.of(), false);

    /** Twice what the largest networks of proxies publish. */
    private static final int MOST_RANGES = 512;

    public TrustedProxies {
        ranges = List.copyOf(ranges);
    }

    /**
     * @param list addresses and ranges, parted by commas
     * @throws Problem {@code bad-address-range}, with the one that is wrong
     */
    public static List<AddressRange> parse(String list) {
        List<AddressRange> ranges = new ArrayList<>();
        for (String each : list.split(",", -1)) {
            if (ranges.size() == MOST_RANGES) {
                throw Problem.invalid(
                        "bad-address-range", "more than " + MOST_RANGES + " ranges are named");
            }
            ranges.add(AddressRange.parse(each.strip()));
        }
        return ranges;
    }

    boolean contains(InetAddress address) {
        for (AddressRange each : ranges) {
            if (each.contains(address)) {
                return true;
            }
        }
        return false;
    }
}
