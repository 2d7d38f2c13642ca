package mvi.engines.proxy;

import io.netty.buffer.ByteBuf;
import java.util.concurrent.TimeUnit;

/**
 * A connection that is upgraded (WebSocket and its like) or was never HTTP: bytes both ways until
 * both sides have ended, or one has hung up. It outlives every change of routes; the claim on its
 * target ends with it.
 */
final class Tunnel implements Ticked {
    private final Lane lane;
    private final End client;
    private final End target;
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

    /** One of the two that the tunnel joins. */
    interface End {
        /** What it receives, and what becomes of it, is told to this from here on. */
        void leadsBy(Way way);

        boolean isOpen();

        /** It will send no more. */
        boolean hasEnded();

        void write(ByteBuf bytes);

        void flush();

        boolean isWritable();

        void reading(boolean isReading);

        /** Sends what was written, then that there will be no more. */
        void finish(Runnable finished);

        /** As soon as it took what was written. */
        void closeFlushed();

        void close();
    }

    private Tunnel(Lane lane, End client, End target, Ended ended) {
        this.lane = lane;
        this.client = client;
        this.target = target;
        this.ended = ended;
        this.lastByteNanos = lane.now();
    }

    static Tunnel between(Lane lane, End client, End target, Ended ended) {
        Tunnel tunnel = new Tunnel(lane, client, target, ended);
        client.leadsBy(tunnel.new Way(client, target));
        target.leadsBy(tunnel.new Way(target, client));
        return tunnel;
    }

    /** Both ends are where they tell their ways. */
    void begin() {
        lane.add(this);
        client.reading(true);
        target.reading(true);
        if (!client.isOpen() || !target.isOpen()) {
            close();
        } else if (client.hasEnded()) {
            ended(target);
        }
    }

    /** One side will send no more; the other may still have something to say. */
    private void ended(End other) {
        ends++;
        other.finish(
                () -> {
                    // What the slower side still has to take has gone out by then.
                    if (++passedEnds == 2) {
                        close();
                    }
                });
    }

    @Override
    public void tick(long nowNanos) {
        if (Ticked.isPast(nowNanos, lastByteNanos, lane.proxy().limits().tunnelIdleTime())) {
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
    private void closeFlushed(End end) {
        end.closeFlushed();
        long lingerMillis = lane.proxy().limits().lingerTime().toMillis();
        lane.loop().schedule(end::close, lingerMillis, TimeUnit.MILLISECONDS);
    }

    /** One direction: what an end tells of itself. */
    final class Way {
        private final End from;
        private final End other;

        private Way(End from, End other) {
            this.from = from;
            this.other = other;
        }

        void received(ByteBuf bytes) {
            if (isClosed) {
                bytes.release();
                return;
            }
            lastByteNanos = lane.now();
            if (from == client) {
                bytesIn += bytes.readableBytes();
            } else {
                bytesOut += bytes.readableBytes();
            }
            other.write(bytes);
            if (!other.isWritable()) {
                other.flush();
                from.reading(other.isWritable());
            }
        }

        void receivedAll() {
            other.flush();
        }

        /** The end itself takes more, or no more for now. */
        void backWritable(boolean isWritable) {
            other.reading(isWritable);
        }

        void ended() {
            Tunnel.this.ended(other);
        }

        void broken() {
            close();
        }

        void gone() {
            // Once both have said all, what is left is on its way to the other side.
            if (ends < 2) {
                close();
            }
        }
    }
}
