package mvi.platform.release;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import mvi.engines.base.Kind;
import mvi.engines.base.Problem;
import mvi.manifest.AppProcess;
import mvi.manifest.Manifest;
import mvi.platform.app.AppNames;
import mvi.platform.app.AppNames.Names;
import mvi.services.balancer.BalancerRoutes.Listener;
import mvi.services.network.AppNetwork;
import mvi.services.network.Forward;
import mvi.services.network.NetworkService;

/** An app's private network, and the addresses in it under which its processes have names. */
public final class AppNetworks {
    /** Every address of the host, of IPv6 and IPv4. */
    private static final String EVERYWHERE = "::";

    private final NetworkService networks;
    private final AppNames names;

    public AppNetworks(NetworkService networks, AppNames names) {
        this.networks = networks;
        this.names = names;
    }

    /** The network with an address for each process that has ports. Idempotent. */
    public AppNetwork ensure(String app, Manifest manifest) {
        Map<String, Set<Integer>> ports = new TreeMap<>();
        for (AppProcess process : manifest.processes()) {
            Set<Integer> own = ProcessPorts.all(process);
            if (!own.isEmpty()) {
                ports.put(process.name(), own);
            }
        }
        Names known = names.ensure(app, ports);
        AppNetwork network = networks.ensure(app, manifest.isEgressOpen(), forwards(known));
        if (!known.endpoint().equals(network.endpoint())) {
            names.locate(app, network.endpoint());
        }
        return network;
    }

    /** As {@link NetworkService#isHeld}. */
    public boolean isHeld(String app) {
        return networks.isHeld(app);
    }

    /** Entries of {@code /etc/hosts}: the processes of this manifest that have ports. */
    Map<String, String> hosts(String app, Manifest manifest, AppNetwork network) {
        Names known = names.of(app);
        Map<String, String> hosts = new TreeMap<>();
        for (AppProcess process : manifest.processes()) {
            Integer number = known.numbers().get(process.name());
            if (number != null && process.takesRequests()) {
                hosts.put(process.name(), network.address(number));
            }
        }
        return hosts;
    }

    Names names(String app) {
        return names.of(app);
    }

    /**
     * Where the load balancer listens for a process.
     *
     * @param before the release that this one takes the place of: its containers live a while
     *     longer and know its ports
     */
    static List<Listener> listeners(Names names, AppProcess process, Optional<AppProcess> before) {
        Set<Integer> ports = ProcessPorts.all(process);
        Set<Integer> main = new TreeSet<>();
        ProcessPorts.of(process).ifPresent(main::add);
        before.ifPresent(
                old -> {
                    ports.addAll(ProcessPorts.all(old));
                    ProcessPorts.of(old).ifPresent(main::add);
                });
        List<Listener> listeners = new ArrayList<>();
        for (int port : ports) {
            Integer listener = names.listeners().get(Names.key(process.name(), port));
            if (listener != null && !names.endpoint().isEmpty()) {
                listeners.add(
                        new Listener(
                                names.endpoint(), listener, main.contains(port) ? 0 : port, false));
            }
        }
        boolean isTls = process.routing().listening() == AppProcess.Listening.TLS;
        for (AppProcess.HostPort port : process.routing().hostPorts()) {
            listeners.add(new Listener(EVERYWHERE, port.published(), port.target(), isTls));
        }
        return listeners;
    }

    /** The network goes for ever, and who had which address is forgotten. */
    void purge(String app) {
        try {
            networks.remove(app);
        } catch (Problem problem) {
            if (problem.kind() != Kind.MISSING) {
                throw problem;
            }
        }
        names.purge(app);
    }

    private static List<Forward> forwards(Names names) {
        List<Forward> all = new ArrayList<>();
        names.listeners()
                .forEach(
                        (key, listener) -> {
                            int colon = key.lastIndexOf(':');
                            Integer number = names.numbers().get(key.substring(0, colon));
                            if (number != null) {
                                int port = Integer.parseInt(key.substring(colon + 1));
                                all.add(new Forward(number, port, listener));
                            }
                        });
        return all;
    }
}
