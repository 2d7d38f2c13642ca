package mvi.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** What a disk gives to a program that does nothing else. */
final class DiskPace {
    private static final int PIECE = 1 << 20;
    private static final long TICK_MILLIS = 1;
    private static final double SECOND = 1e9;

    private final Path folder;
    private long[] nanos = new long[1 << 14];
    private int done;

    DiskPace(Path folder) {
        this.folder = folder;
    }

    /** New files of so many bytes, one after the other, each written and synced. */
    SteadyLoad.Times files(int bytes, Duration time) throws IOException {
        done = 0;
        ByteBuffer piece = ByteBuffer.allocateDirect(PIECE);
        long began = System.nanoTime();
        long now = began;
        while (now - began < time.toNanos()) {
            Path file = folder.resolve("pace-" + done % 2);
            Files.deleteIfExists(file);
            try (FileChannel channel =
                    FileChannel.open(
                            file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                for (int left = bytes; left > 0; left -= PIECE) {
                    piece.clear().limit(Math.min(PIECE, left));
                    channel.write(piece);
                }
                channel.force(true);
            }
            count(System.nanoTime() - now);
            now = System.nanoTime();
        }
        Files.deleteIfExists(folder.resolve("pace-0"));
        Files.deleteIfExists(folder.resolve("pace-1"));
        return times(now - began);
    }

    /** A record's bytes, and who waits for them to be durable. */
    private record Waiting(long began, Semaphore durable) {}

    /**
     * Writers that each have one record under way; all that wait are appended to one file by one
     * thread and synced together.
     */
    SteadyLoad.Times commits(int writers, int bytes, Duration time)
            throws IOException, InterruptedException {
        done = 0;
        LinkedBlockingQueue<Waiting> queue = new LinkedBlockingQueue<>();
        long began = System.nanoTime();
        long end = began + time.toNanos();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < writers; i++) {
            threads.add(Thread.ofPlatform().start(() -> write(queue, end)));
        }
        Path file = folder.resolve("pace-log");
        try (FileChannel log =
                FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ByteBuffer group = ByteBuffer.allocateDirect(writers * bytes);
            List<Waiting> together = new ArrayList<>();
            while (System.nanoTime() < end) {
                Waiting first = queue.poll(TICK_MILLIS, TimeUnit.MILLISECONDS);
                if (first == null) {
                    continue;
                }
                together.add(first);
                queue.drainTo(together, writers - 1);
                group.clear().limit(together.size() * bytes);
                log.write(group);
                log.force(false);
                long now = System.nanoTime();
                for (Waiting each : together) {
                    count(now - each.began());
                    each.durable().release();
                }
                together.clear();
            }
        } finally {
            Files.delete(file);
        }
        SteadyLoad.Times times = times(System.nanoTime() - began);
        while (threads.stream().anyMatch(Thread::isAlive)) {
            queue.forEach(each -> each.durable().release());
            queue.clear();
            Thread.sleep(1);
        }
        return times;
    }

    private static void write(LinkedBlockingQueue<Waiting> queue, long end) {
        Semaphore durable = new Semaphore(0);
        while (System.nanoTime() < end) {
            queue.add(new Waiting(System.nanoTime(), durable));
            durable.acquireUninterruptibly();
        }
    }

    private void count(long took) {
        if (done == nanos.length) {
            nanos = Arrays.copyOf(nanos, 2 * done);
        }
        nanos[done++] = took;
    }

    private SteadyLoad.Times times(long took) {
        long[] sorted = Arrays.copyOf(nanos, done);
        Arrays.sort(sorted);
        return new SteadyLoad.Times(sorted, done / (took / SECOND));
    }
}
