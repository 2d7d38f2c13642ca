package mvi.engines.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.FileRegion;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The blocking way out of a connection: {@link #send} waits while the channel's buffer is over its
 * high mark, and gives up on an other side that takes nothing for the idle time.
 */
final class Outlet {
    private final Channel channel;
    private final Duration silence;
    private final ReentrantLock waiting = new ReentrantLock();
    private final Condition changed = waiting.newCondition();

    Outlet(Channel channel, Duration silence) {
        this.channel = channel;
        this.silence = silence;
    }

    /** From the event loop: writability changed, a write was done, or the channel closed. */
    void wake() {
        waiting.lock();
        try {
            changed.signalAll();
        } finally {
            waiting.unlock();
        }
    }

    /** Takes over {@code message}, sent or not. */
    ChannelFuture send(Object message) throws IOException {
        try {
            awaitRoom();
        } catch (IOException stuck) {
            ReferenceCountUtil.release(message);
            throw stuck;
        }
        return channel.writeAndFlush(message);
    }

    /** Until the file has gone out, as long as it keeps moving. */
    void awaitSent(ChannelFuture sent, FileRegion region) throws IOException {
        sent.addListener(done -> wake());
        waiting.lock();
        try {
            long before = -1;
            while (!sent.isDone()) {
                if (region.transferred() == before) {
                    throw stuck();
                }
                before = region.transferred();
                pause(sent::isDone);
            }
        } finally {
            waiting.unlock();
        }
        if (!sent.isSuccess()) {
            throw new IOException("sending a file failed", sent.cause());
        }
    }

    private void awaitRoom() throws IOException {
        if (channel.isWritable() && channel.isActive()) {
            return;
        }
        waiting.lock();
        try {
            long before = -1;
            while (channel.isActive() && !channel.isWritable()) {
                long now = channel.bytesBeforeWritable();
                if (now == before) {
                    throw stuck();
                }
                before = now;
                pause(() -> channel.isWritable() || !channel.isActive());
            }
        } finally {
            waiting.unlock();
        }
        if (!channel.isActive()) {
            throw new IOException("the other side has gone");
        }
    }

    /** At most the idle time, or until {@code isOver}. */
    private void pause(java.util.function.BooleanSupplier isOver) throws IOException {
        long nanos = silence.toNanos();
        try {
            while (nanos > 0 && !isOver.getAsBoolean()) {
                nanos = changed.awaitNanos(nanos);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting to send");
        }
    }

    private IOException stuck() {
        channel.close();
        return new IOException("the other side took nothing for " + silence);
    }
}
