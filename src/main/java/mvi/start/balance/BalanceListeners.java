package mvi.start.balance;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import mvi.engines.base.Clock;
import mvi.engines.base.Events;
import mvi.engines.base.Problem;
import mvi.engines.proxy.Listener;
import mvi.engines.proxy.Proxy;
import mvi.engines.proxy.ProxyTls;
import mvi.services.balancer.BalancerService.Listeners;
import mvi.start.Knob;
import org.jspecify.annotations.Nullable;

/**
 * The load balancer's ports. They are never others than the settled ones, which the apps have in
 * their environment: a port that can't be had is asked for again, since after a restart it is the
 * end of the process before that holds it.
 */
final class BalanceListeners {
    /** How long a start asks for its HTTP port before it ends, to be started again. */
    static final Duration PATIENCE = Duration.ofSeconds(5);

    static final Duration AGAIN = Duration.ofMillis(200);
    private static final Duration CERTIFICATE_CHECK = Duration.ofSeconds(1);

    private final Proxy proxy;
    private final BalanceConfig config;
    private final BalanceCertificate certificate;
    private final Clock clock;
    private final Events events;
    private volatile Listeners now = new Listeners(0, 0);
    private final Set<InetSocketAddress> told = new HashSet<>();
    private boolean hasToldOfHttps;

    BalanceListeners(
            Proxy proxy,
            BalanceConfig config,
            BalanceCertificate certificate,
            Clock clock,
            Events events) {
        this.proxy = proxy;
        this.config = config;
        this.certificate = certificate;
        this.clock = clock;
        this.events = events;
    }

    Listeners now() {
        return now;
    }

    /** Returns once HTTP listens, and HTTPS where it can already. */
    void open() throws InterruptedException {
        long end = clock.nanos() + PATIENCE.toNanos();
        Optional<Listener> http = bind(config.httpPort(), null);
        if (http.isEmpty()) {
            events.info("balance.port-awaited", "port", config.httpPort());
        }
        while (http.isEmpty()) {
            if (clock.nanos() - end > 0) {
                throw Problem.unavailable(
                        "address-unavailable",
                        "The load balancer can't listen on port %d: it is taken or forbidden; free it, or set %s to another."
                                .formatted(config.httpPort(), Knob.HTTP_PORT.variable()),
                        null);
            }
            clock.sleep(AGAIN);
            http = bind(config.httpPort(), null);
        }
        now = new Listeners(http.get().port(), 0);
        refresh();
    }

    /**
     * Takes new certificates, HTTPS's port as soon as both are there, and routes' own addresses
     * that could not be had at once, until interrupted.
     */
    void watch() {
        while (true) {
            try {
                clock.sleep(refresh() ? CERTIFICATE_CHECK : AGAIN);
            } catch (InterruptedException closed) {
                return;
            }
        }
    }

    /** Whether nothing is wanting that comes by asking again. */
    private boolean refresh() {
        boolean hasAll = hasRoutesOwn();
        Optional<ProxyTls> tls = certificate.refresh();
        if (tls.isEmpty() || now.https() != 0) {
            return hasAll;
        }
        Optional<Listener> https = bind(config.httpsPort(), tls.get());
        https.ifPresent(bound -> now = new Listeners(now.http(), bound.port()));
        if (https.isEmpty() && !hasToldOfHttps) {
            hasToldOfHttps = true;
            events.warn(
                    "balance.no-https",
                    "port",
                    config.httpsPort(),
                    "why",
                    "it is taken or forbidden; it is asked for again and again",
                    "knob",
                    Knob.HTTPS_PORT.variable());
        }
        return hasAll && https.isPresent();
    }

    private boolean hasRoutesOwn() {
        List<InetSocketAddress> missing = proxy.missingListeners();
        told.retainAll(missing);
        for (InetSocketAddress each : missing) {
            if (told.add(each)) {
                events.warn(
                        "balance.address-unavailable",
                        "address",
                        each.getAddress().getHostAddress(),
                        "port",
                        each.getPort(),
                        "why",
                        "it is taken or forbidden; it is asked for again and again");
            }
        }
        return missing.isEmpty();
    }

    /** On every address of IPv6 and IPv4, or of IPv4 where there is no IPv6. */
    private Optional<Listener> bind(int port, @Nullable ProxyTls tls) {
        return proxy.listen(new InetSocketAddress("::", port), tls)
                .or(() -> proxy.listen(new InetSocketAddress("0.0.0.0", port), tls));
    }
}
