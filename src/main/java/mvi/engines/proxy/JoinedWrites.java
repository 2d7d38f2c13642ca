package mvi.engines.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.util.concurrent.PromiseNotifier;
import org.jspecify.annotations.Nullable;

/**
 * Makes one buffer of a head and a short body that is written after it: the socket takes one buffer
 * for less than two, and copying so few bytes costs next to nothing. For HTTP/1 only: the codec of
 * HTTP/2 writes the parts of a frame by one promise that counts them.
 */
final class JoinedWrites extends ChannelOutboundHandlerAdapter {
    private static final int MOST_BYTES = 4096;

    private @Nullable ByteBuf joined;
    private @Nullable ChannelPromise written;

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        if (message instanceof ByteBuf next && join(next, promise)) {
            return;
        }
        passOn(ctx);
        if (message instanceof ByteBuf next && isOpenEnded(next)) {
            joined = next;
            written = promise;
        } else {
            ctx.write(message, promise);
        }
    }

    @Override
    public void flush(ChannelHandlerContext ctx) {
        passOn(ctx);
        ctx.flush();
    }

    /** Also when the channel is closed, whose writes fail and are released. */
    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        passOn(ctx);
    }

    private boolean join(ByteBuf next, ChannelPromise promise) {
        ByteBuf before = joined;
        if (before == null
                || written == null
                || before.readableBytes() + next.readableBytes() > MOST_BYTES) {
            return false;
        }
        before.writeBytes(next);
        next.release();
        written.addListener(new PromiseNotifier<>(promise));
        return true;
    }

    /**
     * Nobody else holds it, and there may be more of it: a fresh buffer, no slice of what came,
     * none of the constants that the codec ends chunks with.
     */
    private static boolean isOpenEnded(ByteBuf bytes) {
        return bytes.isReadable()
                && !bytes.isReadOnly()
                && bytes.refCnt() == 1
                && bytes.readableBytes() < MOST_BYTES
                && bytes.maxWritableBytes() >= MOST_BYTES;
    }

    private void passOn(ChannelHandlerContext ctx) {
        ByteBuf bytes = joined;
        ChannelPromise promise = written;
        joined = null;
        written = null;
        if (bytes != null && promise != null) {
            ctx.write(bytes, promise);
        }
    }
}
