package mvi.engines.proxy;

import io.netty.channel.ChannelHandler;
import io.netty.handler.ssl.SslContext;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mvi.engines.base.Chance;
import mvi.engines.base.Problem;
import org.jspecify.annotations.Nullable;

/** Which certificate who is shown in the handshakes of a proxy. */
final class Handshakes {
    private final Proxy proxy;
    private final Object certifyLock = new Object();
    private volatile CertificateTable certificates;
    private volatile @Nullable ProxyTls unnamed;

    Handshakes(Proxy proxy, Chance chance) {
        this.proxy = proxy;
        this.certificates = CertificateTable.empty(chance);
    }

    /** For whom nothing else is shown, where a route listens by TLS. */
    void unnamed(ProxyTls tls) {
        unnamed = tls;
    }

    /** As {@link Proxy#certify}. */
    void certify(
            List<CertificateSpec> specs,
            Map<String, String> challenges,
            List<CertificateSpec> validations) {
        for (List<CertificateSpec> each : List.of(specs, validations)) {
            for (CertificateSpec spec : each) {
                spec.identity().certificates();
                spec.identity().privateKey();
            }
            List<String> doubled = CertificateTable.doubled(each);
            if (!doubled.isEmpty()) {
                throw Problem.invalid(
                        "bad-certificate", "two certificates are for " + doubled.getFirst());
            }
        }
        synchronized (certifyLock) {
            certificates = certificates.next(specs, challenges, validations);
        }
    }

    /** The table of this moment. */
    CertificateTable certificates() {
        return certificates;
    }

    /** TLS sessions are sealed by other keys from now on; see {@link TicketKeys}. */
    void rotateTicketKeys() {
        ProxyTls all = unnamed;
        if (all != null) {
            all.rotateTicketKeys();
        }
        certificates.rotateTicketKeys();
    }

    /**
     * Shows the certificate of the name that a client asks for, else the one for all others; to an
     * authority that validates a name, what it looks for or nothing.
     */
    ChannelHandler ofFront(ProxyTls others) {
        return new ServerNameHandler(
                proxy,
                (name, isValidation) -> {
                    if (isValidation) {
                        SslContext proof = certificates.validation(name);
                        if (proof != null) {
                            return new ServerNameHandler.Validation(proof);
                        }
                    }
                    Route route = proxy.table().find(name, "/");
                    if (route != null && route.tls().isPassedThrough()) {
                        return new ServerNameHandler.Through(route);
                    }
                    return isValidation
                            ? new ServerNameHandler.Refused()
                            : terms(name, others, Spoken.HTTP, proxy.table().tls(name));
                });
    }

    /** For what is no HTTP; empty as long as there is no certificate for all others. */
    Optional<ChannelHandler> ofRoute(TlsRules rules) {
        return Optional.ofNullable(unnamed)
                .map(
                        others ->
                                new ServerNameHandler(
                                        proxy,
                                        (name, isValidation) ->
                                                isValidation
                                                        ? new ServerNameHandler.Refused()
                                                        : terms(
                                                                name,
                                                                others,
                                                                Spoken.ANYTHING,
                                                                rules)));
    }

    private ServerNameHandler.Way terms(
            String name, ProxyTls others, Spoken spoken, TlsRules rules) {
        List<X509Certificate> authorities = rules.clientAuthorities();
        CertificateTable now = certificates;
        SslContext own = now.context(name, spoken, authorities);
        return new ServerNameHandler.Terms(
                own == null ? others.context(spoken, authorities) : own,
                authorities,
                now.isForced(name));
    }
}
