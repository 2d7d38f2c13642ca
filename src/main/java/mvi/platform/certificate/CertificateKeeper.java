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
import java.util.function.Supplier;
import mvi.engines.base.Bell;
import mvi.engines.base.Clock;
import mvi.engines.base.Events;
import mvi.engines.base.TlsIdentity;
import mvi.engines.wire.PlatformCa;
import mvi.platform.environment.Envelope;
import mvi.services.balancer.BalancerCertificates;
import mvi.services.balancer.BalancerCertificates.Certificate;
import mvi.services.balancer.BalancerService;
import mvi.services.kv.KvService;
import org.jspecify.annotations.Nullable;

/**
 * Gives every name of an app a certificate: one that somebody brought, else one of the platform's
 * own authority. Sends all of them to the balancer whenever they change.
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
    private final PlatformCa authority;
    private final Supplier<Optional<Set<String>>> hosts;
    private final Bell bell;
    private final Events events;
    private final Clock clock;
    private final Map<String, TlsIdentity> issued = new TreeMap<>();
    private final ReentrantLock sendLock = new ReentrantLock();
    private List<Certificate> sent = List.of();
    private boolean isDistrusted = true;
    private long generation;
    private Instant told = Instant.EPOCH;
    private @Nullable Thread thread;

    /** What the keeper works with. */
    public record Parts(
            KvService kv,
            Envelope envelope,
            BalancerService balancer,
            PlatformCa authority,
            Events events,
            Clock clock) {}

    /**
     * @param hosts names that apps are reached by; empty as long as nobody knows
     * @param bell rings when they change
     */
    public CertificateKeeper(Parts parts, Supplier<Optional<Set<String>>> hosts, Bell bell) {
        this.certificates = new Certificates(parts.kv(), parts.envelope(), parts.clock());
        this.balancer = parts.balancer();
        this.authority = parts.authority();
        this.hosts = hosts;
        this.bell = bell;
        this.events = parts.events();
        this.clock = parts.clock();
    }

    /** A certificate as people ask for it. */
    public record Shown(List<String> names, Source source, X509Certificate certificate, String by) {
        /** Who made it, and who cares for the next one. */
        public enum Source {
            /** By the platform's own authority: made anew by itself. */
            PLATFORM,
            /** Somebody brought it, and has to bring the next. */
            BROUGHT
        }
    }

    public void start() {
        thread = Thread.ofVirtual().name("certificates").start(this::keep);
    }

    @Override
    public void close() {
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
        OwnCertificate own = certificates.put(identity, by);
        settle();
        return shown(own);
    }

    /** Throws what {@link Certificates#remove} throws. */
    public void remove(String name) {
        certificates.remove(name);
        settle();
    }

    /** Those that people brought, then the platform's, each by name. */
    public List<Shown> list() {
        List<Shown> all = new ArrayList<>();
        certificates.list().stream()
                .sorted(Comparator.comparing(OwnCertificate::name))
                .forEach(own -> all.add(shown(own)));
        sendLock.lock();
        try {
            issued.forEach(
                    (host, identity) ->
                            all.add(
                                    new Shown(
                                            List.of(host),
                                            Shown.Source.PLATFORM,
                                            identity.certificates().getFirst(),
                                            "mvi")));
        } finally {
            sendLock.unlock();
        }
        return all;
    }

    private static Shown shown(OwnCertificate own) {
        return new Shown(
                own.names(),
                Shown.Source.BROUGHT,
                own.identity().certificates().getFirst(),
                own.by());
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
            List<OwnCertificate> own = certificates.list();
            List<Certificate> all = wanted(own, names.get());
            warn(own);
            if (isDistrusted || !all.equals(sent)) {
                generation = Math.max(generation + 1, clock.now().toEpochMilli());
                balancer.certify(new BalancerCertificates(generation, all));
                sent = all;
                isDistrusted = false;
            }
        } finally {
            sendLock.unlock();
        }
    }

    private List<Certificate> wanted(List<OwnCertificate> own, Set<String> names) {
        List<Certificate> all = new ArrayList<>();
        Set<String> taken = new HashSet<>();
        for (OwnCertificate each : own) {
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
            all.add(certificate(List.of(name), made, false));
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

    /** At two thirds of its life. */
    private boolean isOld(TlsIdentity identity) {
        X509Certificate own = identity.certificates().getFirst();
        Instant from = own.getNotBefore().toInstant();
        Duration life = Duration.between(from, own.getNotAfter().toInstant());
        return clock.now().isAfter(from.plus(life.multipliedBy(2).dividedBy(3)));
    }

    private void warn(List<OwnCertificate> own) {
        if (clock.now().isBefore(told.plus(DAY))) {
            return;
        }
        Map<String, Instant> ends = new LinkedHashMap<>();
        for (OwnCertificate each : own) {
            Instant end = each.identity().certificates().getFirst().getNotAfter().toInstant();
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
