package mvi.engines.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * A connection that is not HTTP: bytes both ways to one healthy target. Another target is tried
 * while connecting fails; when none can be had, the client's connection is reset.
 */
final class Relay {
    private final Lane lane;
    private final Channel client;
    private final RouteTable.Bound bound;
    private final ByteBuf first;
    private final Held held = new Held();
    private int attempts;

    /**
     * @param first what the client has sent already; the relay's from here on
     */
    Relay(Lane lane, Channel client, RouteTable.Bound bound, ByteBuf first) {
        this.lane = lane;
        this.client = client;
        this.bound = bound;
        this.first = first;
    }

    void start() {
        client.pipeline().addLast(held);
        client.config().setAutoRead(false);
        claimAndConnect(null);
    }

    private void claimAndConnect(@Nullable Target failed) {
        if (bound.route().pool().claim(lane.dice(), lane.now(), failed, null)
                instanceof Claim.Claimed claimed) {
            connect(claimed);
        } else {
            reset();
        }
    }

    private void connect(Claim.Claimed claimed) {
        Target target = claimed.target();
        InetSocketAddress own = target.address();
        ChannelFuture dialled =
                lane.dial(
                        bound.targetPort() == 0
                                ? own
                                : new InetSocketAddress(own.getAddress(), bound.targetPort()));
        dialled.addListener(
                done -> {
                    if (done.isSuccess()) {
                        join(claimed, dialled.channel());
                    } else {
                        claimed.close();
                        connectFailed(target, done.cause());
                    }
                });
    }

    private void connectFailed(Target target, @Nullable Throwable cause) {
        if (bound.targetPort() == 0) {
            lane.proxy().health().failed(target, cause);
        }
        if (client.isActive() && ++attempts < lane.proxy().limits().attempts()) {
            claimAndConnect(target);
        } else {
            reset();
        }
    }

    private void join(Claim.Claimed claimed, Channel target) {
        if (!client.isOpen()) {
            first.release();
            target.close();
            claimed.close();
            return;
        }
        claimed.target().header().ifPresent(header -> header.write(client, target));
        int begun = first.readableBytes();
        if (begun > 0) {
            target.write(first);
        } else {
            first.release();
        }
        held.passTo(target);
        client.pipeline().remove(held);
        ChannelEnd.join(
                lane,
                client,
                target,
                (in, out) -> {
                    claimed.close();
                    bound.route().stats().countBytes(begun + held.passed + in, out);
                });
    }

    /**
     * What comes while no target is there yet: with a client that has ended its side, the transport
     * reads although it was told not to.
     */
    private static final class Held extends ChannelInboundHandlerAdapter {
        private final ArrayDeque<ByteBuf> waiting = new ArrayDeque<>();
        private long passed;

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            if (message instanceof ByteBuf bytes) {
                waiting.add(bytes);
            } else {
                ReferenceCountUtil.release(message);
            }
        }

        void passTo(Channel target) {
            for (ByteBuf each = waiting.poll(); each != null; each = waiting.poll()) {
                passed += each.readableBytes();
                target.write(each);
            }
        }

        /** It was reset: nobody waits for the target any more. */
        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }

        @Override
        public void handlerRemoved(ChannelHandlerContext ctx) {
            for (ByteBuf each = waiting.poll(); each != null; each = waiting.poll()) {
                each.release();
            }
        }
    }

    /** As a port that nobody listens at would. */
    private void reset() {
        first.release();
        if (client.isOpen()) {
            client.config().setOption(ChannelOption.SO_LINGER, 0);
            client.close();
        }
    }
}
