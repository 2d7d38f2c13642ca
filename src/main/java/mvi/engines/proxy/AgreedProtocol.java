package mvi.engines.proxy;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ApplicationProtocolNegotiationHandler;

/** Makes the pipeline that client and proxy agreed on in their handshake (ALPN, RFC 7301). */
final class AgreedProtocol extends ApplicationProtocolNegotiationHandler {
    private final Lane lane;

    AgreedProtocol(Lane lane) {
        super(ApplicationProtocolNames.HTTP_1_1);
        this.lane = lane;
    }

    @Override
    protected void configurePipeline(ChannelHandlerContext ctx, String protocol) {
        if (Spoken.VALIDATION.protocols().contains(protocol)) {
            ctx.close();
            return;
        }
        Entrance entrance = new Entrance.Front(Handshake.of(ctx.channel()));
        if (protocol.equals(ApplicationProtocolNames.HTTP_2)) {
            ClientStreams.open(lane, ctx.channel(), entrance);
        } else {
            entrance.open(lane, ctx.channel());
        }
    }

    /** Who sends no more can't finish the handshake. */
    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
        if (event instanceof ChannelInputShutdownEvent) {
            ctx.close();
        } else {
            super.userEventTriggered(ctx, event);
        }
    }

    /** Nothing to tell anybody: the world is full of such. */
    @Override
    protected void handshakeFailure(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }
}
