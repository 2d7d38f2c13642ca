package mvi.engines.http;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.OptionalLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A body on its way from the event loop, which offers parts and never waits, to one reader, which
 * blocks. It is full above {@link #HIGH} bytes: the event loop then stops reading from the socket
 * until the reader has taken it below {@link #LOW}. It ends only by {@link #end()}; whatever else
 * happens makes the reader throw.
 */
final class BodyPipe implements TrailedBody {
    /** Two reads of the largest buffer Netty takes from a socket. */
    static final int HIGH = 128 * 1024;

    static final int LOW = 64 * 1024;

    /** A wait that no clock ends. */
    private static final Duration FOR_EVER = Duration.ofNanos(Long.MAX_VALUE);

    private final OptionalLong length;
    private Duration silence;
    private final Listener listener;
    private final ReentrantLock parting = new ReentrantLock();
    private final Condition arrived = parting.newCondition();
    private final ArrayDeque<ByteBuf> parts = new ArrayDeque<>();
    private long queued;
    private long received;
    private Headers trailers = Headers.NONE;
    private boolean hasEnded;
    private boolean isAbandoned;
    private boolean wasAsked;
    private @Nullable CutBodyException failure;

    /** What the connection behind the pipe hears, on the reader's thread. */
    interface Listener {
        /** The first read: the moment for 100 Continue. */
        void asked();

        /** There is room again. */
        void drained();

        /** The reader closed it before its end, or nothing came for too long. */
        void abandoned();
    }

    BodyPipe(OptionalLong length, Duration silence, Listener listener) {
        this.length = length;
        this.silence = silence;
        this.listener = listener;
    }

    /** Takes over one reference of {@code part}. */
    void offer(ByteBuf part) {
        parting.lock();
        try {
            received += part.readableBytes();
            if (isAbandoned || failure != null || !part.isReadable()) {
                part.release();
                return;
            }
            parts.add(part);
            queued += part.readableBytes();
            arrived.signal();
        } finally {
            parting.unlock();
        }
    }

    void end() {
        end(Headers.NONE);
    }

    void end(Headers behind) {
        parting.lock();
        try {
            trailers = behind;
            hasEnded = true;
            arrived.signal();
        } finally {
            parting.unlock();
        }
    }

    @Override
    public Headers trailers() {
        parting.lock();
        try {
            return trailers;
        } finally {
            parting.unlock();
        }
    }

    /** What was offered before is still read; then the reader throws. No effect after the end. */
    void fail(CutBodyException why) {
        parting.lock();
        try {
            if (!hasEnded && failure == null) {
                failure = why;
                arrived.signal();
            }
        } finally {
            parting.unlock();
        }
    }

    /** From now on the sender may be silent for as long as it likes. */
    void allowSilence() {
        parting.lock();
        try {
            silence = FOR_EVER;
        } finally {
            parting.unlock();
        }
    }

    boolean isFull() {
        parting.lock();
        try {
            return queued > HIGH;
        } finally {
            parting.unlock();
        }
    }

    boolean isMalformed() {
        parting.lock();
        try {
            return failure != null && failure.isMalformed();
        } finally {
            parting.unlock();
        }
    }

    boolean isCut() {
        parting.lock();
        try {
            return failure != null;
        } finally {
            parting.unlock();
        }
    }

    boolean wasAsked() {
        parting.lock();
        try {
            return wasAsked;
        } finally {
            parting.unlock();
        }
    }

    /** Bytes that have come so far, read or not. */
    long received() {
        parting.lock();
        try {
            return received;
        } finally {
            parting.unlock();
        }
    }

    /** From now on nobody reads: what is here and what comes is released. */
    void discard() {
        parting.lock();
        try {
            isAbandoned = true;
            parts.forEach(ByteBuf::release);
            parts.clear();
            queued = 0;
            arrived.signal();
        } finally {
            parting.unlock();
        }
    }

    @Override
    public OptionalLong length() {
        return length;
    }

    @Override
    public int read(byte[] into, int offset, int count) throws IOException {
        if (count == 0) {
            throw new IllegalArgumentException("a read of no bytes");
        }
        if (isFirstRead()) {
            listener.asked();
        }
        boolean hasRoomAgain = false;
        int taken;
        parting.lock();
        try {
            if (!awaitPart()) {
                return -1;
            }
            long before = queued;
            taken = take(into, offset, count);
            hasRoomAgain = before > LOW && queued <= LOW;
        } finally {
            parting.unlock();
        }
        if (hasRoomAgain) {
            listener.drained();
        }
        return taken;
    }

    private boolean isFirstRead() {
        parting.lock();
        try {
            boolean isFirst = !wasAsked;
            wasAsked = true;
            return isFirst;
        } finally {
            parting.unlock();
        }
    }

    /** True when a part is here, false at the clean end. */
    private boolean awaitPart() throws IOException {
        long nanos = silence.toNanos();
        while (parts.isEmpty()) {
            if (isAbandoned) {
                throw new IOException("the body was closed");
            }
            if (hasEnded) {
                return false;
            }
            if (failure != null) {
                throw copy(failure);
            }
            if (nanos <= 0) {
                failure = new CutBodyException("no byte of the body came for " + silence, false);
                listener.abandoned();
                throw failure;
            }
            try {
                nanos = arrived.awaitNanos(nanos);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted while waiting for a body");
            }
        }
        return true;
    }

    /** Made anew, so that the stack names the reader. */
    private static CutBodyException copy(CutBodyException failure) {
        CutBodyException thrown =
                new CutBodyException(String.valueOf(failure.getMessage()), failure.isMalformed());
        thrown.initCause(failure);
        return thrown;
    }

    private int take(byte[] into, int offset, int count) {
        int taken = 0;
        while (taken < count && !parts.isEmpty()) {
            ByteBuf part = parts.getFirst();
            int some = Math.min(count - taken, part.readableBytes());
            part.readBytes(into, offset + taken, some);
            taken += some;
            if (!part.isReadable()) {
                parts.removeFirst().release();
            }
        }
        queued -= taken;
        return taken;
    }

    @Override
    public void close() {
        boolean isEarly;
        parting.lock();
        try {
            isEarly = !isAbandoned && (!hasEnded || !parts.isEmpty());
        } finally {
            parting.unlock();
        }
        discard();
        if (isEarly) {
            listener.abandoned();
        }
    }
}
