package mvi.engines.proxy;

import java.security.cert.X509Certificate;
import java.util.List;

/**
 * What a route asks of the TLS of its clients.
 *
 * @param clientAuthorities a client shows a certificate that one of these has issued; none is asked
 *     for where there are none
 */
public record TlsRules(List<X509Certificate> clientAuthorities) {
    public static final TlsRules NONE = new TlsRules(List.of());

    public TlsRules {
        clientAuthorities = List.copyOf(clientAuthorities);
    }

    boolean asksForCertificate() {
        return !clientAuthorities.isEmpty();
    }
}
