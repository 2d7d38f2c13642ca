package mvi.engines.proxy;

import io.netty.channel.Channel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.AttributeKey;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/**
 * What the handshake of a connection has settled.
 *
 * @param serverName that the client asked for (SNI), lower case; empty for none
 * @param authorities one of which has issued the client's certificate; none when it was not asked
 * @param isKnown whether the server's certificate is one that browsers know
 * @param certificate of the client in the words of X-Forwarded-Client-Cert, or null
 */
record Handshake(
        String serverName,
        List<X509Certificate> authorities,
        boolean isKnown,
        @Nullable String certificate) {
    private static final AttributeKey<Handshake> KEY = AttributeKey.valueOf("handshake");

    /** Before the handshake: what it shall settle. */
    static void begin(
            Channel channel,
            String serverName,
            List<X509Certificate> authorities,
            boolean isKnown) {
        channel.attr(KEY).set(new Handshake(serverName, authorities, isKnown, null));
    }

    /** After it. */
    static Handshake of(Channel channel) {
        Handshake begun = channel.attr(KEY).getAndSet(null);
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        if (begun == null || tls == null) {
            throw new IllegalStateException("a connection without a handshake");
        }
        return begun.authorities.isEmpty()
                ? begun
                : new Handshake(begun.serverName, begun.authorities, begun.isKnown, shown(tls));
    }

    private static @Nullable String shown(SslHandler tls) {
        try {
            return tls.engine().getSession().getPeerCertificates()[0] instanceof X509Certificate own
                    ? ClientCertificate.forwarded(own)
                    : null;
        } catch (SSLPeerUnverifiedException none) {
            return null;
        }
    }

    /**
     * Whether it is enough for a request of this host: a handshake for another name may have asked
     * for less.
     */
    boolean isEnough(String host, TlsRules rules) {
        if (rules.isPassedThrough()) {
            return false;
        }
        return !rules.asksForCertificate()
                || certificate != null
                        && serverName.equals(host)
                        && authorities.equals(rules.clientAuthorities());
    }
}
