package mvi.start.control;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import mvi.api.front.ApiFront;
import mvi.api.front.ApiParts;
import mvi.api.front.ApiTokens;
import mvi.engines.base.ByteCount;
import mvi.engines.base.Chance;
import mvi.engines.base.Clock;
import mvi.engines.base.Events;
import mvi.engines.base.PlatformId;
import mvi.engines.base.Secret;
import mvi.engines.base.TlsIdentity;
import mvi.engines.docker.EngineService;
import mvi.engines.docker.RegistryAuth;
import mvi.engines.http.HttpClient;
import mvi.engines.http.HttpEndpoint;
import mvi.engines.http.HttpLimits;
import mvi.engines.http.HttpServer;
import mvi.engines.http.PlainPolicy;
import mvi.engines.http.ServerTls;
import mvi.engines.store.Disk;
import mvi.engines.store.RecordStore;
import mvi.engines.store.StoreLimits;
import mvi.engines.wire.PlatformCa;
import mvi.manifest.ContextPacker;
import mvi.manifest.MountCapture;
import mvi.manifest.PackLimits;
import mvi.manifest.TarReader;
import mvi.platform.Platform;
import mvi.platform.PlatformParts;
import mvi.platform.app.PlatformKey;
import mvi.platform.function.FunctionConfig;
import mvi.platform.function.FunctionSamples;
import mvi.platform.observe.AccessPump;
import mvi.platform.observe.AppMetrics;
import mvi.platform.observe.LogPump;
import mvi.platform.observe.MetricPump;
import mvi.services.balancer.BalancerEvent;
import mvi.services.balancer.LiveBalancer;
import mvi.services.balancer.back.SocketBalancer;
import mvi.services.container.ContainerService;
import mvi.services.container.back.EngineContainerService;
import mvi.services.database.DatabaseConfig;
import mvi.services.database.JdbcDriver;
import mvi.services.database.back.KvDatabaseRecords;
import mvi.services.database.back.PostgresDatabaseService;
import mvi.services.database.back.PostgresImage;
import mvi.services.host.HostService;
import mvi.services.host.back.LocalHostService;
import mvi.services.image.ImageBuilder;
import mvi.services.image.back.EngineImageBuilder;
import mvi.services.image.back.JavaBaseImage;
import mvi.services.log.LogConfig;
import mvi.services.log.LogService;
import mvi.services.log.back.RecordLogStore;
import mvi.services.log.core.LogCore;
import mvi.services.metric.MetricConfig;
import mvi.services.metric.MetricService;
import mvi.services.metric.back.RecordMetricStore;
import mvi.services.metric.core.MetricCore;
import mvi.services.network.Ipv4Range;
import mvi.services.network.NetworkConfig;
import mvi.services.network.NetworkService;
import mvi.services.network.back.FirewallWatch;
import mvi.services.network.back.LinuxNetworkService;
import mvi.start.Authority;
import mvi.start.Configuration;
import mvi.start.Home;
import mvi.start.Knob;
import mvi.start.PlatformCredentials;
import mvi.start.ProcessFacts;
import mvi.start.ProcessUser;
import mvi.start.SmallFiles;

/**
 * The control process: everything that watches and changes. It keeps no state of its own, so it may
 * be killed at any moment; what it starts stands in the order in which it is needed, and is closed
 * the other way round.
 */
public final class ControlProcess implements AutoCloseable {
    private static final Duration DATABASE_READY = Duration.ofMinutes(2);
    private static final Duration KEEP_DELETED = Duration.ofDays(7);
    private static final Duration FUNCTION_READY = Duration.ofSeconds(60);
    private static final ByteCount BUILD_MEMORY = ByteCount.gib(2);

    private final Configuration configuration;
    private final Map<String, String> environment;
    private final Clock clock;
    private final Chance chance;
    private final Events events;
    private final Home home;
    private final Instant started;
    private final Deque<AutoCloseable> open = new ArrayDeque<>();

    public ControlProcess(
            Configuration configuration,
            Map<String, String> environment,
            Clock clock,
            Chance chance,
            Events events) {
        this.configuration = configuration;
        this.environment = environment;
        this.clock = clock;
        this.chance = chance;
        this.events = events;
        this.home = configuration.home();
        this.started = clock.now();
    }

    /** Runs until the process is told to end. */
    public static void run(
            Configuration configuration,
            Map<String, String> environment,
            Clock clock,
            Chance chance,
            Events events)
            throws IOException, InterruptedException {
        ControlProcess process =
                new ControlProcess(configuration, environment, clock, chance, events);
        Runtime.getRuntime().addShutdownHook(new Thread(process::close, "control-stop"));
        process.start();
        new CountDownLatch(1).await();
    }

    public void start() throws IOException, InterruptedException {
        PlatformId id = new PlatformId(SmallFiles.read(home.platformId()).strip());
        PlatformCredentials credentials =
                PlatformCredentials.parse(SmallFiles.read(home.credentials()));
        PlatformCa authority = new Authority(home.certificateAuthority(), clock, chance).open();
        EngineService engines =
                keep(
                        new EngineService(
                                home.root(),
                                configuration.port(Knob.REGISTRY_PORT),
                                environment,
                                clock,
                                events));
        Thread engineStart = Thread.ofPlatform().name("engine-start").start(engines::start);
        // What needs neither the engine nor data is made while both start.
        LogService logs = logs(home.logs(), Knob.LOG_BYTES);
        LogService accesses = logs(home.accesses(), Knob.ACCESS_LOG_BYTES);
        MetricService metrics = metrics();
        ServerTls tls = new ServerTls(certificate(authority), events);
        HttpClient http = keep(new HttpClient(HttpLimits.DEFAULT, Optional.empty()));
        DataClients data = DataClients.open(configuration, credentials.platform(), clock);
        DataClients.await(http, configuration.port(Knob.SERVICES_PORT), clock);
        engineStart.join();

        RegistryAuth registry = registry(credentials);
        ContainerService containers =
                new EngineContainerService(engines, id, () -> Optional.of(registry), clock, events);
        NetworkConfig networkConfig = networkConfig(id);
        NetworkService networks =
                new EndpointAnnouncer(
                        new LinuxNetworkService(networkConfig, () -> engines.engine().networks()),
                        data.kv(),
                        authority,
                        home,
                        ProcessUser.data(id));
        networks.start();
        keepStarted(
                new FirewallWatch(networkConfig, networks, clock, events), FirewallWatch::start);
        BaseImages images = images(engines, registry);
        images.start();
        LiveBalancer balancer =
                new SocketBalancer(
                        http::send, home.run("balance").resolve("balance.sock"), clock, events);
        LogPump logPump = keepStarted(new LogPump(containers, logs, clock, events), LogPump::start);
        keepStarted(new AccessPump(balancer::accesses, accesses, clock, events), AccessPump::start);
        PostgresDatabaseService databases =
                keepStarted(
                        databases(id, data, containers, networks, authority, images, engines),
                        PostgresDatabaseService::start);
        HostService hosts = new LocalHostService(home.root());
        FunctionDoors doors =
                keepStarted(
                        new FunctionDoors(home, ProcessUser.data(id), events),
                        FunctionDoors::start);

        Platform platform =
                keep(
                        new Platform(
                                new PlatformParts(
                                        id,
                                        data.kv(),
                                        data.blob(),
                                        data.platformBlob(),
                                        data.crypto(),
                                        images,
                                        containers,
                                        balancer,
                                        configuration
                                                .platformName()
                                                .map(
                                                        name ->
                                                                PlatformFront.route(
                                                                        name,
                                                                        configuration.port(
                                                                                Knob.API_PORT)))
                                                .stream()
                                                .toList(),
                                        authority,
                                        AcmeAuthority.of(configuration),
                                        databases,
                                        networks,
                                        logs,
                                        accesses,
                                        logPump,
                                        new TarReader(PackLimits.DEFAULT)::unpack,
                                        new ContextPacker(PackLimits.DEFAULT)::subContext,
                                        new MountCapture(PackLimits.DEFAULT)::capture,
                                        new TrustBundle(authorityFile(), javaHome()).files(),
                                        configuration.bytes(Knob.CONTAINER_MEMORY),
                                        new ByteCount(hosts.list().getFirst().memoryBytes()),
                                        home.work(),
                                        configuration.text(Knob.REGION),
                                        configuration.port(Knob.SERVICES_PORT),
                                        registry.host(),
                                        hosts.list().getFirst().name(),
                                        functionConfig(),
                                        doors,
                                        new HttpEventPost(http),
                                        events,
                                        clock,
                                        chance)));
        platform.start();
        doors.open(platform.functions(), clock);
        keep(balancer.watch(event -> balancerSaid(platform, event))::close);
        keepStarted(
                new Housekeeping(databases, containers, home, clock, events), Housekeeping::start);
        keepStarted(
                new MetricPump(
                        new MetricPump.Sources(
                                containers,
                                balancer,
                                hosts,
                                List.of(logs, accesses),
                                platform::restarts,
                                platform.certificates()::readings,
                                platform.blobChecks()::passes,
                                new FunctionSamples(platform.functions(), clock)::take),
                        metrics,
                        clock,
                        events),
                MetricPump::start);
        Secret token = Secret.of(SmallFiles.read(home.token()).strip());
        ControlParts parts =
                new ControlParts(
                        id,
                        version(),
                        started,
                        engines,
                        containers,
                        networks,
                        hosts,
                        data.twin(),
                        authorityFile(),
                        token);
        serve(platform, parts, metrics, credentials, tls, token, http);
        ProcessFacts.write(
                home, "control", started, Map.of("api", configuration.port(Knob.API_PORT)));
        events.info("control-started", "api", configuration.port(Knob.API_PORT), "platform", id);
    }

    @Override
    public synchronized void close() {
        while (!open.isEmpty()) {
            AutoCloseable last = open.pop();
            try {
                last.close();
            } catch (Exception failed) {
                events.warn("close", "what", last, "problem", failed);
            }
        }
    }

    private void serve(
            Platform platform,
            ControlParts parts,
            MetricService metrics,
            PlatformCredentials credentials,
            ServerTls tls,
            Secret token,
            HttpClient http) {
        ProcessStatus status =
                new ProcessStatus(
                        configuration,
                        parts,
                        platform,
                        metrics,
                        new AppMetrics(metrics, clock),
                        credentials);
        ApiTokens tokens = new ApiTokens(Map.of(ApiTokens.hash(token.revealText()), "operator"));
        HttpServer api =
                keep(
                        new HttpServer(
                                "api",
                                new PlatformFront(
                                        new ApiFront(
                                                new ApiParts(
                                                        platform, status, tokens, events, clock)),
                                        http::send,
                                        new HttpEndpoint.Plain(
                                                "127.0.0.1",
                                                configuration.port(Knob.REGISTRY_PORT))),
                                HttpLimits.DEFAULT,
                                Optional.of(tls),
                                events));
        api.start();
        api.listen(
                new InetSocketAddress(
                        InetAddress.getLoopbackAddress(), configuration.port(Knob.API_PORT)),
                PlainPolicy.ALLOWED);
    }

    private static TlsIdentity certificate(PlatformCa authority) {
        return authority.issue(List.of("localhost"), List.of("127.0.0.1", "::1"));
    }

    private static void balancerSaid(Platform platform, BalancerEvent event) {
        if (event instanceof BalancerEvent.Connected) {
            platform.balancerReturned();
        }
    }

    private FunctionConfig functionConfig() {
        return new FunctionConfig(
                configuration.text(Knob.REGION),
                NetworkConfig.FUNCTIONS_PORT,
                configuration.bytes(Knob.FUNCTIONS_MEMORY),
                configuration.bytes(Knob.CONTAINER_MEMORY),
                Duration.ofSeconds(configuration.whole(Knob.FUNCTIONS_WARM)),
                FUNCTION_READY);
    }

    private NetworkConfig networkConfig(PlatformId id) {
        return new NetworkConfig(
                id,
                Ipv4Range.parse(configuration.text(Knob.APP_SUBNETS)),
                Ipv4Range.parse(configuration.text(Knob.APP_ENDPOINTS)),
                configuration.port(Knob.SERVICES_PORT));
    }

    private RegistryAuth registry(PlatformCredentials credentials) {
        return new RegistryAuth(
                "127.0.0.1:" + configuration.port(Knob.REGISTRY_PORT),
                credentials.platform().accessKeyId(),
                credentials.platform().secret());
    }

    private BaseImages images(EngineService engines, RegistryAuth registry) {
        ImageBuilder builder = new EngineImageBuilder(engines, () -> registry, BUILD_MEMORY);
        return new BaseImages(
                builder,
                new JavaBaseImage(javaHome(), JdbcDriver.jar(), home.work().resolve("java-base")),
                engines,
                registry.host(),
                home.work().resolve("java-base.version"),
                events);
    }

    private LogService logs(Path folder, Knob bytes) {
        RecordStore records =
                keep(
                        RecordStore.open(
                                folder,
                                RecordLogStore.FAMILIES,
                                StoreLimits.DEFAULT,
                                Disk.system()));
        LogConfig config =
                new LogConfig(
                        Duration.ofDays(configuration.whole(Knob.LOG_DAYS)),
                        configuration.bytes(bytes),
                        LogConfig.DEFAULT.tails(),
                        LogConfig.DEFAULT.tailLines());
        return new LogCore(config, new RecordLogStore(records), clock);
    }

    private MetricService metrics() {
        RecordStore records =
                keep(
                        RecordStore.open(
                                home.metrics(),
                                Set.of(RecordMetricStore.FAMILY),
                                StoreLimits.DEFAULT,
                                Disk.system()));
        return new MetricCore(MetricConfig.DEFAULT, new RecordMetricStore(records));
    }

    private PostgresDatabaseService databases(
            PlatformId id,
            DataClients data,
            ContainerService containers,
            NetworkService networks,
            PlatformCa authority,
            ImageBuilder images,
            EngineService engines) {
        KvDatabaseRecords records = new KvDatabaseRecords(data.kv());
        records.start();
        DatabaseConfig config =
                new DatabaseConfig(
                        id,
                        "127.0.0.1:" + configuration.port(Knob.REGISTRY_PORT),
                        home.databases(),
                        configuration.bytes(Knob.DATABASE_MEMORY),
                        configuration.bytes(Knob.DATABASE_KEPT_LOG),
                        Duration.ofDays(configuration.whole(Knob.DATABASE_DAYS)),
                        DATABASE_READY,
                        KEEP_DELETED,
                        new PlatformKey(data.crypto()).id());
        return new PostgresDatabaseService(
                config,
                new PostgresDatabaseService.Parts(
                        containers,
                        networks,
                        data.crypto(),
                        data.platformBlob(),
                        authority,
                        records,
                        new PostgresImage(images, engines, config.registry(), home.work(), events),
                        clock,
                        chance,
                        events));
    }

    private Path authorityFile() {
        return new Authority(home.certificateAuthority(), clock, chance).certificate();
    }

    private Path javaHome() {
        return Path.of(System.getProperty("java.home"));
    }

    private String version() throws IOException {
        Path version = home.run().resolve("control.version");
        return Files.exists(version)
                ? Path.of(SmallFiles.read(version).strip()).getFileName() + ""
                : "";
    }

    private synchronized <T extends AutoCloseable> T keep(T closeable) {
        open.push(closeable);
        return closeable;
    }

    private <T extends AutoCloseable> T keepStarted(
            T closeable, java.util.function.Consumer<T> start) {
        start.accept(closeable);
        return keep(closeable);
    }
}
