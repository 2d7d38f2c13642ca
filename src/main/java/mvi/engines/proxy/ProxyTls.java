package mvi.engines.proxy;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import java.io.ByteArrayInputStream;
import javax.net.ssl.SSLException;
import mvi.engines.base.Kind;
import mvi.engines.base.Problem;

/**
 * The certificate that new connections see; replaceable while the proxy runs. TLS 1.2 and 1.3 by
 * BoringSSL, or by the JDK where its library doesn't load.
 */
public final class ProxyTls {
    private volatile SslContext context;

    /**
     * @param chain certificates in PEM, the server's own first
     * @param key PKCS#8 in PEM
     * @throws Problem {@code invalid-certificate}
     */
    public ProxyTls(byte[] chain, byte[] key) {
        context = read(chain, key);
    }

    /** For connections from now on; those that are open go on. Throws as the constructor. */
    public void replace(byte[] chain, byte[] key) {
        context = read(chain, key);
    }

    SslHandler handler(ByteBufAllocator buffers) {
        return context.newHandler(buffers);
    }

    private static SslContext read(byte[] chain, byte[] key) {
        try {
            return SslContextBuilder.forServer(
                            new ByteArrayInputStream(chain), new ByteArrayInputStream(key))
                    .sslProvider(OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK)
                    .protocols("TLSv1.3", "TLSv1.2")
                    .build();
        } catch (SSLException | IllegalArgumentException wrong) {
            throw new Problem(
                    "invalid-certificate",
                    Kind.INVALID,
                    "The load balancer's certificate or key can't be read.",
                    String.valueOf(wrong.getMessage()),
                    wrong);
        }
    }
}
