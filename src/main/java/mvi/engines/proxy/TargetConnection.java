package mvi.engines.proxy;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/** One connection to a target: serves one exchange at a time, then rests in its lane. */
final class TargetConnection extends ChannelInboundHandlerAdapter {
    private final Lane lane;
    private final Target target;
    private final TargetResponseDecoder decoder;
    private @Nullable Channel channel;
    private @Nullable Exchange exchange;
    private boolean wasUsed;
    private boolean isSpoiled;
    private long restingSince;

    TargetConnection(Lane lane, Target target) {
        this.lane = lane;
        this.target = target;
        this.decoder = new TargetResponseDecoder(lane.proxy().limits());
    }

    Target target() {
        return target;
    }

    TargetResponseDecoder decoder() {
        return decoder;
    }

    /** Served a request before, so the target may be closing it right now. */
    boolean wasUsed() {
        return wasUsed;
    }

    boolean isUsable() {
        Channel to = channel;
        return to != null && to.isActive() && !isSpoiled;
    }

    boolean isWritable() {
        Channel to = channel;
        return to != null && to.isWritable();
    }

    void connected(Channel to) {
        channel = to;
    }

    Channel channel() {
        Channel to = channel;
        if (to == null) {
            throw new IllegalStateException("used before it was connected");
        }
        return to;
    }

    void begin(Exchange next, HttpRequest head) {
        exchange = next;
        decoder.expect(head.method());
        Channel to = channel();
        to.config().setAutoRead(true);
        to.write(head);
    }

    void write(HttpContent content) {
        channel().write(content);
    }

    void flush() {
        channel().flush();
    }

    void reading(boolean isReading) {
        Channel from = channel();
        if (from.config().isAutoRead() != isReading) {
            from.config().setAutoRead(isReading);
        }
    }

    /** The exchange is over, and its response came whole. */
    void rest() {
        exchange = null;
        wasUsed = true;
        reading(true);
        lane.giveBack(this);
    }

    void restSince(long nanos) {
        restingSince = nanos;
    }

    long restingSince() {
        return restingSince;
    }

    void close() {
        exchange = null;
        Channel open = channel;
        if (open != null) {
            open.close();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        Exchange now = exchange;
        if (now == null) {
            // Bytes that nobody asked for: whatever follows can't be told from an answer.
            isSpoiled = true;
            ReferenceCountUtil.release(message);
            ctx.close();
            return;
        }
        if (message instanceof HttpObject object && object.decoderResult().isFailure()) {
            ReferenceCountUtil.release(message);
            now.badResponse();
            return;
        }
        if (message instanceof HttpResponse head) {
            now.responseHead(head);
        }
        if (message instanceof HttpContent content) {
            Exchange still = exchange;
            if (still == null) {
                content.release();
                return;
            }
            still.responseContent(content);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        Exchange now = exchange;
        if (now != null) {
            now.responseReadComplete();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        Exchange now = exchange;
        if (now != null) {
            now.targetWritabilityChanged();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        gone(ctx);
        ctx.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        gone(ctx);
    }

    private void gone(ChannelHandlerContext ctx) {
        isSpoiled = true;
        Exchange now = exchange;
        exchange = null;
        if (now != null) {
            now.targetGone();
        } else {
            lane.forget(this);
        }
    }
}
