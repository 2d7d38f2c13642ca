package mvi.start.control;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import mvi.engines.wire.PlatformCa;
import mvi.services.kv.Expression;
import mvi.services.kv.Item;
import mvi.services.kv.KvService;
import mvi.services.kv.Query;
import mvi.services.network.AppNetwork;
import mvi.services.network.Forward;
import mvi.services.network.NetworkService;
import mvi.start.Authority;
import mvi.start.Home;
import mvi.start.ProcessUser;
import mvi.start.SystemTables;

/**
 * Networks whose endpoints data listens on: each address stands in the system table that data
 * watches, and in data's certificate, so that both survive whatever happens to control.
 */
public final class EndpointAnnouncer implements NetworkService {
    private final NetworkService networks;
    private final KvService kv;
    private final PlatformCa authority;
    private final Home home;
    private final ProcessUser data;
    private TreeSet<String> announced = new TreeSet<>();

    public EndpointAnnouncer(
            NetworkService networks,
            KvService kv,
            PlatformCa authority,
            Home home,
            ProcessUser data) {
        this.networks = networks;
        this.kv = kv;
        this.authority = authority;
        this.home = home;
        this.data = data;
    }

    @Override
    public void start() {
        networks.start();
        announce();
    }

    @Override
    public AppNetwork ensure(String app, boolean isEgressOpen, List<Forward> forwards) {
        AppNetwork network = networks.ensure(app, isEgressOpen, forwards);
        if (!isAnnounced(network.endpoint())) {
            announce();
        }
        return network;
    }

    @Override
    public boolean isHeld(String app) {
        return networks.isHeld(app);
    }

    @Override
    public Optional<AppNetwork> find(String app) {
        return networks.find(app);
    }

    @Override
    public List<AppNetwork> list() {
        return networks.list();
    }

    @Override
    public void remove(String app) {
        networks.remove(app);
        announce();
    }

    @Override
    public boolean repair() {
        return networks.repair();
    }

    @Override
    public void tearDown() {
        networks.tearDown();
    }

    private synchronized boolean isAnnounced(String endpoint) {
        return announced.contains(endpoint);
    }

    private synchronized void announce() {
        TreeSet<String> wanted = new TreeSet<>();
        networks.list().forEach(network -> wanted.add(network.endpoint()));
        TreeSet<String> present = new TreeSet<>();
        kv.all(Query.scan(SystemTables.ENDPOINTS))
                .forEach(item -> present.add(item.text(SystemTables.ADDRESS)));
        if (!wanted.equals(announced)) {
            List<String> addresses = new ArrayList<>(List.of("127.0.0.1", "::1"));
            addresses.addAll(wanted);
            // The certificate before the address: who dials an endpoint that answers finds its name
            // in it.
            Authority.layDown(
                    authority.issue(List.of("localhost"), addresses), home.tls("data"), data.uid());
        }
        for (String address : wanted) {
            if (!present.contains(address)) {
                kv.put(
                        SystemTables.ENDPOINTS,
                        Item.of(SystemTables.ADDRESS, address),
                        Expression.NONE);
            }
        }
        for (String address : present) {
            if (!wanted.contains(address)) {
                kv.delete(
                        SystemTables.ENDPOINTS,
                        Item.of(SystemTables.ADDRESS, address),
                        Expression.NONE);
            }
        }
        announced = wanted;
    }
}
