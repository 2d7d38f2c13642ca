package mvi.engines.proxy;

import io.netty.buffer.ByteBuf;
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
    private final Ways ways;
    private boolean isValidation;

    /**
     * A fatal alert, {@code no_application_protocol} (RFC 8446 section 6, RFC 7301 section 3.2).
     */
    private static final byte[] NO_PROTOCOL = {21, 3, 3, 0, 2, 2, 120};

    /** Chooses among them. */
    @FunctionalInterface
    interface Ways {
        /**
         * @param name that a client asks for; empty for none
         * @param isValidation whether it is an authority that looks for a proof of the name
         */
        Way of(String name, boolean isValidation);
    }

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

    /** By a handshake that is all of it. */
    record Validation(SslContext context) implements Way {}

    /** Not at all: there is nothing to prove. */
    record Refused() implements Way {}

    ServerNameHandler(Proxy proxy, Ways ways) {
        super(CLIENT_HELLO_BYTES, proxy.limits().headTime().toMillis());
        this.proxy = proxy;
        this.ways = ways;
    }

    @Override
    protected Future<Way> lookup(ChannelHandlerContext ctx, @Nullable ByteBuf hello)
            throws Exception {
        isValidation =
                hello != null
                        && ClientHello.offersOnly(hello, Spoken.VALIDATION.protocols().getFirst());
        return super.lookup(ctx, hello);
    }

    @Override
    protected Future<Way> lookup(ChannelHandlerContext ctx, @Nullable String name) {
        try {
            return ctx.executor().newSucceededFuture(ways.of(host(name), isValidation));
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
            case Validation validation -> shakeHands(ctx, validation.context(), false);
            case Refused() -> {
                ctx.writeAndFlush(Unpooled.wrappedBuffer(NO_PROTOCOL));
                throw new DecoderException("nothing is proven of " + host(name));
            }
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
        shakeHands(ctx, terms.context(), terms.authorities().isEmpty());
    }

    private void shakeHands(ChannelHandlerContext ctx, SslContext context, boolean isResumed) {
        SslHandler tls = context.newHandler(ctx.alloc());
        if (!isResumed) {
            TlsContexts.giveNoTicket(tls.engine());
        }
        tls.setHandshakeTimeoutMillis(handshakeTimeoutMillis);
        ctx.pipeline().replace(this, null, tls);
    }

    private static String host(@Nullable String name) {
        return name == null ? "" : RouteTable.host(name);
    }
}
