package mvi.engines.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Looks whether a connection begins with a line of HTTP/1: such a one is answered request by
 * request, every other is relayed. Who says nothing for a moment is relayed, since the other side
 * may be the one that speaks first; not where targets are known to answer HTTP, whose clients may
 * connect long before they ask.
 */
final class FirstBytes extends ChannelInboundHandlerAdapter {
    private static final Duration SILENCE = Duration.ofMillis(25);

    private final Lane lane;
    private final Channel client;
    private final InetSocketAddress listener;
    private final ByteBuf seen;
    private @Nullable Future<?> timer;
    private boolean isDecided;

    FirstBytes(Lane lane, Channel client, InetSocketAddress listener) {
        this.lane = lane;
        this.client = client;
        this.listener = listener;
        this.seen = client.alloc().buffer();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        if (targetsAnswerHttp()) {
            after(ctx, lane.proxy().limits().idleTime(), ctx::close);
        } else {
            after(ctx, SILENCE, this::relay);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (!(message instanceof ByteBuf bytes) || isDecided) {
            ReferenceCountUtil.release(message);
            return;
        }
        if (!seen.isReadable()) {
            after(ctx, lane.proxy().limits().headTime(), this::relay);
        }
        seen.writeBytes(bytes);
        bytes.release();
        switch (protocol(seen, lane.proxy().limits().requestLine().bytes())) {
            case HTTP -> answer(ctx);
            case HTTP_2 -> {
                if (isAnyTarget(Target::isHttp2)) {
                    answer(ctx);
                } else {
                    relay();
                }
            }
            case OTHER -> relay();
            case UNKNOWN -> {
                // The line's end is still to come.
            }
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            relay();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }

    /** Also when the channel closes before anything was decided. */
    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        if (decide()) {
            seen.release();
        }
    }

    enum Protocol {
        HTTP,
        HTTP_2,
        OTHER,
        UNKNOWN
    }

    /** By the request line of RFC 9112 section 3: a method in capitals, and the version last. */
    static Protocol protocol(ByteBuf seen, long longestLine) {
        int end = seen.indexOf(seen.readerIndex(), seen.writerIndex(), (byte) '\n');
        if (end >= 0) {
            String line =
                    seen.toString(
                                    seen.readerIndex(),
                                    end - seen.readerIndex(),
                                    StandardCharsets.ISO_8859_1)
                            .stripTrailing();
            if (line.equals("PRI * HTTP/2.0")) {
                return Protocol.HTTP_2;
            }
            return line.matches("[A-Z]+ \\S+ HTTP/1\\.[01]") ? Protocol.HTTP : Protocol.OTHER;
        }
        for (int i = seen.readerIndex(); i < seen.writerIndex(); i++) {
            byte at = seen.getByte(i);
            if (at == ' ' && i > seen.readerIndex()) {
                break;
            }
            if (at < 'A' || at > 'Z') {
                return Protocol.OTHER;
            }
        }
        return seen.readableBytes() > longestLine ? Protocol.OTHER : Protocol.UNKNOWN;
    }

    /** By their health checks, which are at the main port. */
    private boolean targetsAnswerHttp() {
        return isAnyTarget(target -> !target.probe().path().isEmpty());
    }

    private boolean isAnyTarget(Predicate<Target> what) {
        RouteTable.Bound bound = lane.proxy().table().at(listener);
        return bound != null
                && bound.targetPort() == 0
                && bound.route().pool().targets().stream().anyMatch(what);
    }

    private void after(ChannelHandlerContext ctx, Duration time, Runnable work) {
        Future<?> before = timer;
        if (before != null) {
            before.cancel(false);
        }
        timer = ctx.executor().schedule(work, time.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void answer(ChannelHandlerContext ctx) {
        if (decide()) {
            new Entrance.Named(listener).open(lane, client);
            ctx.fireChannelRead(seen);
            ctx.fireChannelReadComplete();
            ctx.pipeline().remove(this);
        }
    }

    private void relay() {
        if (!decide()) {
            return;
        }
        RouteTable.Bound bound = lane.proxy().table().at(listener);
        client.pipeline().remove(this);
        if (bound == null) {
            seen.release();
            client.close();
        } else {
            new Relay(lane, client, bound, seen).start();
        }
    }

    /** True once: for who takes the bytes. */
    private boolean decide() {
        Future<?> running = timer;
        if (running != null) {
            running.cancel(false);
        }
        boolean isFirst = !isDecided;
        isDecided = true;
        return isFirst;
    }
}
