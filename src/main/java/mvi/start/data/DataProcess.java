package mvi.start.data;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import mvi.engines.base.Chance;
import mvi.engines.base.Clock;
import mvi.engines.base.Events;
import mvi.engines.base.Ids;
import mvi.engines.http.HttpLimits;
import mvi.engines.http.HttpServer;
import mvi.engines.http.PlainPolicy;
import mvi.platform.app.PlatformTables;
import mvi.platform.observe.BlobChecks;
import mvi.services.blob.BlobConfig;
import mvi.services.blob.front.S3Front;
import mvi.services.blob.front.SignatureDoorkeeper;
import mvi.services.crypto.front.KmsFront;
import mvi.services.image.front.RegistryFront;
import mvi.services.kv.Item;
import mvi.services.kv.TableName;
import mvi.services.kv.front.KvFront;
import mvi.start.PlatformCredentials;
import mvi.start.ProcessFacts;
import mvi.start.SmallFiles;
import mvi.start.SystemTables;

/**
 * The data process: Crypto, KV, Blob and Image over HTTPS, with stores of their own. It knows
 * credentials and grants, and no app; nothing in it needs control to live.
 */
public final class DataProcess implements AutoCloseable {
    /** For what a commit to the table of endpoints did not tell. */
    private static final Duration LOOK_EVERY = Duration.ofSeconds(10);

    /** While an endpoint's address is on no interface yet. */
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

    private final DataConfig config;
    private final Clock clock;
    private final Events events;
    private final DataStores stores;
    private final KeyUses uses;
    private final BlobKeeper keeper;
    private final FunctionSocket control;
    private final FunctionWaker waker;
    private final BlobNotices notices;
    private final TableGatekeeper gatekeeper;
    private final Certificate certificate;
    private final HttpServer services;
    private final HttpServer registry;
    private final Endpoints endpoints;
    private final Thread looker =
            Thread.ofPlatform().name("data-look").daemon().unstarted(this::lookForEver);
    private final CountDownLatch opened = new CountDownLatch(1);
    private volatile boolean isClosed;

    public DataProcess(DataConfig config, Clock clock, Chance chance, Events events)
            throws IOException {
        this.config = config;
        this.clock = clock;
        this.events = events;
        BlobConfig blobConfig =
                BlobConfig.DEFAULT
                        .withRegion(config.region())
                        .withOwnership(config.objectOwnership());
        this.stores =
                new DataStores(
                        config.home().data(),
                        blobConfig,
                        config.twin(),
                        this::tableChanged,
                        clock,
                        chance,
                        events);
        this.uses = new KeyUses(stores.kv(), clock, events);
        this.keeper =
                new BlobKeeper(
                        stores.blob(),
                        new DataCheck(
                                new BlobChecks(stores.kv()),
                                stores::scrubber,
                                DataCheck.BYTES_PER_SECOND,
                                clock,
                                events),
                        clock,
                        events);
        this.control = new FunctionSocket(config.home().functionsSocket());
        this.waker = new FunctionWaker(control);
        this.notices =
                new BlobNotices(stores.blob(), stores.kv(), config.region(), waker::wake, events);
        this.gatekeeper = new TableGatekeeper(stores.kv(), stores.crypto(), uses, events);
        this.certificate = new Certificate(config.home().tls("data"), events);
        ServiceDoor door =
                new ServiceDoor(
                        new S3Front(
                                stores.blob(),
                                new SignatureDoorkeeper(gatekeeper, clock, blobConfig),
                                gatekeeper,
                                gatekeeper.accounts(),
                                new TableFunctions(stores.kv()),
                                blobConfig,
                                clock,
                                new Ids(clock, chance),
                                events),
                        new KvFront(stores.kv(), gatekeeper, clock, new Ids(clock, chance), events),
                        new KmsFront(stores.crypto(), gatekeeper, clock, events),
                        new StsFront(gatekeeper, clock, new Ids(clock, chance), events),
                        new FunctionDoor(
                                gatekeeper, control, clock, new Ids(clock, chance), events),
                        stores::isWell);
        this.services =
                new HttpServer(
                        "services",
                        door,
                        HttpLimits.DEFAULT,
                        Optional.of(certificate.tls()),
                        events);
        this.registry =
                new HttpServer(
                        "registry",
                        new RegistryFront(stores.image(), gatekeeper, events),
                        HttpLimits.DEFAULT,
                        Optional.of(certificate.tls()),
                        events);
        this.endpoints = new Endpoints(stores.kv(), services, config.servicesPort(), events);
    }

    /** Runs until the process is told to end. */
    public static void run(DataConfig config, Clock clock, Chance chance, Events events)
            throws IOException, InterruptedException {
        DataProcess process = new DataProcess(config, clock, chance, events);
        process.start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::close, "data-stop"));
        new CountDownLatch(1).await();
    }

    public void start() {
        new Bootstrap(stores.kv(), stores.crypto(), clock)
                .run(
                        PlatformCredentials.parse(
                                SmallFiles.read(config.home().bootstrapCredentials())));
        gatekeeper.refresh();
        opened.countDown();
        uses.start();
        keeper.start();
        waker.start();
        notices.start();
        InetAddress loopback = InetAddress.getLoopbackAddress();
        services.start();
        services.listen(
                new InetSocketAddress(loopback, config.servicesPort()), PlainPolicy.ALLOWED);
        registry.start();
        registry.listen(
                new InetSocketAddress(loopback, config.registryPort()), PlainPolicy.ALLOWED);
        boolean _ = endpoints.look();
        looker.start();
        ProcessFacts.write(
                config.home(),
                "data",
                clock.now(),
                Map.of("services", config.servicesPort(), "registry", config.registryPort()));
        events.info(
                "data-started",
                "services",
                config.servicesPort(),
                "registry",
                config.registryPort());
    }

    @Override
    public void close() {
        if (isClosed) {
            return;
        }
        isClosed = true;
        looker.interrupt();
        services.close();
        registry.close();
        uses.close();
        keeper.close();
        notices.close();
        waker.close();
        control.close();
        stores.close();
        events.info("data-stopped");
    }

    /**
     * Told by the store after a commit to a table of the platform; before the writer gets its
     * answer.
     */
    private void tableChanged(TableName table, List<Item> written) {
        if (opened.getCount() > 0) {
            return;
        }
        if (List.of(PlatformTables.CREDENTIALS, PlatformTables.GRANTS).contains(table)) {
            gatekeeper.refresh();
        } else if (table.equals(SystemTables.ENDPOINTS)) {
            boolean _ = look();
        } else if (table.equals(PlatformTables.BLOB_CHECKS)
                && written.stream().anyMatch(BlobChecks::isWish)) {
            keeper.wake();
        }
    }

    private void lookForEver() {
        Duration untilNext = LOOK_AGAIN;
        while (!isClosed) {
            try {
                clock.sleep(untilNext);
                untilNext = look() ? LOOK_EVERY : LOOK_AGAIN;
            } catch (InterruptedException closing) {
                return;
            } catch (Exception failed) {
                events.warn("data-look", "problem", failed);
            }
        }
    }

    /**
     * The certificate first: an endpoint that answers shows one that has its address. True when
     * every endpoint is open.
     */
    private boolean look() {
        try {
            certificate.refresh();
        } catch (IOException unreadable) {
            events.warn("certificate-unreadable", "problem", unreadable);
        }
        return endpoints.look();
    }
}
