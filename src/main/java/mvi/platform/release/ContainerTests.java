package mvi.platform.release;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import mvi.engines.base.Bell;
import mvi.engines.base.Clock;
import mvi.engines.base.Problem;
import mvi.manifest.AppProcess.Test;
import mvi.platform.release.Actual.Verdict;
import mvi.services.container.Container;
import mvi.services.container.ContainerService;

/**
 * Runs the tests that manifests have for containers, each at its interval, and says what came out.
 * A container that ran before this process did is taken for well until its test says otherwise,
 * since nothing else than the control plane has changed; not so one of a release that is still to
 * prove itself.
 */
final class ContainerTests implements AutoCloseable {
    /** Each is a process in a container; more wait. */
    private static final int AT_ONCE = 16;

    /** Of one app, so that its slow tests keep no other app's waiting. */
    static final int AT_ONCE_PER_APP = 2;

    /** Of what a test said. */
    private static final int KEPT_BYTES = 400;

    private final ContainerService containers;
    private final Clock clock;
    private final Bell bell;
    private final Instant began;
    private final Semaphore room = new Semaphore(AT_ONCE);
    private final Map<String, Semaphore> roomOfApps = new ConcurrentHashMap<>();
    private final Map<String, Tested> tested = new ConcurrentHashMap<>();

    /**
     * @param bell rings when a verdict has changed
     */
    ContainerTests(ContainerService containers, Clock clock, Bell bell) {
        this.containers = containers;
        this.clock = clock;
        this.bell = bell;
        this.began = clock.now();
    }

    /**
     * What is known of a container.
     *
     * @param failure what its test said last when it failed; that none has run yet, or nothing
     */
    record Result(Verdict verdict, String failure) {}

    /** What is known now; from the first call on, the container is tested. */
    Result of(Container container, Test test, boolean isOnTrial) {
        Tested each =
                tested.computeIfAbsent(
                        container.id(),
                        id -> {
                            boolean isPresumedWell =
                                    !isOnTrial
                                            && container
                                                    .started()
                                                    .filter(began::isAfter)
                                                    .isPresent();
                            Tested fresh = new Tested(container, test, isPresumedWell);
                            fresh.thread =
                                    Thread.ofVirtual().name("test-" + id).start(fresh::keepTesting);
                            return fresh;
                        });
        return each.result;
    }

    Verdict verdict(String id) {
        Tested known = tested.get(id);
        return known == null ? Verdict.NONE : known.result.verdict();
    }

    /** Forgets all but these. */
    void retain(Collection<String> ids) {
        tested.entrySet()
                .removeIf(
                        each -> {
                            boolean isGone = !ids.contains(each.getKey());
                            if (isGone) {
                                each.getValue().thread.interrupt();
                            }
                            return isGone;
                        });
        roomOfApps
                .keySet()
                .retainAll(
                        tested.values().stream().map(each -> each.app).collect(Collectors.toSet()));
    }

    @Override
    public void close() {
        retain(java.util.List.of());
    }

    /** One container and its test. */
    private final class Tested {
        private final String id;
        private final String app;
        private final Semaphore roomOfApp;
        private final Test test;
        private volatile Result result;
        private volatile Thread thread = Thread.currentThread();
        private int failuresInRow;

        private Tested(Container container, Test test, boolean isPresumedWell) {
            this.id = container.id();
            this.app = container.labels().app();
            this.roomOfApp =
                    roomOfApps.computeIfAbsent(app, unused -> new Semaphore(AT_ONCE_PER_APP));
            this.test = test;
            this.result =
                    isPresumedWell
                            ? new Result(Verdict.PASSED, "")
                            : new Result(Verdict.WAITING, "its test has not run yet");
        }

        private void keepTesting() {
            try {
                while (true) {
                    // The app's own first: who waits for it holds nothing of the others'.
                    roomOfApp.acquire();
                    try {
                        room.acquire();
                        try {
                            once();
                        } finally {
                            room.release();
                        }
                    } finally {
                        roomOfApp.release();
                    }
                    clock.sleep(
                            result.verdict() == Verdict.WAITING
                                    ? test.startInterval()
                                    : test.interval());
                }
            } catch (InterruptedException forgotten) {
                Thread.currentThread().interrupt();
            }
        }

        private void once() throws InterruptedException {
            Tail said = new Tail();
            long began = clock.nanos();
            int code;
            try {
                code = containers.test(id, test.command(), test.timeout(), said);
            } catch (IOException | Problem notRun) {
                // Whoever can't be asked is as well as before: the engine may be away.
                return;
            }
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            boolean isLate = clock.nanos() - began > test.timeout().toNanos();
            judge(code == 0 && !isLate, isLate ? "no end in time" : "exit " + code + said);
        }

        private void judge(boolean isWell, String failure) {
            Result before = result;
            failuresInRow = isWell ? 0 : failuresInRow + 1;
            Verdict next = before.verdict();
            if (isWell) {
                next = Verdict.PASSED;
            } else if (next == Verdict.PASSED && failuresInRow >= test.retries()) {
                next = Verdict.FAILED;
            }
            result = new Result(next, isWell ? "" : "its test failed: " + failure);
            if (next != before.verdict()) {
                bell.ring();
            }
        }
    }

    /** The end of what a test said. */
    private static final class Tail extends OutputStream {
        private final byte[] kept = new byte[KEPT_BYTES];
        private int written;

        @Override
        public synchronized void write(int b) {
            kept[written++ % KEPT_BYTES] = (byte) b;
        }

        @Override
        public synchronized String toString() {
            byte[] text = new byte[Math.min(written, KEPT_BYTES)];
            for (int i = 0; i < text.length; i++) {
                text[i] = kept[(written - text.length + i) % KEPT_BYTES];
            }
            String said = new String(text, StandardCharsets.UTF_8).strip().replaceAll("\\s+", " ");
            return said.isEmpty() ? "" : ": " + said;
        }
    }
}
