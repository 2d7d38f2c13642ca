package mvi.start.data;

import java.io.IOException;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import mvi.engines.base.ByteCount;
import mvi.engines.base.ByteSource;
import mvi.engines.base.Problem;
import org.jspecify.annotations.Nullable;

/**
 * Room in memory for bodies that have to be there whole, because their hash is signed, until they
 * are passed on. Who finds none waits, and its body in its socket. What is small needs none: there
 * can only be so many of those.
 */
final class BodyRoom {
    /** Data has 128 MiB, and a body takes up to three times its length while it is read. */
    private static final ByteCount ROOM = ByteCount.mib(18);

    private static final ByteCount SMALL = ByteCount.kib(16);

    private static final Duration WAIT = Duration.ofSeconds(10);

    private final Semaphore bytes = new Semaphore((int) ROOM.bytes(), true);

    /**
     * Throws LIMIT {@code body-too-large} or {@code no-room}.
     *
     * @param length of the body, if it is known
     */
    Place take(OptionalLong length, ByteCount largest) {
        long wanted = length.orElse(largest.bytes());
        if (wanted > largest.bytes()) {
            throw Problem.limit("body-too-large", "the body is larger than " + largest);
        }
        int taken = wanted <= SMALL.bytes() ? 0 : (int) wanted;
        try {
            if (taken > 0 && !bytes.tryAcquire(taken, WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
                throw Problem.limit(
                        "no-room", "too many large bodies are on their way: try again later");
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
            throw Problem.unavailable("no-room", "interrupted", ended);
        }
        return new Place(taken);
    }

    /** For one body, which is given up once. */
    final class Place {
        private final int taken;
        private final AtomicBoolean isGivenUp = new AtomicBoolean();

        private Place(int taken) {
            this.taken = taken;
        }

        void giveUp() {
            if (!isGivenUp.getAndSet(true)) {
                bytes.release(taken);
            }
        }

        /** The body, which is forgotten when it is closed, and its place with it. */
        ByteSource filledWith(byte[] body) {
            return new Passing(body, this);
        }
    }

    /** Read by one thread; closed by any. */
    private static final class Passing implements ByteSource {
        private final Place place;
        private final long length;
        private volatile @Nullable ByteSource body;

        private Passing(byte[] body, Place place) {
            this.body = ByteSource.of(body);
            this.length = body.length;
            this.place = place;
        }

        @Override
        public OptionalLong length() {
            return OptionalLong.of(length);
        }

        @Override
        public boolean isInMemory() {
            return true;
        }

        @Override
        public int read(byte[] into, int offset, int count) throws IOException {
            ByteSource left = body;
            if (left == null) {
                throw new IOException("the body is closed");
            }
            return left.read(into, offset, count);
        }

        @Override
        public void close() {
            body = null;
            place.giveUp();
        }
    }
}
