package mvi.services.blob.back;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import mvi.services.blob.Bucket;
import mvi.services.blob.BucketName;
import mvi.services.blob.BucketSettings;
import org.junit.jupiter.api.Test;

final class KnownBucketsTest {
    private static final BucketName NAME = new BucketName("000000000001", "files");

    private final KnownBuckets known = new KnownBuckets();

    @Test
    void isReadOnceUntilItIsForgotten() {
        AtomicInteger reads = new AtomicInteger();
        for (int i = 0; i < 3; i++) {
            known.get(NAME, _ -> made(reads.incrementAndGet()));
        }
        assertThat(reads).hasValue(1);
        known.forget(NAME);
        assertThat(known.get(NAME, _ -> made(reads.incrementAndGet()))).isEqualTo(made(2));
    }

    @Test
    void aReaderThatBeganBeforeAChangeDoesNotBringTheOldOneBack() throws InterruptedException {
        AtomicReference<Optional<Bucket>> stored = new AtomicReference<>(made(1));
        CountDownLatch reading = new CountDownLatch(1);
        CountDownLatch mayReturn = new CountDownLatch(1);
        Thread reader =
                Thread.ofPlatform()
                        .start(
                                () ->
                                        known.get(
                                                NAME,
                                                _ -> {
                                                    Optional<Bucket> old = stored.get();
                                                    reading.countDown();
                                                    await(mayReturn);
                                                    return old;
                                                }));
        reading.await();
        stored.set(made(2));
        Thread writer = Thread.ofPlatform().start(() -> known.forget(NAME));
        while (writer.getState() == Thread.State.NEW
                || writer.getState() == Thread.State.RUNNABLE) {
            Thread.onSpinWait();
        }
        mayReturn.countDown();
        reader.join();
        writer.join();
        assertThat(known.get(NAME, _ -> stored.get())).isEqualTo(made(2));
    }

    @Test
    void keepsNoMoreThanItsBound() {
        AtomicInteger reads = new AtomicInteger();
        for (int i = 0; i <= KnownBuckets.MOST; i++) {
            known.get(new BucketName("000000000001", "files" + i), _ -> made(1));
        }
        known.get(new BucketName("000000000001", "files0"), _ -> made(reads.incrementAndGet()));
        assertThat(reads).hasValue(1);
    }

    private static Optional<Bucket> made(int second) {
        return Optional.of(new Bucket(NAME, Instant.ofEpochSecond(second), BucketSettings.PLAIN));
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }
}
