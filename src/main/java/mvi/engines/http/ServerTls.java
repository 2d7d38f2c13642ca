package mvi.engines.http;

import io.netty.channel.ChannelHandler;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SniHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import javax.net.ssl.SSLException;
import mvi.engines.base.Events;
import mvi.engines.base.Problem;
import mvi.engines.base.TlsIdentity;
import org.jspecify.annotations.Nullable;

/**
 * A server's certificates, chosen by the name that the client asks for (SNI), replaceable while it
 * runs: a new connection sees the old set or the new one, whole. TLS 1.2 and 1.3, by BoringSSL, or
 * by the JDK where its library does not load, which is told by an event.
 */
public final class ServerTls {
    private static final long HANDSHAKE_MILLIS = 10_000;
    private static final int LONGEST_HELLO = 16 * 1024;

    private final SslProvider provider;
    private volatile Contexts contexts;

    private record Contexts(SslContext fallback, Map<String, SslContext> byName) {
        SslContext of(@Nullable String name) {
            if (name == null) {
                return fallback;
            }
            String key = name.toLowerCase(Locale.ROOT);
            SslContext exact = byName.get(key);
            if (exact != null) {
                return exact;
            }
            int dot = key.indexOf('.');
            SslContext wild = dot < 0 ? null : byName.get("*" + key.substring(dot));
            return wild == null ? fallback : wild;
        }
    }

    /** Shows {@code identity} whatever the client asks for. */
    public ServerTls(TlsIdentity identity, Events events) {
        this.provider = OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK;
        if (provider == SslProvider.JDK) {
            events.warn(
                    "tls.no-boringssl",
                    "consequence",
                    "TLS costs about twice the CPU",
                    "why",
                    OpenSsl.unavailabilityCause());
        }
        this.contexts = new Contexts(context(provider, identity), Map.of());
    }

    /**
     * From now on shows these.
     *
     * @param byName by DNS name, {@code *.example.org} included; {@code fallback} for all others
     */
    public void replace(TlsIdentity fallback, Map<String, TlsIdentity> byName) {
        Map<String, SslContext> named = new HashMap<>();
        byName.forEach(
                (name, identity) ->
                        named.put(name.toLowerCase(Locale.ROOT), context(provider, identity)));
        contexts = new Contexts(context(provider, fallback), Map.copyOf(named));
    }

    ChannelHandler newHandler() {
        return new SniHandler((String name) -> contexts.of(name), LONGEST_HELLO, HANDSHAKE_MILLIS);
    }

    private static SslContext context(SslProvider provider, TlsIdentity identity) {
        try {
            return SslContextBuilder.forServer(
                            identity.privateKey(),
                            identity.certificates().toArray(X509Certificate[]::new))
                    .sslProvider(provider)
                    .protocols("TLSv1.3", "TLSv1.2")
                    .build();
        } catch (SSLException | IllegalArgumentException bad) {
            throw Problem.invalid(
                    "bad-certificate",
                    "the certificate and its key can not be used: " + bad.getMessage());
        }
    }
}
