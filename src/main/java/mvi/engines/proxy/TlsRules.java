package mvi.engines.proxy;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a route asks of the TLS of its clients.
 *
 * @param clientAuthorities a client shows a certificate that one of these has issued; none is asked
 *     for where there are none
 * @param hsts how long browsers shall come by HTTPS alone (RFC 6797), told where the certificate is
 *     one that they know
 * @param isPassedThrough the targets speak TLS themselves, and get it as it comes
 */
public record TlsRules(
        List<X509Certificate> clientAuthorities, Optional<Duration> hsts, boolean isPassedThrough) {
    public static final TlsRules NONE = new TlsRules(List.of(), Optional.empty(), false);

    public TlsRules {
        clientAuthorities = List.copyOf(clientAuthorities);
    }

    boolean asksForCertificate() {
        return !clientAuthorities.isEmpty();
    }

    /** Whether nothing is answered in clear. */
    boolean isSecureOnly() {
        return isPassedThrough || asksForCertificate();
    }
}
