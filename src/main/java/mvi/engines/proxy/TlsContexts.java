package mvi.engines.proxy;

import io.netty.handler.codec.http2.Http2SecurityUtil;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.OpenSslSessionContext;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import io.netty.internal.tcnative.SSL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import mvi.engines.base.Chance;
import mvi.engines.base.Kind;
import mvi.engines.base.Problem;
import mvi.engines.base.TlsIdentity;

/**
 * What handshakes with one certificate need: TLS 1.2 and 1.3 by BoringSSL, or by the JDK where its
 * library doesn't load. Made by the first that needs it, which costs that one some milliseconds
 * rather than a start all of them.
 */
final class TlsContexts {
    /** Of one certificate: what its names ask of clients; the one longest unused gives way. */
    private static final int CONTEXTS = 256;

    /**
     * For sessions of TLS 1.2 and all of the JDK's. Those of BoringSSL's TLS 1.3 end with the key
     * of their ticket; the JDK changes its keys each hour, and forgets them this long after.
     */
    private static final Duration SESSION_TIME = Duration.ofHours(12);

    private final TlsIdentity identity;
    private final Chance chance;
    private final Map<Terms, Made> made =
            new LinkedHashMap<>(4, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<Terms, Made> eldest) {
                    return size() > CONTEXTS;
                }
            };

    private record Terms(Spoken spoken, List<X509Certificate> clientAuthorities) {
        boolean isResumed() {
            return spoken.isResumed() && clientAuthorities.isEmpty();
        }
    }

    /** Without keys where no ticket is given, or by the JDK, which has its own. */
    private record Made(SslContext context, Optional<TicketKeys> keys) {}

    TlsContexts(TlsIdentity identity, Chance chance) {
        this.identity = identity;
        this.chance = chance;
    }

    /**
     * @param clientAuthorities one of which has issued the certificate that a client has to show;
     *     none is asked for where there are none
     * @throws Problem {@code bad-certificate}
     */
    synchronized SslContext context(Spoken spoken, List<X509Certificate> clientAuthorities) {
        return made.computeIfAbsent(new Terms(spoken, clientAuthorities), this::make).context();
    }

    /** From now on tickets are sealed by other keys. */
    synchronized void rotateTicketKeys() {
        made.values().forEach(each -> each.keys().ifPresent(TicketKeys::rotate));
    }

    /**
     * A session that is resumed shows no certificate again (RFC 8446 section 2.2), so that one
     * would be good for longer than it is valid. See {@link #giveNoTicket} for those without state.
     */
    private static void keepNoSessions(SslContext context) {
        context.sessionContext().setSessionTimeout(1);
        if (context.sessionContext() instanceof OpenSslSessionContext sessions) {
            sessions.setSessionCacheEnabled(false);
        }
    }

    /** They are an option of each connection. */
    static void giveNoTicket(SSLEngine engine) {
        if (engine instanceof ReferenceCountedOpenSslEngine open) {
            SSL.setOptions(open.sslPointer(), SSL.SSL_OP_NO_TICKET);
        }
    }

    private Made make(Terms terms) {
        List<X509Certificate> clientAuthorities = terms.clientAuthorities();
        try {
            SslContextBuilder builder =
                    SslContextBuilder.forServer(
                                    identity.privateKey(),
                                    identity.certificates().toArray(X509Certificate[]::new))
                            .sslProvider(
                                    OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK)
                            .protocols("TLSv1.3", "TLSv1.2")
                            // RFC 9113, 9.2.2: none without forward secrecy and authenticated
                            // encryption.
                            .ciphers(
                                    Http2SecurityUtil.CIPHERS, SupportedCipherSuiteFilter.INSTANCE);
            if (!terms.spoken().protocols().isEmpty()) {
                builder.applicationProtocolConfig(
                        new ApplicationProtocolConfig(
                                ApplicationProtocolConfig.Protocol.ALPN,
                                ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                                ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                                terms.spoken().protocols()));
            }
            if (!clientAuthorities.isEmpty()) {
                builder.trustManager(clientAuthorities.toArray(X509Certificate[]::new))
                        .clientAuth(ClientAuth.REQUIRE);
            }
            SslContext context = builder.sessionTimeout(SESSION_TIME.toSeconds()).build();
            if (!terms.isResumed()) {
                keepNoSessions(context);
                return new Made(context, Optional.empty());
            }
            if (context.sessionContext() instanceof OpenSslSessionContext sessions) {
                // They rest with the clients alone, in tickets.
                sessions.setSessionCacheEnabled(false);
                return new Made(context, Optional.of(new TicketKeys(sessions, chance)));
            }
            return new Made(context, Optional.empty());
        } catch (SSLException | IllegalArgumentException wrong) {
            throw new Problem(
                    "bad-certificate",
                    Kind.INVALID,
                    "the load balancer's certificate and its key can't be used",
                    String.valueOf(wrong.getMessage()),
                    wrong);
        }
    }
}
