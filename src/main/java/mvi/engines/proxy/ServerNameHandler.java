package mvi.engines.proxy;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
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
 * that name's, or leaves all of it to a target that speaks TLS itself.
 */
final class ServerNameHandler extends AbstractSniHandler<ServerNameHandler.Way> {
    /** As long as the longest record of TLS; those of clients are a tenth of it. */
    private static final int CLIENT_HELLO_BYTES = 16 << 10;

    private final Proxy proxy;
    private final Function<String, Way> byName;

    /** How a connection goes on. */
    sealed interface Way {}

    /** To a target of this route, byte for byte, with those that were read already. */
    record Through(Route route) implements Way {}

    /**
     * What a handshake is made by.
     *
     * @param authorities of the certificate that the client shall show
     * @param isKnown whether the server's certificate is one that browsers know
     */
    record Terms(SslContext context, List<X509Certificate> authorities, boolean isKnown)
            implements Way {}

    /**
     * @param byName asked with an empty name for a client that names none
     */
    ServerNameHandler(Proxy proxy, Function<String, Way> byName) {
        super(CLIENT_HELLO_BYTES, proxy.limits().headTime().toMillis());
        this.proxy = proxy;
        this.byName = byName;
    }

    @Override
    protected Future<Way> lookup(ChannelHandlerContext ctx, @Nullable String name) {
        try {
            return ctx.executor().newSucceededFuture(byName.apply(host(name)));
        } catch (Problem badCertificate) {
            return ctx.executor().newFailedFuture(badCertificate);
        }
    }

    @Override
    protected void onLookupComplete(
            ChannelHandlerContext ctx, @Nullable String name, Future<Way> found) {
        if (!found.isSuccess()) {
            throw new DecoderException("no handshake for " + host(name), found.cause());
        }
        switch (found.getNow()) {
            case Terms terms -> shakeHands(ctx, host(name), terms);
            case Through through -> pass(ctx.channel(), through.route());
        }
    }

    private void pass(Channel client, Route route) {
        client.pipeline().remove(AgreedProtocol.class);
        RouteTable.Bound bound = new RouteTable.Bound(route, 0, true);
        new Relay(proxy.lane(client.eventLoop()), client, bound, Unpooled.EMPTY_BUFFER).start();
        client.pipeline().remove(this);
    }

    private void shakeHands(ChannelHandlerContext ctx, String name, Terms terms) {
        Handshake.begin(ctx.channel(), name, terms.authorities(), terms.isKnown());
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
