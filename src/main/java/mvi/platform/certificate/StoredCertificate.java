package mvi.platform.certificate;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import mvi.engines.base.Challenge;
import mvi.engines.base.TlsIdentity;

/**
 * A certificate that somebody brought, or that a public authority gave.
 *
 * @param names that it is for, in lower case; the first is how it is called
 * @param by who brought it, or the authority that gave it; {@code at} when
 * @param challenge by which the authority was shown that its name leads here
 */
public record StoredCertificate(
        List<String> names,
        Source source,
        TlsIdentity identity,
        String by,
        Instant at,
        Optional<Challenge> challenge) {
    public String name() {
        return names.getFirst();
    }

    /** Whether clients take it for this name (RFC 9525 section 6.3). */
    boolean isFor(String host) {
        int dot = host.indexOf('.');
        return names.contains(host) || dot > 0 && names.contains("*" + host.substring(dot));
    }

    /** At two thirds of its life. */
    Instant renewal() {
        return renewal(leaf());
    }

    static Instant renewal(X509Certificate certificate) {
        Instant from = certificate.getNotBefore().toInstant();
        Duration life = Duration.between(from, certificate.getNotAfter().toInstant());
        return from.plus(life.multipliedBy(2).dividedBy(3));
    }

    X509Certificate leaf() {
        return identity.certificates().getFirst();
    }

    /** Who made it, and who cares for the next one. */
    public enum Source {
        /** By the platform's own authority: made anew by itself. */
        PLATFORM,
        /** By a public authority: ordered anew by itself. */
        PUBLIC,
        /** Somebody brought it, and has to bring the next. */
        BROUGHT
    }
}
