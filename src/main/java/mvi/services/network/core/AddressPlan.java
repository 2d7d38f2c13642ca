package mvi.services.network.core;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.zip.CRC32;
import mvi.engines.base.Problem;
import mvi.services.network.Ipv4Range;
import mvi.services.network.NetworkConfig;

/**
 * Chooses addresses. The first guess is derived from the platform's id and the app's name, so that
 * two platforms on one machine seldom meet; what is taken is stepped over.
 */
public final class AddressPlan {
    private static final int SUBNET_LENGTH = 24;
    private static final int ADDRESS_LENGTH = 32;

    private final NetworkConfig config;

    public AddressPlan(NetworkConfig config) {
        this.config = config;
    }

    /** A /24 that meets none of the taken ranges: live routes and every network of the engine. */
    public Ipv4Range subnet(String app, Collection<Ipv4Range> taken) {
        return choose(config.subnets(), SUBNET_LENGTH, app, taken);
    }

    /** A /32 that nobody has. */
    public Ipv4Range endpoint(String app, Collection<Ipv4Range> taken) {
        return choose(config.endpoints(), ADDRESS_LENGTH, app, taken);
    }

    private Ipv4Range choose(Ipv4Range from, int length, String app, Collection<Ipv4Range> taken) {
        long count = 1L << Math.max(0, length - from.prefixLength());
        long start = hash(config.platform() + "/" + app) % count;
        for (long step = 0; step < count; step++) {
            // The first and last of the range are left out: some hosts treat them as network and
            // broadcast.
            long n = (start + step) % count;
            Ipv4Range candidate = from.part(length, n);
            boolean isEdge = length == ADDRESS_LENGTH && (n == 0 || n == count - 1);
            if (!isEdge && taken.stream().noneMatch(candidate::overlaps)) {
                return candidate;
            }
        }
        throw Problem.limit(
                "no-subnet-left",
                "no free /"
                        + length
                        + " is left in "
                        + from
                        + " for the network of app '"
                        + app
                        + "': set app-subnets or app-endpoints to another range");
    }

    private static long hash(String text) {
        CRC32 crc = new CRC32();
        crc.update(text.getBytes(StandardCharsets.UTF_8));
        return crc.getValue();
    }
}
