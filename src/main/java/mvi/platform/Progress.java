package mvi.platform;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * What a long command says while it works. The command goes on whether or not somebody listens;
 * what a slow listener can't take is left out, but never the end.
 */
public final class Progress {
    /** Lines that wait for a slow listener. */
    private static final int WAITING = 4096;

    private final BlockingQueue<Said> waiting = new ArrayBlockingQueue<>(WAITING);
    private volatile Optional<Said> end = Optional.empty();

    /** One thing said. */
    public record Said(How how, String text, String release, String url, String code) {
        /** Whether it would go on without anybody who follows it. */
        public boolean isRecorded() {
            return how == How.STEP && !release.isEmpty();
        }

        /** The same as the end of what is told. */
        public Said asEnd() {
            return new Said(How.DONE, release + " is on its way", release, url, code);
        }

        public boolean isEnd() {
            return how == How.DONE || how == How.FAILED;
        }
    }

    /** The four sorts. */
    public enum How {
        STEP,
        OUTPUT,
        DONE,
        FAILED
    }

    void step(String text) {
        boolean unused = waiting.offer(new Said(How.STEP, text, "", "", ""));
    }

    /** A release is on record: all that follows happens by itself. */
    void recorded(String text, String release, String url) {
        boolean unused = waiting.offer(new Said(How.STEP, text, release, url, ""));
    }

    void output(String text) {
        boolean unused = waiting.offer(new Said(How.OUTPUT, text, "", "", ""));
    }

    void done(String text, String release, String url) {
        end = Optional.of(new Said(How.DONE, text, release, url, ""));
    }

    void failed(String text, String code) {
        end = Optional.of(new Said(How.FAILED, text, "", "", code));
    }

    /** The next thing, waiting at most so long; the end comes after all else. */
    public Optional<Said> next(Duration limit) throws InterruptedException {
        long slices = Math.max(1, limit.toMillis() / 50);
        for (long i = 0; i < slices; i++) {
            Optional<Said> ended = end;
            Said said = waiting.poll(ended.isPresent() ? 0 : 50, TimeUnit.MILLISECONDS);
            if (said != null) {
                return Optional.of(said);
            }
            if (ended.isPresent()) {
                return ended;
            }
        }
        return Optional.empty();
    }
}
