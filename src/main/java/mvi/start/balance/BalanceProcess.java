package mvi.start.balance;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import mvi.engines.base.Chance;
import mvi.engines.base.Clock;
import mvi.engines.base.Events;
import mvi.engines.base.Problem;
import mvi.engines.http.HttpClient;
import mvi.engines.http.HttpLimits;
import mvi.engines.http.HttpServer;
import mvi.engines.proxy.Proxy;
import mvi.engines.wire.Json;
import mvi.services.balancer.BalancerService;
import mvi.services.balancer.BalancerService.Health;
import mvi.services.balancer.back.Leaving;
import mvi.services.balancer.back.ProxyBalancer;
import mvi.services.balancer.front.ControlFront;
import mvi.start.SmallFiles;
import org.jspecify.annotations.Nullable;

/**
 * The load balancer's process: routes from its snapshot first, then a moment for the targets' first
 * health checks, then the listeners, then the control socket, then the file that says so.
 *
 * <p>When another one runs already, this one takes its place: it gets the listening sockets of the
 * other, which accepts no more once this one serves, and ends with its last connection.
 */
public final class BalanceProcess implements AutoCloseable {
    /** How long a stop lets requests end. */
    private static final Duration DRAIN_TIME = Duration.ofSeconds(10);

    /** A start waits this long for first health checks, so that it need not answer 503. */
    private static final Duration FIRST_CHECKS = Duration.ofMillis(500);

    /** As above, while another process still serves. */
    private static final Duration CHECKS_OF_SUCCESSOR = Duration.ofSeconds(5);

    /** How long connections go on after another process has taken over. */
    private static final Duration LEAVE_TIME = Duration.ofMinutes(10);

    /** How long the control plane has to take what was answered last; it asks twice a second. */
    private static final Duration TAKE_TIME = Duration.ofSeconds(1);

    /** As above, while a successor asks for it. */
    private static final Duration TAKE_TIME_OF_SUCCESSOR = Duration.ofSeconds(10);

    private static final Duration SHORT_WAIT = Duration.ofMillis(5);

    private final BalanceConfig config;
    private final Clock clock;
    private final Events events;
    private final Instant started;
    private final Proxy proxy;
    private final ProxyBalancer balancer;
    private final HttpServer control;
    private final BalanceListeners listeners;
    private final HttpClient http = new HttpClient(HttpLimits.DEFAULT, Optional.empty());
    private final Predecessor before;
    private volatile boolean isClosed;
    private @Nullable Thread watch;

    public BalanceProcess(BalanceConfig config, Clock clock, Chance chance, Events events) {
        this.config = config;
        this.clock = clock;
        this.events = events;
        this.started = clock.now();
        this.proxy =
                new Proxy(
                        config.limits(),
                        config.trusted(),
                        BalancerService.LATENCY_BOUNDS_SECONDS,
                        config.loops(),
                        clock,
                        chance);
        this.listeners =
                new BalanceListeners(
                        proxy,
                        config,
                        new BalanceCertificate(config.tls(), events, chance),
                        clock,
                        events);
        Leaving leaving = new Leaving(events);
        this.before = new Predecessor(config, http, leaving, clock, events);
        this.balancer =
                new ProxyBalancer(
                        proxy, config.home().balance(), chance, started, listeners::now, leaving);
        this.control =
                new HttpServer(
                        "balance-control",
                        new ControlFront(balancer, this::endControlConnections, events),
                        HttpLimits.DEFAULT,
                        Optional.empty(),
                        events);
    }

    /** Runs until the process is told to end. */
    public static void run(BalanceConfig config, Clock clock, Chance chance, Events events)
            throws InterruptedException {
        BalanceProcess process = new BalanceProcess(config, clock, chance, events);
        process.start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::close, "balance-stop"));
        process.awaitEnd();
    }

    /** Returns when another process has taken over and the last connection here has ended. */
    void awaitEnd() throws InterruptedException {
        balancer.awaitLeave();
        boolean allGone = proxy.awaitEmpty(LEAVE_TIME);
        awaitAccessesTaken(TAKE_TIME_OF_SUCCESSOR);
        events.info("balance.left", "drained", allGone);
    }

    /** What is told to nobody in this time is lost. */
    private void awaitAccessesTaken(Duration most) throws InterruptedException {
        long end = clock.nanos() + most.toNanos();
        while (balancer.untakenAccesses() > 0 && clock.nanos() - end < 0) {
            clock.sleep(SHORT_WAIT);
        }
        int lost = balancer.untakenAccesses();
        if (lost > 0) {
            events.info("balance.accesses-lost", "requests", lost);
        }
    }

    public void start() {
        makeFolders();
        proxy.start();
        try {
            boolean isSuccessor = proxy.inherit(config.handOver()) > 0;
            readSnapshots();
            awaitFirstChecks(isSuccessor ? CHECKS_OF_SUCCESSOR : FIRST_CHECKS);
            listeners.open();
            proxy.inheritNoMore();
            if (isSuccessor) {
                before.makeRoom();
            }
        } catch (IOException failed) {
            throw Problem.unavailable(
                    "home-unavailable",
                    "The folder " + config.run() + " can't be written.",
                    failed);
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
            throw Problem.unavailable(
                    "balance-interrupted", "The load balancer's start was interrupted.", hurried);
        }
        control.start();
        control.listen(config.socket());
        before.dismiss();
        offer();
        writeFacts();
        watch = Thread.ofVirtual().name("balance-listeners").start(listeners::watch);
        events.info(
                "balance.started",
                "http",
                listeners.now().http(),
                "https",
                listeners.now().https(),
                "generation",
                balancer.routes().generation(),
                "transport",
                proxy.transportName());
    }

    public BalancerService.Listeners listeners() {
        return listeners.now();
    }

    int openConnections() {
        return proxy.openConnections();
    }

    /** Lets what is being answered end, for a bounded time. */
    @Override
    public void close() {
        if (isClosed) {
            return;
        }
        isClosed = true;
        Thread watching = watch;
        if (watching != null) {
            watching.interrupt();
        }
        try {
            boolean allGone = proxy.drain(DRAIN_TIME);
            awaitAccessesTaken(TAKE_TIME);
            events.info("balance.stopped", "drained", allGone);
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
        proxy.close();
        control.close();
        http.close();
    }

    /** Without it the next process starts when this one has ended, as after a crash. */
    private void offer() {
        try {
            proxy.offer(config.handOver());
        } catch (IOException failed) {
            events.warn("balance.no-hand-over", "error", failed);
        }
    }

    private void endControlConnections() {
        control.endConnections();
    }

    private void readSnapshots() {
        readSnapshot(balancer::start);
        readSnapshot(balancer::startCertificates);
    }

    private void readSnapshot(Runnable read) {
        try {
            read.run();
        } catch (Problem unreadable) {
            events.warn(
                    "balance.snapshot-unreadable",
                    "error",
                    unreadable.publicMessage(),
                    "next",
                    "the control plane sends it again");
        }
    }

    private void makeFolders() {
        try {
            Files.createDirectories(config.home().balance());
            Files.createDirectories(config.run());
        } catch (IOException failed) {
            throw Problem.unavailable(
                    "home-unavailable",
                    "The folders in " + config.home().root() + " can't be made.",
                    failed);
        }
    }

    private void awaitFirstChecks(Duration most) throws InterruptedException {
        long end = clock.nanos() + most.toNanos();
        while (clock.nanos() - end < 0
                && balancer.targets().stream()
                        .anyMatch(
                                target ->
                                        target.health() == Health.ADDING
                                                && target.lastFailure().isEmpty())) {
            clock.sleep(SHORT_WAIT);
        }
    }

    private void writeFacts() {
        SmallFiles.write(
                config.facts(),
                Json.text(new Facts(ProcessHandle.current().pid(), started)),
                "rw-r--r--");
    }

    /** What the file of facts holds. */
    record Facts(long pid, Instant started) {}
}
