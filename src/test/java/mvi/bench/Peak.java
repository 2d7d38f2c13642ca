package mvi.bench;

import java.io.IOException;

/** Follows how much memory of a process is resident, by a thread of its own. */
final class Peak implements AutoCloseable {
    private static final long EVERY_MILLIS = 50;

    private final Process process;
    private final Thread thread;
    private volatile long mostMib;
    private volatile boolean isOver;

    Peak(Process process) {
        this.process = process;
        this.thread = Thread.ofPlatform().name("bench-peak").start(this::follow);
    }

    private void follow() {
        try {
            while (!isOver) {
                mostMib = Math.max(mostMib, Proc.residentMib(process));
                Thread.sleep(EVERY_MILLIS);
            }
        } catch (IOException | InterruptedException failed) {
            throw new IllegalStateException(failed);
        }
    }

    long mostMib() {
        return mostMib;
    }

    @Override
    public void close() throws InterruptedException {
        isOver = true;
        thread.join();
    }
}
