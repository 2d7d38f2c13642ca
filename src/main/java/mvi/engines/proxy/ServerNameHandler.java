package mvi.engines.proxy;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.AbstractSniHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.function.Function;
import mvi.engines.base.Problem;
import org.jspecify.annotations.Nullable;

/**
 * Reads which name a client asks for (SNI, RFC 6066 section 3), and goes on by TLS with what is
 * that name's.
 */
final class ServerNameHandler extends AbstractSniHandler<ServerNameHandler.Terms> {
    /** As long as the longest record of TLS; those of clients are a tenth of it. */
    private static final int CLIENT_HELLO_BYTES = 16 << 10;

    private final Function<String, Terms> byName;

    /**
     * What a handshake is made by.
     *
     * @param authorities of the certificate that the client shall show
     */
    record Terms(SslContext context, List<X509Certificate> authorities) {}

    /**
     * @param byName asked with an empty name for a client that names none
     */
    ServerNameHandler(ProxyLimits limits, Function<String, Terms> byName) {
        super(CLIENT_HELLO_BYTES, limits.headTime().toMillis());
        this.byName = byName;
    }

    @Override
    protected Future<Terms> lookup(ChannelHandlerContext ctx, @Nullable String name) {
        try {
            return ctx.executor().newSucceededFuture(byName.apply(host(name)));
        } catch (Problem badCertificate) {
            return ctx.executor().newFailedFuture(badCertificate);
        }
    }

    @Override
    protected void onLookupComplete(
            ChannelHandlerContext ctx, @Nullable String name, Future<Terms> found) {
        if (!found.isSuccess()) {
            throw new DecoderException("no handshake for " + host(name), found.cause());
        }
        Terms terms = found.getNow();
        Handshake.begin(ctx.channel(), host(name), terms.authorities());
        SslHandler tls = terms.context().newHandler(ctx.alloc());
        if (!terms.authorities().isEmpty()) {
            TlsContexts.giveNoTicket(tls.engine());
        }
        tls.setHandshakeTimeoutMillis(handshakeTimeoutMillis);
        ctx.pipeline().replace(this, null, tls);
    }

    private static String host(@Nullable String name) {
        return name == null ? "" : RouteTable.host(name);
    }
}
