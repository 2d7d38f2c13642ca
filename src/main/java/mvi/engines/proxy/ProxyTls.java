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

/**
 * The certificate for connections that ask for no name, or for one that has none of its own;
 * replaceable while the proxy runs. TLS 1.2 and 1.3 by BoringSSL, or by the JDK where its library
 * doesn't load.
 */
public final class ProxyTls {
    private volatile SslContext context;

    /**
     * @throws Problem {@code bad-certificate}
     */
    public ProxyTls(TlsIdentity identity) {
        context = context(identity);
    }

    /** For connections from now on; those that are open go on. Throws as the constructor. */
    public void replace(TlsIdentity identity) {
        context = context(identity);
    }

    SslContext context() {
        return context;
    }

    static SslContext context(TlsIdentity identity) {
        try {
            return SslContextBuilder.forServer(
                            identity.privateKey(),
                            identity.certificates().toArray(X509Certificate[]::new))
                    .sslProvider(OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK)
                    .protocols("TLSv1.3", "TLSv1.2")
                    // RFC 9113, 9.2.2: none without forward secrecy and authenticated encryption.
                    .ciphers(Http2SecurityUtil.CIPHERS, SupportedCipherSuiteFilter.INSTANCE)
                    .applicationProtocolConfig(
                            new ApplicationProtocolConfig(
                                    ApplicationProtocolConfig.Protocol.ALPN,
                                    ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                                    ApplicationProtocolConfig.SelectedListenerFailureBehavior
                                            .ACCEPT,
                                    ApplicationProtocolNames.HTTP_2,
                                    ApplicationProtocolNames.HTTP_1_1))
                    .build();
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
