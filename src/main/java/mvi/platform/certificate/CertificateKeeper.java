package mvi.platform.certificate;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import mvi.engines.base.Bell;
import mvi.engines.base.Chance;
import mvi.engines.base.Clock;
import mvi.engines.base.Events;
import mvi.engines.base.NameProof;
import mvi.engines.base.TlsIdentity;
import mvi.engines.wire.PlatformCa;
import mvi.platform.certificate.StoredCertificate.Source;
import mvi.platform.environment.Envelope;
import mvi.services.balancer.BalancerCertificates;
import mvi.services.balancer.BalancerCertificates.Certificate;
import mvi.services.balancer.BalancerService;
import mvi.services.kv.KvService;
import org.jspecify.annotations.Nullable;

/**
 * Gives every name of an app a certificate: one that somebody brought, else one of a public
 * authority, else one of the platform's own. Sends all of them to the balancer whenever they
 * change.
 */
public final class CertificateKeeper implements AutoCloseable {
    /** Between two looks at what may run out. */
    private static final Duration PERIOD = Duration.ofHours(1);

    /** Until what failed is tried again. */
    private static final Duration PAUSE = Duration.ofSeconds(1);

    /** What is to run out within this time is told once a day. */
    private static final Duration WARNING = Duration.ofDays(14);

    private static final Duration DAY = Duration.ofDays(1);

    private final Certificates certificates;
    private final BalancerService balancer;
    private final Set<String> secured;
    private final PlatformCa authority;
    private final Supplier<Optional<Set<String>>> hosts;
    private final Bell bell;
    private final Events events;
    private final Clock clock;
    private final Map<String, TlsIdentity> issued = new TreeMap<>();
    private final ReentrantLock sendLock = new ReentrantLock();
    private final List<NameProof> proofs = new ArrayList<>();
    private final Orders orders;
    private final Optional<OrderKeeper> ordering;
    private BalancerCertificates sent = BalancerCertificates.NONE;
    private volatile List<CertificateReading> readings = List.of();
    private boolean isDistrusted = true;
    private long generation;
    private Instant told = Instant.EPOCH;
    private @Nullable Thread thread;

    /**
     * What the keeper works with.
     *
     * @param secured names that are answered by HTTPS alone, whoever certifies them
     * @param publicAuthority empty where none is to be asked
     */
    public record Parts(
            KvService kv,
            Envelope envelope,
            BalancerService balancer,
            Set<String> secured,
            PlatformCa authority,
            Optional<PublicAuthority> publicAuthority,
            Events events,
            Clock clock,
            Chance chance) {}

    /**
     * @param hosts names that apps are reached by; empty as long as nobody knows
     * @param bell rings when they change
     */
    public CertificateKeeper(Parts parts, Supplier<Optional<Set<String>>> hosts, Bell bell) {
        this.certificates = new Certificates(parts.kv(), parts.envelope(), parts.clock());
        this.balancer = parts.balancer();
        this.secured = parts.secured();
        this.authority = parts.authority();
        this.hosts = hosts;
        this.bell = bell;
        this.events = parts.events();
        this.clock = parts.clock();
        this.orders = new Orders(parts.kv(), clock, parts.chance());
        this.ordering =
                parts.publicAuthority()
                        .map(
                                each ->
                                        new OrderKeeper(
                                                each,
                                                certificates,
                                                orders,
                                                new Renewals(each, clock, parts.chance(), events),
                                                this,
                                                bell,
                                                events,
                                                clock));
    }

    /**
     * A certificate as people ask for it.
     *
     * @param trouble why its names have none of a public authority; empty when nothing is wrong
     */
    public record Shown(
            List<String> names,
            Source source,
            X509Certificate certificate,
            String by,
            String trouble) {}

    public void start() {
        thread = Thread.ofVirtual().name("certificates").start(this::keep);
        ordering.ifPresent(OrderKeeper::start);
    }

    @Override
    public void close() {
        ordering.ifPresent(OrderKeeper::close);
        Thread running = thread;
        if (running != null) {
            running.interrupt();
        }
    }

    /** The balancer came back: it gets all of them again. */
    public void balancerReturned() {
        sendLock.lock();
        try {
            isDistrusted = true;
        } finally {
            sendLock.unlock();
        }
        bell.ring();
    }

    /** Throws what {@link Certificates#put} throws; shown to clients from its return on. */
    public Shown put(TlsIdentity identity, String by) {
        StoredCertificate own = certificates.put(identity, by);
        changed();
        return shown(own, Map.of());
    }

    /** Throws what {@link Certificates#remove} throws. */
    public void remove(String name) {
        certificates.remove(name);
        changed();
    }

    /** Those that people brought, those of public authorities, the platform's; each by name. */
    public List<Shown> list() {
        Map<String, Orders.Failed> failed = orders.failed();
        List<Shown> all = new ArrayList<>();
        certificates.list().stream()
                .sorted(
                        Comparator.comparing(StoredCertificate::source)
                                .reversed()
                                .thenComparing(StoredCertificate::name))
                .forEach(own -> all.add(shown(own, failed)));
        sendLock.lock();
        try {
            issued.forEach(
                    (host, identity) ->
                            all.add(
                                    new Shown(
                                            List.of(host),
                                            Source.PLATFORM,
                                            identity.certificates().getFirst(),
                                            "mvi",
                                            trouble(host, failed))));
        } finally {
            sendLock.unlock();
        }
        return all;
    }

    private static Shown shown(StoredCertificate own, Map<String, Orders.Failed> failed) {
        return new Shown(
                own.names(),
                own.source(),
                own.leaf(),
                own.by(),
                own.source() == Source.PUBLIC ? trouble(own.name(), failed) : "");
    }

    private static String trouble(String host, Map<String, Orders.Failed> failed) {
        Orders.Failed order = failed.get(host);
        return order == null
                ? ""
                : order.reason()
                        + " (tried again at "
                        + order.next()
                        + " by "
                        + order.challenge()
                        + ")";
    }

    /** As the balancer was told last. */
    public List<CertificateReading> readings() {
        return readings;
    }

    /** Certificates or names are others: the balancer has them when this returns. */
    void changed() {
        settle();
        bell.ring();
    }

    /** Names that apps are reached by; empty as long as nobody knows. */
    Optional<Set<String>> hosts() {
        return hosts.get();
    }

    /** An order, during which the balancer shows what the authority looks for. */
    @FunctionalInterface
    interface Proving {
        TlsIdentity run(Consumer<NameProof> show) throws InterruptedException;
    }

    /** What is shown for it is shown until the next {@link #changed}. */
    TlsIdentity showing(Proving order) throws InterruptedException {
        List<NameProof> shown = new ArrayList<>();
        try {
            return order.run(
                    proof -> {
                        shown.add(proof);
                        proving(all -> all.add(proof));
                        settle();
                    });
        } finally {
            proving(all -> all.removeAll(shown));
        }
    }

    private void proving(Consumer<List<NameProof>> change) {
        sendLock.lock();
        try {
            change.accept(proofs);
        } finally {
            sendLock.unlock();
        }
    }

    private void keep() {
        boolean wasTold = false;
        while (!Thread.currentThread().isInterrupted()) {
            long seen = bell.count();
            Duration pause = PERIOD;
            try {
                settle();
                wasTold = false;
            } catch (RuntimeException failed) {
                if (!wasTold) {
                    events.warn("certificates-not-sent", "why", failed);
                }
                wasTold = true;
                pause = PAUSE;
            }
            try {
                bell.await(seen, pause);
            } catch (InterruptedException closed) {
                return;
            }
        }
    }

    void settle() {
        sendLock.lock();
        try {
            Optional<Set<String>> names = hosts.get();
            if (names.isEmpty()) {
                return;
            }
            List<StoredCertificate> own = certificates.list();
            List<Certificate> all = wanted(own, names.get());
            warn(own);
            readings = read(own);
            BalancerCertificates next = next(all);
            if (isDistrusted || !next.shows(sent)) {
                generation = next.generation();
                balancer.certify(next);
                sent = next;
                isDistrusted = false;
            }
        } finally {
            sendLock.unlock();
        }
    }

    private BalancerCertificates next(List<Certificate> all) {
        Map<String, String> challenges = new TreeMap<>();
        List<Certificate> validations = new ArrayList<>();
        for (NameProof each : proofs) {
            switch (each) {
                case NameProof.Answered answered ->
                        challenges.put(answered.token(), answered.text());
                case NameProof.Shown shown ->
                        validations.add(
                                certificate(List.of(shown.name()), shown.identity(), false));
            }
        }
        return new BalancerCertificates(
                Math.max(generation + 1, clock.now().toEpochMilli()),
                all,
                challenges,
                validations.isEmpty() ? Optional.empty() : Optional.of(validations));
    }

    private List<Certificate> wanted(List<StoredCertificate> own, Set<String> names) {
        List<Certificate> all = new ArrayList<>();
        Set<String> taken = new HashSet<>();
        for (StoredCertificate each : own) {
            // What came later has its names.
            List<String> left = each.names().stream().filter(taken::add).toList();
            if (!left.isEmpty()) {
                all.add(certificate(left, each.identity(), true));
            }
        }
        Set<String> uncovered = new TreeSet<>(names);
        uncovered.removeIf(name -> taken.contains(name) || taken.contains(wildcard(name)));
        issued.keySet().retainAll(uncovered);
        for (String name : uncovered) {
            TlsIdentity made =
                    issued.compute(
                            name,
                            (host, before) ->
                                    before == null || isOld(before)
                                            ? authority.issue(List.of(host), List.of())
                                            : before);
            all.add(certificate(List.of(name), made, secured.contains(name)));
        }
        return all;
    }

    private static Certificate certificate(
            List<String> names, TlsIdentity identity, boolean isForced) {
        return new Certificate(names, identity.chain(), identity.key().revealText(), isForced);
    }

    private static String wildcard(String name) {
        return "*" + name.substring(Math.max(0, name.indexOf('.')));
    }

    private boolean isOld(TlsIdentity identity) {
        return clock.now().isAfter(StoredCertificate.renewal(identity.certificates().getFirst()));
    }

    private List<CertificateReading> read(List<StoredCertificate> own) {
        Map<String, Orders.Failed> failed = orders.failed();
        List<CertificateReading> all = new ArrayList<>();
        own.forEach(each -> all.add(read(each.name(), each.source(), each.leaf(), failed)));
        issued.forEach(
                (host, identity) ->
                        all.add(
                                read(
                                        host,
                                        Source.PLATFORM,
                                        identity.certificates().getFirst(),
                                        failed)));
        return List.copyOf(all);
    }

    private static CertificateReading read(
            String name,
            Source source,
            X509Certificate certificate,
            Map<String, Orders.Failed> failed) {
        Orders.Failed order = failed.get(name);
        return new CertificateReading(
                name,
                source,
                certificate.getNotAfter().toInstant(),
                order == null ? 0 : order.failures());
    }

    private void warn(List<StoredCertificate> own) {
        if (clock.now().isBefore(told.plus(DAY))) {
            return;
        }
        Map<String, Instant> ends = new LinkedHashMap<>();
        for (StoredCertificate each : own) {
            Instant end = each.leaf().getNotAfter().toInstant();
            if (clock.now().isAfter(end.minus(WARNING))) {
                ends.put(each.name(), end);
            }
        }
        if (!ends.isEmpty()) {
            told = clock.now();
            ends.forEach((name, end) -> events.warn("certificate-ends", "name", name, "at", end));
        }
    }
}
