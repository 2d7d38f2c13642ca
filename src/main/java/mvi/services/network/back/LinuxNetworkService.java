package mvi.services.network.back;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import mvi.engines.docker.EngineNetwork;
import mvi.engines.docker.EngineNetworks;
import mvi.services.network.AppNetwork;
import mvi.services.network.Forward;
import mvi.services.network.Ipv4Range;
import mvi.services.network.NetworkConfig;
import mvi.services.network.NetworkService;
import mvi.services.network.core.AddressPlan;
import mvi.services.network.core.AppRules;
import mvi.services.network.core.FirewallTable;
import mvi.services.network.core.RoutingRules;

/**
 * Private networks of this host's kernel and engine. What exists is read from the engine's
 * networks, whose labels say whose they are and which endpoint goes with them; whether the way out
 * is open is read from the kernel until the caller says it again with {@link #ensure}.
 *
 * <p>Order: rules first, then the network, then containers. Podman makes a network's bridge with
 * its first container, which is why rules match interfaces by name and endpoints stand on a bridge
 * of the platform's own.
 */
public final class LinuxNetworkService implements NetworkService {
    private static final String PLATFORM = "mvi.platform";
    private static final String APP = "mvi.app";
    private static final String ENDPOINT = "mvi.endpoint";
    private static final String BRIDGE = "mvi.bridge";
    private static final int MAXIMUM_APPS = 1_000;

    private final NetworkConfig config;
    private final Supplier<EngineNetworks> engine;
    private final AddressPlan addresses;
    private final FirewallTable firewall;
    private final RoutingRules routing;
    private final HostCommands host = new HostCommands();
    private final AppBridges bridges = new AppBridges(host);
    private final Object change = new Object();
    private final Map<String, Openings> openings = new HashMap<>();

    /** Bridges by app, for questions that don't wait for changes. */
    private final Map<String, String> held = new ConcurrentHashMap<>();

    private String loaded = "";

    /** What an app's rules let through besides its own network and its services. */
    private record Openings(boolean isEgressOpen, List<Forward> forwards) {
        private static final Openings NONE = new Openings(false, List.of());
    }

    public LinuxNetworkService(NetworkConfig config, Supplier<EngineNetworks> engine) {
        this.config = config;
        this.engine = engine;
        this.addresses = new AddressPlan(config);
        this.firewall = new FirewallTable(config);
        this.routing = new RoutingRules(config);
    }

    @Override
    public void start() {
        synchronized (change) {
            List<EngineNetwork> mine = mine();
            apply(mine);
            mine.forEach(each -> bridges.fix(each, rules(each).addresses()));
        }
    }

    @Override
    public AppNetwork ensure(String app, boolean isEgressOpen, List<Forward> forwards) {
        synchronized (change) {
            List<EngineNetwork> mine = mine();
            Optional<EngineNetwork> known = named(mine, app);
            Openings now = new Openings(isEgressOpen, List.copyOf(forwards));
            boolean isAsBefore = now.equals(openings.put(app, now));
            if (known.isPresent() && isAsBefore && !loaded.isEmpty()) {
                return hold(app, known.get());
            }
            EngineNetwork network = known.orElseGet(() -> planned(app, mine));
            List<EngineNetwork> all = new ArrayList<>(mine);
            if (known.isEmpty()) {
                all.add(network);
            }
            apply(all);
            if (known.isEmpty()) {
                engine.get().create(network);
            }
            return hold(app, network);
        }
    }

    private AppNetwork hold(String app, EngineNetwork network) {
        bridges.hold(network, rules(network).addresses());
        held.put(app, bridge(network));
        return appNetwork(network);
    }

    @Override
    public boolean isHeld(String app) {
        String bridge = held.get(app);
        return bridge != null && AppBridges.isFixed(bridge);
    }

    @Override
    public Optional<AppNetwork> find(String app) {
        return named(mine(), app).map(LinuxNetworkService::appNetwork);
    }

    @Override
    public List<AppNetwork> list() {
        return mine().stream().map(LinuxNetworkService::appNetwork).toList();
    }

    @Override
    public void remove(String app) {
        synchronized (change) {
            List<EngineNetwork> mine = mine();
            Optional<EngineNetwork> network = named(mine, app);
            if (network.isEmpty()) {
                return;
            }
            engine.get().remove(network.get().name());
            bridges.remove(network.get());
            openings.remove(app);
            held.remove(app);
            List<EngineNetwork> left = new ArrayList<>(mine);
            left.remove(network.get());
            apply(left);
        }
    }

    @Override
    public boolean repair() {
        synchronized (change) {
            List<EngineNetwork> mine = mine();
            boolean isWell =
                    !loaded.isEmpty()
                            && host.listTable(config.firewallTable()).equals(loaded)
                            && routing.present(host.ip("-4", "rule", "show"))
                                    .equals(routing.wanted(bridges(mine)))
                            && LinkAddresses.single(config.endpointBridge())
                                    .equals(endpoints(mine));
            if (!isWell) {
                apply(mine);
            }
            mine.forEach(each -> bridges.fix(each, rules(each).addresses()));
            return !isWell;
        }
    }

    @Override
    public void tearDown() {
        synchronized (change) {
            for (EngineNetwork network : mine()) {
                engine.get().remove(network.name());
                bridges.remove(network);
            }
            applyRouting(List.of());
            host.loadRules(firewall.removal());
            loaded = "";
            if (host.ipSucceeds("link", "show", "dev", config.endpointBridge())) {
                host.ip("link", "del", "dev", config.endpointBridge());
            }
        }
    }

    private void apply(List<EngineNetwork> all) {
        // Until the rules are in the kernel, nothing may take them for well.
        loaded = "";
        rememberOpenings(all);
        host.loadRules(firewall.replacement(rules(all)));
        loaded = host.listTable(config.firewallTable());
        applyRouting(bridges(all));
        applyEndpoints(endpoints(all));
    }

    /**
     * An app that has not been ensured since this process began keeps what the kernel has; without
     * that, closed.
     */
    private void rememberOpenings(List<EngineNetwork> all) {
        String present = host.listTable(config.firewallTable());
        for (EngineNetwork network : all) {
            openings.computeIfAbsent(
                    label(network, APP),
                    app ->
                            new Openings(
                                    FirewallTable.isEgressOpen(present, bridge(network)),
                                    FirewallTable.forwards(
                                            present,
                                            bridge(network),
                                            Ipv4Range.parse(network.subnet()))));
        }
    }

    private void applyRouting(List<String> bridges) {
        Set<RoutingRules.Rule> present = routing.present(host.ip("-4", "rule", "show"));
        Set<RoutingRules.Rule> wanted = routing.wanted(bridges);
        for (RoutingRules.Rule rule : wanted) {
            if (!present.contains(rule)) {
                changeRule("add", rule);
            }
        }
        for (RoutingRules.Rule rule : present) {
            if (!wanted.contains(rule)) {
                changeRule("del", rule);
            }
        }
    }

    private void changeRule(String verb, RoutingRules.Rule rule) {
        List<String> words = new ArrayList<>(List.of("-4", "rule", verb));
        words.addAll(routing.words(rule));
        host.ip(words.toArray(String[]::new));
    }

    private void applyEndpoints(Set<String> wanted) {
        String bridge = config.endpointBridge();
        if (!host.ipSucceeds("link", "show", "dev", bridge)) {
            host.ip("link", "add", bridge, "type", "bridge");
        }
        host.ip("link", "set", bridge, "up");
        LinkAddresses.settle(host, bridge, wanted);
    }

    private EngineNetwork planned(String app, List<EngineNetwork> mine) {
        Ipv4Range subnet = addresses.subnet(app, takenSubnets());
        Set<Ipv4Range> takenEndpoints = new HashSet<>();
        for (String line : host.ip("-4", "-o", "addr", "show").lines().toList()) {
            addRange(takenEndpoints, line.trim().split("\\s+"), "inet");
        }
        for (String endpoint : endpoints(mine)) {
            takenEndpoints.add(Ipv4Range.parse(endpoint));
        }
        String endpoint = addresses.endpoint(app, takenEndpoints).address(0);
        String bridge = freeBridge(bridges(mine));
        return new EngineNetwork(
                "",
                "mvi-" + config.platform() + "-" + app,
                subnet.toString(),
                // The upper half is for what has a fixed address, whether it runs or not.
                subnet.part(subnet.prefixLength() + 1, 0).toString(),
                subnet.address(1),
                bridge,
                false,
                Map.of(
                        PLATFORM,
                        config.platform().text(),
                        APP,
                        app,
                        ENDPOINT,
                        endpoint,
                        BRIDGE,
                        bridge));
    }

    private Set<Ipv4Range> takenSubnets() {
        Set<Ipv4Range> taken = new HashSet<>();
        for (EngineNetwork network : engine.get().list()) {
            if (network.subnet().indexOf('.') > 0) {
                taken.add(Ipv4Range.parse(network.subnet()));
            }
        }
        for (String line : host.ip("-4", "route", "show", "table", "all").lines().toList()) {
            String[] words = line.trim().split("\\s+");
            if (words.length > 0 && words[0].matches("\\d+\\.\\d+\\.\\d+\\.\\d+(/\\d+)?")) {
                taken.add(Ipv4Range.parse(words[0]));
            }
        }
        return taken;
    }

    private static void addRange(Set<Ipv4Range> ranges, String[] words, String before) {
        for (int i = 0; i + 1 < words.length; i++) {
            if (words[i].equals(before)) {
                ranges.add(
                        new Ipv4Range(
                                Ipv4Range.parse(words[i + 1].replaceAll("/.*", "")).first(), 32));
            }
        }
    }

    private String freeBridge(List<String> taken) {
        for (int number = 0; number < MAXIMUM_APPS; number++) {
            String bridge =
                    config.appBridgePrefix() + Integer.toString(number, Character.MAX_RADIX);
            if (!taken.contains(bridge)) {
                return bridge;
            }
        }
        throw mvi.engines.base.Problem.limit(
                "no-subnet-left", "a host has at most " + MAXIMUM_APPS + " apps' networks");
    }

    private List<EngineNetwork> mine() {
        return engine.get().list(PLATFORM, config.platform().text()).stream()
                .filter(network -> network.labels().containsKey(BRIDGE))
                .sorted(Comparator.comparing(EngineNetwork::name))
                .toList();
    }

    private List<AppRules> rules(List<EngineNetwork> all) {
        return all.stream()
                .map(this::rules)
                .sorted(Comparator.comparing(AppRules::bridge))
                .toList();
    }

    private AppRules rules(EngineNetwork network) {
        Openings open = openings.getOrDefault(label(network, APP), Openings.NONE);
        return new AppRules(
                label(network, APP),
                bridge(network),
                Ipv4Range.parse(network.subnet()),
                label(network, ENDPOINT),
                open.isEgressOpen(),
                open.forwards());
    }

    private static List<String> bridges(List<EngineNetwork> all) {
        return all.stream().map(LinuxNetworkService::bridge).toList();
    }

    private static Set<String> endpoints(List<EngineNetwork> all) {
        Set<String> endpoints = new LinkedHashSet<>();
        all.forEach(network -> endpoints.add(label(network, ENDPOINT)));
        return endpoints;
    }

    private static Optional<EngineNetwork> named(List<EngineNetwork> all, String app) {
        return all.stream().filter(network -> label(network, APP).equals(app)).findFirst();
    }

    private static AppNetwork appNetwork(EngineNetwork network) {
        return new AppNetwork(
                label(network, APP),
                network.name(),
                network.subnet(),
                network.gateway(),
                label(network, ENDPOINT));
    }

    /** By its label: podman doesn't list the option that it was made with. */
    static String bridge(EngineNetwork network) {
        return label(network, BRIDGE);
    }

    private static String label(EngineNetwork network, String name) {
        return network.labels().getOrDefault(name, "");
    }
}
