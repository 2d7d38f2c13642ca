package mvi.services.network.back;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An interface's IPv4 addresses that stand for no network. They are read from the kernel without a
 * program run for it.
 */
final class LinkAddresses {
    private static final int WHOLE_ADDRESS = 32;

    private LinkAddresses() {}

    /** Those that stand for no network; none for an interface that is not there. */
    static Set<String> single(String link) {
        Set<String> all = new LinkedHashSet<>();
        for (InterfaceAddress each : of(link)) {
            if (each.getNetworkPrefixLength() == WHOLE_ADDRESS) {
                all.add(each.getAddress().getHostAddress());
            }
        }
        return all;
    }

    /** Makes those of a link that is there these and no others. */
    static void settle(HostCommands host, String link, Set<String> wanted) {
        Set<String> present = single(link);
        for (String each : wanted) {
            if (!present.contains(each)) {
                host.ip("addr", "add", each + "/32", "dev", link);
            }
        }
        for (String each : present) {
            if (!wanted.contains(each)) {
                host.ip("addr", "del", each + "/32", "dev", link);
            }
        }
    }

    private static Iterable<InterfaceAddress> of(String link) {
        try {
            @Nullable NetworkInterface found = NetworkInterface.getByName(link);
            return found == null ? Set.of() : found.getInterfaceAddresses();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
