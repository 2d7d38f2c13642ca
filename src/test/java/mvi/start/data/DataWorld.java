package mvi.start.data;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import mvi.engines.base.Chance;
import mvi.engines.base.Clock;
import mvi.engines.base.Events;
import mvi.engines.base.Ids;
import mvi.engines.http.HttpLimits;
import mvi.engines.http.HttpServer;
import mvi.platform.app.AppLocks;
import mvi.platform.app.Apps;
import mvi.platform.app.Credentials;
import mvi.platform.app.NamedAccounts;
import mvi.platform.app.PlatformKey;
import mvi.platform.app.PlatformTables;
import mvi.services.blob.BlobConfig;
import mvi.services.blob.front.S3Front;
import mvi.services.blob.front.SignatureDoorkeeper;
import mvi.services.crypto.front.KmsFront;
import mvi.services.image.front.RegistryFront;
import mvi.services.kv.Item;
import mvi.services.kv.TableName;
import mvi.services.kv.front.KvFront;
import mvi.start.PlatformCredentials;

/** The stores of data with their gatekeeper, and all fronts on ports of loopback. */
final class DataWorld implements AutoCloseable {
    static final PlatformCredentials OWN =
            new PlatformCredentials(
                    new PlatformCredentials.Pair("MVIPLATFORM00000001", "the-platforms-secret"),
                    new PlatformCredentials.Pair("MVIOPERATOR00000001", "the-operators-secret"));

    /** In its folder, where control may listen. */
    static final String SOCKET = "functions.sock";

    private final List<TableName> changed = new CopyOnWriteArrayList<>();
    private final DataStores stores;
    private final KeyUses uses;
    private final TableGatekeeper gatekeeper;
    private final FunctionSocket control;
    private final Credentials credentials;
    private final NamedAccounts names;
    private final Apps apps;
    private final HttpServer services;
    private final HttpServer registry;
    private final URI endpoint;
    private final URI registryEndpoint;

    DataWorld(Path folder, Clock clock) {
        Chance chance = Chance.system();
        Events events = Events.to(new StringBuilder(), clock);
        Ids ids = new Ids(clock, chance);
        stores =
                new DataStores(
                        folder,
                        BlobConfig.DEFAULT,
                        Optional.empty(),
                        this::tableChanged,
                        clock,
                        chance,
                        events);
        uses = new KeyUses(stores.kv(), clock, events);
        control = new FunctionSocket(folder.resolve(SOCKET));
        gatekeeper = new TableGatekeeper(stores.kv(), stores.crypto(), uses, events);
        new Bootstrap(stores.kv(), stores.crypto(), clock).run(OWN);
        gatekeeper.refresh();
        credentials =
                new Credentials(
                        stores.kv(),
                        stores.crypto(),
                        new PlatformKey(stores.crypto()),
                        chance,
                        clock);
        names =
                new NamedAccounts(
                        stores.kv(), credentials, new AppLocks(stores.kv(), clock), any -> false);
        apps = new Apps(stores.kv(), clock, credentials);
        services =
                new HttpServer(
                        "data-test",
                        new ServiceDoor(
                                new S3Front(
                                        stores.blob(),
                                        new SignatureDoorkeeper(
                                                gatekeeper, clock, BlobConfig.DEFAULT),
                                        gatekeeper,
                                        gatekeeper.accounts(),
                                        new TableFunctions(stores.kv()),
                                        BlobConfig.DEFAULT,
                                        clock,
                                        ids,
                                        events),
                                new KvFront(stores.kv(), gatekeeper, clock, ids, events),
                                new KmsFront(stores.crypto(), gatekeeper, clock, events),
                                new StsFront(gatekeeper, clock, ids, events),
                                new FunctionDoor(gatekeeper, control, clock, ids, events),
                                stores::isWell),
                        HttpLimits.DEFAULT,
                        Optional.empty(),
                        events);
        registry =
                new HttpServer(
                        "registry-test",
                        new RegistryFront(stores.image(), gatekeeper, events),
                        HttpLimits.DEFAULT,
                        Optional.empty(),
                        events);
        endpoint = started(services);
        registryEndpoint = started(registry);
        changed.clear();
    }

    private static URI started(HttpServer server) {
        server.start();
        InetSocketAddress at =
                server.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        return URI.create("http://127.0.0.1:" + at.getPort());
    }

    /** As the process has it. */
    private void tableChanged(TableName table, List<Item> written) {
        changed.add(table);
        boolean isRead = List.of(PlatformTables.CREDENTIALS, PlatformTables.GRANTS).contains(table);
        if (isRead && gatekeeper != null) {
            gatekeeper.refresh();
        }
    }

    /** Tables of the platform that were written since it was asked last. */
    List<TableName> changed() {
        List<TableName> all = List.copyOf(changed);
        changed.clear();
        return all;
    }

    DataStores stores() {
        return stores;
    }

    KeyUses uses() {
        return uses;
    }

    TableGatekeeper gatekeeper() {
        return gatekeeper;
    }

    Credentials credentials() {
        return credentials;
    }

    NamedAccounts names() {
        return names;
    }

    Apps apps() {
        return apps;
    }

    /** Of S3, DynamoDB, KMS, STS and Lambda. */
    URI endpoint() {
        return endpoint;
    }

    URI registryEndpoint() {
        return registryEndpoint;
    }

    @Override
    public void close() {
        services.close();
        registry.close();
        uses.close();
        control.close();
        stores.close();
    }
}
