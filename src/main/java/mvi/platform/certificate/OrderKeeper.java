package mvi.platform.certificate;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import mvi.engines.base.Bell;
import mvi.engines.base.CertificateOrder;
import mvi.engines.base.Challenge;
import mvi.engines.base.Clock;
import mvi.engines.base.Events;
import mvi.engines.base.Kind;
import mvi.engines.base.Problem;
import mvi.engines.base.TlsIdentity;
import mvi.platform.certificate.Orders.Failed;
import mvi.platform.certificate.StoredCertificate.Source;
import org.jspecify.annotations.Nullable;

/**
 * Orders a certificate of a public authority for each name that the world may know and for which
 * nobody brought one, and the next one in time ({@link Renewals}). One order at a time. A name is
 * proven by the challenge that went well before, else by HTTP; after a refusal, by the other one.
 */
final class OrderKeeper implements AutoCloseable {
    /** Between two looks at what is due. */
    private static final Duration PERIOD = Duration.ofHours(1);

    /** Until what failed for a reason of the platform's own is tried again. */
    private static final Duration PAUSE = Duration.ofSeconds(5);

    /**
     * Names of which no public authority knows (RFC 6761, RFC 6762, RFC 8375, and those that
     * networks give themselves).
     */
    private static final List<String> PRIVATE =
            List.of(
                    "localhost",
                    "local",
                    "internal",
                    "test",
                    "example",
                    "invalid",
                    "home.arpa",
                    "lan",
                    "intranet",
                    "corp",
                    "home",
                    "private",
                    "onion",
                    "alt");

    private static final Failed NEVER = new Failed(0, Instant.EPOCH, "", Challenge.HTTP_01);

    private final PublicAuthority authority;
    private final Certificates certificates;
    private final Orders orders;
    private final Renewals renewals;
    private final CertificateKeeper keeper;
    private final Bell bell;
    private final Events events;
    private final Clock clock;
    private @Nullable Thread thread;

    /**
     * @param bell rings when names or certificates are others
     */
    OrderKeeper(
            PublicAuthority authority,
            Certificates certificates,
            Orders orders,
            Renewals renewals,
            CertificateKeeper keeper,
            Bell bell,
            Events events,
            Clock clock) {
        this.authority = authority;
        this.certificates = certificates;
        this.orders = orders;
        this.renewals = renewals;
        this.keeper = keeper;
        this.bell = bell;
        this.events = events;
        this.clock = clock;
    }

    void start() {
        thread = Thread.ofVirtual().name("certificate-orders").start(this::keep);
    }

    @Override
    public void close() {
        Thread running = thread;
        if (running != null) {
            running.interrupt();
        }
    }

    /** Whether a public authority may certify this name. */
    static boolean isPublic(String host) {
        return host.contains(".")
                && !host.matches("[0-9.]+")
                // RFC 8555, 7.1.3: proof by HTTP is for single names.
                && !host.startsWith("*")
                && PRIVATE.stream().noneMatch(each -> host.endsWith("." + each));
    }

    private void keep() {
        while (!Thread.currentThread().isInterrupted()) {
            long seen = bell.count();
            try {
                bell.await(seen, pass());
            } catch (InterruptedException closed) {
                return;
            } catch (RuntimeException failed) {
                events.warn("certificate-orders-failed", "why", failed);
                rest();
            }
        }
    }

    /** Whatever the bell says. */
    private void rest() {
        try {
            clock.sleep(PAUSE);
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    /** Orders what is due; how long nothing more is. */
    Duration pass() throws InterruptedException {
        Optional<Set<String>> known = keeper.hosts();
        if (known.isEmpty()) {
            return PERIOD;
        }
        Set<String> hosts = known.get();
        List<StoredCertificate> stored = certificates.list();
        Instant asked =
                renewals.ask(
                        stored.stream()
                                .filter(each -> isOurs(each) && hosts.contains(each.name()))
                                .toList());
        Map<String, Instant> due = due(hosts, stored);
        Map<String, Failed> failed = orders.failed();
        for (String host : failed.keySet()) {
            if (!due.containsKey(host)) {
                orders.forget(host);
            }
        }
        removeThoseOfNobody(hosts, stored);
        Instant hour = clock.now().plus(PERIOD);
        Instant soonest = asked.isBefore(hour) ? asked : hour;
        for (Map.Entry<String, Instant> each : due.entrySet()) {
            Failed before = failed.getOrDefault(each.getKey(), NEVER);
            Instant at = before.next().isAfter(each.getValue()) ? before.next() : each.getValue();
            if (!at.isAfter(clock.now())) {
                at = order(each.getKey(), before, known(each.getKey(), stored));
            }
            soonest = at.isBefore(soonest) ? at : soonest;
        }
        Duration left = Duration.between(clock.now(), soonest);
        return left.isNegative() ? Duration.ZERO : left;
    }

    /** When a certificate is to be ordered, for each name that is the authority's to certify. */
    private Map<String, Instant> due(Set<String> hosts, List<StoredCertificate> stored) {
        Map<String, Instant> due = new HashMap<>();
        hosts.stream().filter(OrderKeeper::isPublic).forEach(host -> due.put(host, Instant.EPOCH));
        for (StoredCertificate each : stored) {
            for (String host : new TreeSet<>(due.keySet())) {
                if (each.source() == Source.BROUGHT && each.isFor(host)) {
                    due.remove(host);
                } else if (isOurs(each) && each.name().equals(host)) {
                    due.put(host, renewals.at(each));
                }
            }
        }
        return due;
    }

    private boolean isOurs(StoredCertificate each) {
        return each.source() == Source.PUBLIC && each.by().equals(authority.directory());
    }

    /** What this authority or another gave for this name before. */
    private Optional<StoredCertificate> known(String host, List<StoredCertificate> stored) {
        return stored.stream()
                .filter(each -> each.source() == Source.PUBLIC && each.name().equals(host))
                .findFirst();
    }

    /** When the next one is to be looked at. */
    private Instant order(String host, Failed before, Optional<StoredCertificate> last)
            throws InterruptedException {
        Challenge challenge =
                before.failures() > 0
                        ? before.challenge()
                        : last.flatMap(StoredCertificate::challenge).orElse(Challenge.HTTP_01);
        events.info(
                "certificate-ordered",
                "name",
                host,
                "from",
                authority.directory(),
                "challenge",
                challenge);
        try {
            TlsIdentity identity =
                    keeper.showing(
                            show ->
                                    authority.obtain(
                                            certificates.accountKey(authority),
                                            new CertificateOrder(
                                                    host,
                                                    challenge,
                                                    last.filter(this::isOurs)
                                                            .map(StoredCertificate::leaf)),
                                            show));
            certificates.putPublic(host, identity, authority.directory(), challenge);
            orders.forget(host);
            keeper.changed();
            events.info("certificate-obtained", "name", host);
            return clock.now().plus(PERIOD);
        } catch (RuntimeException failed) {
            Problem why =
                    failed instanceof Problem problem
                            ? problem
                            : Problem.bug("an order failed: " + failed, failed);
            boolean isRefused = why.code().equals("acme-refused");
            Instant next =
                    orders.fail(
                            host,
                            before.failures(),
                            why,
                            isRefused ? challenge.other() : challenge);
            keeper.changed();
            events.warn(
                    "certificate-not-obtained",
                    "name",
                    host,
                    "why",
                    why.kind() == Kind.BUG ? why.detail() : why.publicMessage(),
                    "next",
                    next);
            return next;
        }
    }

    /** Names that no app has any more, once their certificates are of no use. */
    private void removeThoseOfNobody(Set<String> hosts, List<StoredCertificate> stored) {
        for (StoredCertificate each : stored) {
            boolean isOver = clock.now().isAfter(each.leaf().getNotAfter().toInstant());
            if (each.source() == Source.PUBLIC && isOver && !hosts.contains(each.name())) {
                certificates.removePublic(each.name());
            }
        }
    }
}
