package mvi.engines.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.HttpRequestEncoder;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.TimeUnit;

/**
 * A connection that is upgraded (WebSocket and its like) or was never HTTP: bytes both ways until
 * both sides have ended, or one has hung up. It outlives every change of routes; the claim on its
 * target ends with it.
 */
final class Tunnel implements Ticked {
    private final Lane lane;
    private final Channel client;
    private final Channel target;
    private final Ended ended;
    private long bytesIn;
    private long bytesOut;
    private long lastByteNanos;
    private int ends;
    private int passedEnds;
    private boolean isClosed;

    /** Told once, with the bytes from the client and to it. */
    interface Ended {
        void ended(long bytesIn, long bytesOut);
    }

    private Tunnel(Lane lane, Channel client, Channel target, Ended ended) {
        this.lane = lane;
        this.client = client;
        this.target = target;
        this.ended = ended;
        this.lastByteNanos = lane.now();
    }

    static void join(Lane lane, ClientConnection from, TargetConnection to, Exchange exchange) {
        Tunnel tunnel = new Tunnel(lane, from.channel(), to.channel(), exchange::tunnelEnded);
        from.becomeTunnel(tunnel.new Side(tunnel.target, true));
        tunnel.target.pipeline().addLast(tunnel.new Side(tunnel.client, false));
        tunnel.target.pipeline().remove(to);
        // The codec hands on what it holds beyond the head when it is removed, so it goes last.
        tunnel.target.pipeline().remove(HttpRequestEncoder.class);
        tunnel.target.pipeline().remove(to.decoder());
        tunnel.begin();
    }

    /** Of two connections without codecs. */
    static void join(Lane lane, Channel client, Channel target, Ended ended) {
        Tunnel tunnel = new Tunnel(lane, client, target, ended);
        client.pipeline().addLast(tunnel.new Side(target, true));
        target.pipeline().addLast(tunnel.new Side(client, false));
        target.flush();
        tunnel.begin();
    }

    private void begin() {
        lane.add(this);
        read(client, true);
        read(target, true);
        if (!client.isActive() || !target.isActive()) {
            close();
        } else if (hasEnded(client)) {
            ended(target);
        }
    }

    /** One that has ended would be closed by the attempt to read on, with what it still takes. */
    private static void read(Channel from, boolean isReading) {
        if (!hasEnded(from)) {
            from.config().setAutoRead(isReading);
        }
    }

    private static boolean hasEnded(Channel channel) {
        return channel instanceof DuplexChannel duplex && duplex.isInputShutdown();
    }

    /** One side will send no more; the other may still have something to say. */
    private void ended(Channel other) {
        ends++;
        other.writeAndFlush(Unpooled.EMPTY_BUFFER)
                .addListener(
                        sent -> {
                            if (other instanceof DuplexChannel duplex) {
                                duplex.shutdownOutput();
                            }
                            // What the slower side still has to take has gone out by then.
                            if (++passedEnds == 2) {
                                close();
                            }
                        });
    }

    @Override
    public void tick(long nowNanos) {
        if (nowNanos - lastByteNanos > lane.proxy().limits().tunnelIdleTime().toNanos()) {
            close();
        }
    }

    private void close() {
        if (isClosed) {
            return;
        }
        isClosed = true;
        lane.remove(this);
        ended.ended(bytesIn, bytesOut);
        closeFlushed(client);
        closeFlushed(target);
    }

    /** What was relayed goes out first, unless the other side doesn't take it. */
    private void closeFlushed(Channel channel) {
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(sent -> channel.close());
        long lingerMillis = lane.proxy().limits().lingerTime().toMillis();
        lane.loop().schedule(() -> channel.close(), lingerMillis, TimeUnit.MILLISECONDS);
    }

    /** One direction. */
    private final class Side extends ChannelInboundHandlerAdapter {
        private final Channel other;
        private final boolean isFromClient;

        private Side(Channel other, boolean isFromClient) {
            this.other = other;
            this.isFromClient = isFromClient;
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            if (!(message instanceof ByteBuf bytes) || isClosed) {
                ReferenceCountUtil.release(message);
                return;
            }
            lastByteNanos = lane.now();
            if (isFromClient) {
                bytesIn += bytes.readableBytes();
            } else {
                bytesOut += bytes.readableBytes();
            }
            other.write(bytes);
            if (!other.isWritable()) {
                other.flush();
                read(ctx.channel(), other.isWritable());
            }
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext ctx) {
            other.flush();
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext ctx) {
            read(other, ctx.channel().isWritable());
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event instanceof ChannelInputShutdownEvent) {
                ended(other);
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            close();
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            // Once both have said all, what is left is on its way to the other side.
            if (ends < 2) {
                close();
            }
        }
    }
}
