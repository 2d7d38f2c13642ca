package mvi.platform.certificate;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import mvi.engines.base.Chance;
import mvi.engines.base.Clock;
import mvi.engines.base.Events;
import mvi.engines.base.Kind;
import mvi.engines.base.Problem;
import mvi.engines.base.SuggestedRenewal;
import org.jspecify.annotations.Nullable;

/**
 * When certificates of a public authority are to be renewed: at an instant, taken at random, of the
 * window that the authority suggests (RFC 9773), else at two thirds of their lives. A suggestion is
 * not remembered over restarts: it is asked for again.
 */
final class Renewals {
    /** Bounds of what an authority says of its next answer (RFC 9773 section 4.3.1). */
    private static final Duration SHORTEST_WAIT = Duration.ofMinutes(1);

    private static final Duration LONGEST_WAIT = Duration.ofDays(1);

    /** Where it says nothing of that. */
    private static final Duration USUAL_WAIT = Duration.ofHours(6);

    private static final Duration FAILED_WAIT = Duration.ofHours(1);

    /** An authority that suggests the past each time shall not be asked without end. */
    private static final Duration LEAST_AGE = Duration.ofHours(6);

    private final PublicAuthority authority;
    private final Clock clock;
    private final Chance chance;
    private final Events events;
    private final Map<String, Known> known = new HashMap<>();

    /**
     * @param suggested empty for no opinion
     * @param at when it is renewed
     * @param again when the authority is asked the next time
     */
    private record Known(
            X509Certificate certificate,
            Optional<SuggestedRenewal> suggested,
            Instant at,
            Instant again) {}

    Renewals(PublicAuthority authority, Clock clock, Chance chance, Events events) {
        this.authority = authority;
        this.clock = clock;
        this.chance = chance;
        this.events = events;
    }

    /** By what was said last. */
    Instant at(StoredCertificate certificate) {
        Known last = last(certificate);
        return last == null ? certificate.renewal() : last.at();
    }

    /**
     * Asks for those of which it is time, and forgets all others; when it is time again.
     *
     * @param all certificates that the authority gave and that are in use
     */
    Instant ask(List<StoredCertificate> all) {
        Set<String> names = new HashSet<>();
        Instant soonest = clock.now().plus(LONGEST_WAIT);
        boolean isReached = true;
        for (StoredCertificate each : all) {
            names.add(each.name());
            Known last = last(each);
            if (last == null || !last.again().isAfter(clock.now())) {
                // One that can't be reached is not waited for once for each certificate.
                Optional<Known> next = isReached ? ask(each, last) : Optional.empty();
                isReached = next.isPresent();
                last = next.orElseGet(() -> unasked(each));
                known.put(each.name(), last);
            }
            soonest = last.again().isBefore(soonest) ? last.again() : soonest;
        }
        known.keySet().retainAll(names);
        return soonest;
    }

    private @Nullable Known last(StoredCertificate certificate) {
        Known last = known.get(certificate.name());
        return last != null && last.certificate().equals(certificate.leaf()) ? last : null;
    }

    /** Empty when the authority can't be reached. */
    private Optional<Known> ask(StoredCertificate certificate, @Nullable Known last) {
        try {
            Optional<SuggestedRenewal> suggested = authority.renewal(certificate.leaf());
            return Optional.of(
                    suggested
                            .map(each -> known(certificate, each, last))
                            .orElseGet(
                                    () ->
                                            new Known(
                                                    certificate.leaf(),
                                                    Optional.empty(),
                                                    certificate.renewal(),
                                                    clock.now().plus(LONGEST_WAIT))));
        } catch (RuntimeException failed) {
            events.warn("certificate-renewal-not-known", "name", certificate.name(), "why", failed);
            boolean isUnreached =
                    failed instanceof Problem problem && problem.kind() == Kind.UNAVAILABLE;
            return isUnreached ? Optional.empty() : Optional.of(unasked(certificate));
        }
    }

    /** As if it had never said anything: what it may have changed can't be known. */
    private Known unasked(StoredCertificate certificate) {
        Instant at = at(certificate);
        Instant usual = certificate.renewal();
        return new Known(
                certificate.leaf(),
                Optional.empty(),
                at.isBefore(usual) ? at : usual,
                clock.now().plus(FAILED_WAIT));
    }

    private Known known(
            StoredCertificate certificate, SuggestedRenewal suggested, @Nullable Known last) {
        Instant now = clock.now();
        Instant again = suggested.askAgain().orElse(now.plus(USUAL_WAIT));
        Instant bounded = within(again, now.plus(SHORTEST_WAIT), now.plus(LONGEST_WAIT));
        Optional<Known> same =
                Optional.ofNullable(last)
                        .filter(
                                before ->
                                        before.suggested()
                                                .filter(each -> isSameWindow(each, suggested))
                                                .isPresent());
        Instant at = same.map(Known::at).orElseGet(() -> chosen(certificate, suggested));
        if (same.isEmpty()) {
            events.info(
                    "certificate-renewal-suggested",
                    "name",
                    certificate.name(),
                    "from",
                    suggested.start(),
                    "to",
                    suggested.end(),
                    "at",
                    at,
                    "explanation",
                    suggested.explanation().map(Object::toString).orElse("-"));
        }
        return new Known(certificate.leaf(), Optional.of(suggested), at, bounded);
    }

    private static boolean isSameWindow(SuggestedRenewal one, SuggestedRenewal other) {
        return one.start().equals(other.start())
                && one.end().equals(other.end())
                && one.explanation().equals(other.explanation());
    }

    /** Not at once after it came, and early enough to try for a while. */
    private Instant chosen(StoredCertificate certificate, SuggestedRenewal suggested) {
        Duration window = Duration.between(suggested.start(), suggested.end());
        int seconds = (int) Math.clamp(window.toSeconds(), 1, Integer.MAX_VALUE);
        Instant from = certificate.leaf().getNotBefore().toInstant();
        Instant end = certificate.leaf().getNotAfter().toInstant();
        Instant usual = certificate.renewal();
        Instant soon = certificate.at().plus(LEAST_AGE);
        return within(
                suggested.start().plusSeconds(chance.below(seconds)),
                soon.isBefore(usual) ? soon : usual,
                end.minus(Duration.between(from, end).dividedBy(6)));
    }

    private static Instant within(Instant at, Instant earliest, Instant latest) {
        if (at.isAfter(latest)) {
            return latest;
        }
        return at.isBefore(earliest) ? earliest : at;
    }
}
