package mvi.engines.proxy;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestEncoder;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/** One connection to a target: serves one exchange at a time, then rests in its lane. */
final class TargetConnection extends ChannelInboundHandlerAdapter implements TargetSide {
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

    @Override
    public Target target() {
        return target;
    }

    TargetResponseDecoder decoder() {
        return decoder;
    }

    /** When it served a request before, the target may have been closing it. */
    @Override
    public boolean mayBeUnseen() {
        return wasUsed;
    }

    boolean isUsable() {
        Channel to = channel;
        return to != null && to.isActive() && !isSpoiled;
    }

    @Override
    public boolean isWritable() {
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

    @Override
    public void begin(Exchange next, HttpRequest head) {
        exchange = next;
        decoder.expect(head.method());
        Channel to = channel();
        to.config().setAutoRead(true);
        to.write(head);
    }

    @Override
    public void write(HttpContent content) {
        channel().write(content);
    }

    @Override
    public void flush() {
        channel().flush();
    }

    @Override
    public void reading(boolean isReading) {
        Channel from = channel();
        if (from.config().isAutoRead() != isReading) {
            from.config().setAutoRead(isReading);
        }
    }

    @Override
    public void rest() {
        exchange = null;
        wasUsed = true;
        // They would be the next request's answer before it was asked.
        isSpoiled |= decoder.holdsMore();
        reading(true);
        lane.giveBack(this);
    }

    void restSince(long nanos) {
        restingSince = nanos;
    }

    long restingSince() {
        return restingSince;
    }

    @Override
    public void close() {
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

    /** Leaves the pipeline to a tunnel's end. */
    void becomeTunnel(ChannelEnd end) {
        ChannelPipeline pipeline = channel().pipeline();
        pipeline.addLast(end);
        pipeline.remove(this);
        // The codec hands on what it holds beyond the head when it is removed, so it goes last.
        pipeline.remove(HttpRequestEncoder.class);
        pipeline.remove(JoinedWrites.class);
        pipeline.remove(decoder);
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
