package mvi.services.database.core;

import java.nio.ByteBuffer;

/**
 * Collects a log as it streams in and cuts it into pieces for the archive. What it holds is bounded
 * by {@link #MOST}. Not for several threads.
 */
public final class WalCollector {
    /** Of a piece, in the clear: it is held in memory for each instance. */
    public static final int MOST = 4 * 1024 * 1024;

    private final int timeline;
    private final byte[] held = new byte[MOST];
    private Lsn start;
    private int length;

    public WalCollector(int timeline, Lsn start) {
        this.timeline = timeline;
        this.start = start;
    }

    /** Takes what fits. More comes after {@link #cut} when {@link #isFull}. */
    public void take(ByteBuffer log) {
        long room = Math.min(MOST - length, start.segmentEnd().minus(end()));
        int count = (int) Math.min(room, log.remaining());
        log.get(held, length, count);
        length += count;
    }

    public boolean isEmpty() {
        return length == 0;
    }

    /** Whether the piece can't grow: at its limit, or at the end of a segment. */
    public boolean isFull() {
        return length == MOST || (length > 0 && end().equals(start.segmentEnd()));
    }

    /** What is held, as a piece; there is something. */
    public WalPiece piece() {
        return new WalPiece(timeline, start, end());
    }

    /** The piece's bytes are the first of these. */
    public byte[] bytes() {
        return held;
    }

    /** The next piece begins where this one ends. */
    public void cut() {
        start = end();
        length = 0;
    }

    /** Exclusive, of all that was taken. */
    public Lsn end() {
        return start.plus(length);
    }
}
