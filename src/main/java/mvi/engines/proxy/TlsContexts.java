package mvi.engines.proxy;

import io.netty.handler.codec.http2.Http2SecurityUtil;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLException;
import mvi.engines.base.Kind;
import mvi.engines.base.Problem;
import mvi.engines.base.TlsIdentity;
import org.jspecify.annotations.Nullable;

/**
 * What handshakes with one certificate need: TLS 1.2 and 1.3 by BoringSSL, or by the JDK where its
 * library doesn't load. Made by the first that needs it, which costs that one some milliseconds
 * rather than a start all of them.
 */
final class TlsContexts {
    private final TlsIdentity identity;
    private @Nullable SslContext http;
    private @Nullable SslContext raw;

    TlsContexts(TlsIdentity identity) {
        this.identity = identity;
    }

    /**
     * @param isHttp whether the versions of HTTP are offered (ALPN); a relayed protocol is the
     *     target's to choose
     * @throws Problem {@code bad-certificate}
     */
    synchronized SslContext context(boolean isHttp) {
        SslContext made = isHttp ? http : raw;
        if (made == null) {
            made = make(isHttp);
            if (isHttp) {
                http = made;
            } else {
                raw = made;
            }
        }
        return made;
    }

    private SslContext make(boolean isHttp) {
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
            if (isHttp) {
                builder.applicationProtocolConfig(
                        new ApplicationProtocolConfig(
                                ApplicationProtocolConfig.Protocol.ALPN,
                                ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                                ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                                ApplicationProtocolNames.HTTP_2,
                                ApplicationProtocolNames.HTTP_1_1));
            }
            return builder.build();
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
