package mvi.services.network.back;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the kernel says of an interface's IPv4 addresses, without a program run for it. */
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

    private static Iterable<InterfaceAddress> of(String link) {
        try {
            @Nullable NetworkInterface found = NetworkInterface.getByName(link);
            return found == null ? Set.of() : found.getInterfaceAddresses();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
