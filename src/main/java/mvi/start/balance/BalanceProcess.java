package mvi.start.balance;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import mvi.engines.base.Chance;
import mvi.engines.base.Clock;
import mvi.engines.base.Events;
import mvi.engines.base.Problem;
import mvi.engines.http.HttpLimits;
import mvi.engines.http.HttpServer;
import mvi.engines.proxy.Listener;
import mvi.engines.proxy.Proxy;
import mvi.engines.proxy.ProxyTls;
import mvi.engines.wire.Json;
import mvi.services.balancer.BalancerService;
import mvi.services.balancer.BalancerService.Health;
import mvi.services.balancer.back.ProxyBalancer;
import mvi.services.balancer.back.RouteSnapshot;
import mvi.services.balancer.front.ControlFront;
import org.jspecify.annotations.Nullable;

/**
 * The load balancer's process: routes from its snapshot first, then a moment for the targets' first
 * health checks, then the listeners, then the control socket, then the file that says so.
 */
public final class BalanceProcess implements AutoCloseable {
    /** How long a stop lets requests end. */
    private static final Duration DRAIN_TIME = Duration.ofSeconds(10);

    /** A start waits this long for first health checks, so that it need not answer 503. */
    private static final Duration FIRST_CHECKS = Duration.ofMillis(500);

    private static final Duration CERTIFICATE_CHECK = Duration.ofSeconds(1);
    private static final Duration SHORT_WAIT = Duration.ofMillis(5);

    private final BalanceConfig config;
    private final Clock clock;
    private final Events events;
    private final Instant started;
    private final Proxy proxy;
    private final ProxyBalancer balancer;
    private final HttpServer control;
    private final BalanceCertificate certificate;
    private volatile BalancerService.Listeners listeners = new BalancerService.Listeners(0, 0);
    private volatile boolean isClosed;
    private @Nullable Thread certificateWatch;

    public BalanceProcess(BalanceConfig config, Clock clock, Chance chance, Events events) {
        this.config = config;
        this.clock = clock;
        this.events = events;
        this.started = clock.now();
        this.proxy =
                new Proxy(
                        config.limits(),
                        BalancerService.LATENCY_BOUNDS_SECONDS,
                        config.loops(),
                        clock,
                        chance);
        this.balancer =
                new ProxyBalancer(
                        proxy,
                        new RouteSnapshot(config.folder(), chance),
                        started,
                        () -> listeners);
        this.control =
                new HttpServer(
                        "balance-control",
                        new ControlFront(balancer, events),
                        HttpLimits.DEFAULT,
                        Optional.empty(),
                        events);
        this.certificate = new BalanceCertificate(config.run(), events);
    }

    /** Runs until the process is told to end; gives its exit status. */
    public static int run(Map<String, String> environment) throws InterruptedException {
        Events events = Events.to(System.err, Clock.system());
        try {
            BalanceProcess process =
                    new BalanceProcess(
                            BalanceConfig.of(environment), Clock.system(), Chance.system(), events);
            process.start();
            Runtime.getRuntime().addShutdownHook(new Thread(process::close, "balance-stop"));
            new CountDownLatch(1).await();
            return 0;
        } catch (Problem problem) {
            events.warn("balance.not-started", "error", problem.publicMessage());
            return 1;
        }
    }

    public void start() {
        try {
            Files.createDirectories(config.folder());
            Files.createDirectories(config.run());
        } catch (IOException failed) {
            throw Problem.unavailable(
                    "home-unavailable",
                    "The folders in " + config.home() + " can't be made.",
                    failed);
        }
        proxy.start();
        readSnapshot();
        awaitFirstChecks();
        int http = listen("http", config.httpPort(), config.httpFallback(), null);
        listeners = new BalancerService.Listeners(http, 0);
        certificate.refresh().ifPresent(this::listenTls);
        control.start();
        control.listen(config.run().resolve("balance.sock"));
        writeFacts();
        certificateWatch =
                Thread.ofVirtual().name("balance-certificate").start(this::watchCertificate);
        events.info(
                "balance.started",
                "http",
                listeners.http(),
                "https",
                listeners.https(),
                "generation",
                balancer.routes().generation(),
                "transport",
                proxy.transportName());
    }

    public BalancerService.Listeners listeners() {
        return listeners;
    }

    /** Lets what is being answered end, for a bounded time. */
    @Override
    public void close() {
        if (isClosed) {
            return;
        }
        isClosed = true;
        Thread watch = certificateWatch;
        if (watch != null) {
            watch.interrupt();
        }
        try {
            boolean allGone = proxy.drain(DRAIN_TIME);
            events.info("balance.stopped", "drained", allGone);
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
        proxy.close();
        control.close();
    }

    private void readSnapshot() {
        try {
            balancer.start();
        } catch (Problem unreadable) {
            events.warn(
                    "balance.snapshot-unreadable",
                    "error",
                    unreadable.publicMessage(),
                    "next",
                    "the control plane sends the routes again");
        }
    }

    private void awaitFirstChecks() {
        long end = clock.nanos() + FIRST_CHECKS.toNanos();
        while (clock.nanos() - end < 0
                && balancer.targets().stream()
                        .anyMatch(
                                target ->
                                        target.health() == Health.ADDING
                                                && target.lastFailure().isEmpty())) {
            try {
                clock.sleep(SHORT_WAIT);
            } catch (InterruptedException hurried) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private int listen(String name, int port, int fallback, @Nullable ProxyTls tls) {
        Optional<Listener> bound = bind(port, tls);
        if (bound.isEmpty()) {
            bound = bind(fallback, tls);
            bound.ifPresent(
                    instead ->
                            events.warn(
                                    "balance.port-taken",
                                    "listener",
                                    name,
                                    "wanted",
                                    port,
                                    "instead",
                                    instead.port()));
        }
        return bound.map(Listener::port)
                .orElseThrow(
                        () ->
                                Problem.unavailable(
                                        "address-unavailable",
                                        "The load balancer can listen neither on port %d nor on %d: they are taken or forbidden; set MVI_%s_PORT."
                                                .formatted(
                                                        port,
                                                        fallback,
                                                        name.toUpperCase(java.util.Locale.ROOT)),
                                        null));
    }

    /** On every address of IPv6 and IPv4, or of IPv4 where there is no IPv6. */
    private Optional<Listener> bind(int port, @Nullable ProxyTls tls) {
        return proxy.listen(new InetSocketAddress("::", port), tls)
                .or(() -> proxy.listen(new InetSocketAddress("0.0.0.0", port), tls));
    }

    private void listenTls(ProxyTls tls) {
        try {
            int https = listen("https", config.httpsPort(), config.httpsFallback(), tls);
            listeners = new BalancerService.Listeners(listeners.http(), https);
        } catch (Problem taken) {
            events.warn("balance.no-https", "error", taken.publicMessage());
        }
    }

    private void watchCertificate() {
        while (!isClosed) {
            try {
                clock.sleep(CERTIFICATE_CHECK);
            } catch (InterruptedException closed) {
                return;
            }
            Optional<ProxyTls> tls = certificate.refresh();
            if (tls.isPresent() && listeners.https() == 0) {
                listenTls(tls.get());
                writeFacts();
            }
        }
    }

    private void writeFacts() {
        Path file = config.run().resolve("balance.json");
        Path fresh = config.run().resolve("balance.json.new");
        Facts facts =
                new Facts(
                        ProcessHandle.current().pid(),
                        started,
                        listeners.http(),
                        listeners.https());
        try {
            Files.write(fresh, Json.write(facts));
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException failed) {
            throw Problem.unavailable("home-unavailable", file + " can't be written.", failed);
        }
    }

    /** What {@code run/balance.json} holds. */
    record Facts(long pid, Instant started, int http, int https) {}
}
