package mvi.engines.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/** A connection without codecs as one end of a tunnel. */
final class ChannelEnd extends ChannelInboundHandlerAdapter implements Tunnel.End {
    private final Channel channel;
    private Tunnel.@Nullable Way way;

    ChannelEnd(Channel channel) {
        this.channel = channel;
    }

    /** A tunnel of two connections. */
    static void join(Lane lane, Channel client, Channel target, Tunnel.Ended ended) {
        ChannelEnd here = new ChannelEnd(client);
        ChannelEnd there = new ChannelEnd(target);
        Tunnel tunnel = Tunnel.between(lane, here, there, ended);
        client.pipeline().addLast(here);
        target.pipeline().addLast(there);
        target.flush();
        tunnel.begin();
    }

    @Override
    public void leadsBy(Tunnel.Way next) {
        way = next;
    }

    @Override
    public boolean isOpen() {
        return channel.isActive();
    }

    @Override
    public boolean hasEnded() {
        return channel instanceof DuplexChannel duplex && duplex.isInputShutdown();
    }

    @Override
    public void write(ByteBuf bytes) {
        channel.write(bytes);
    }

    @Override
    public void flush() {
        channel.flush();
    }

    @Override
    public boolean isWritable() {
        return channel.isWritable();
    }

    @Override
    public void reading(boolean isReading) {
        // One that has ended would be closed by the attempt to read on, with what it still takes.
        if (!hasEnded()) {
            channel.config().setAutoRead(isReading);
        }
    }

    @Override
    public void finish(Runnable finished) {
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        // A peer that speaks TLS takes an end without its word for a cut (RFC 8446 section 6.1).
        ChannelFuture said =
                tls == null ? channel.writeAndFlush(Unpooled.EMPTY_BUFFER) : tls.closeOutbound();
        said.addListener(
                sent -> {
                    if (channel instanceof DuplexChannel duplex) {
                        duplex.shutdownOutput();
                    }
                    finished.run();
                });
    }

    @Override
    public void closeFlushed() {
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(sent -> channel.close());
    }

    @Override
    public void close() {
        channel.close();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof ByteBuf bytes) {
            way().received(bytes);
        } else {
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        way().receivedAll();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        way().backWritable(channel.isWritable());
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            way().ended();
        } else if (event instanceof SslCloseCompletionEvent) {
            // The library's TLS ends both ways at once.
            way().broken();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        way().broken();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        way().gone();
    }

    private Tunnel.Way way() {
        Tunnel.Way of = way;
        if (of == null) {
            throw new IllegalStateException("an end of no tunnel");
        }
        return of;
    }
}
