package mvi.engines.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.StreamType;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import mvi.engines.base.Kind;
import mvi.engines.base.Problem;
import org.jspecify.annotations.Nullable;

/** Standard streams of commands and containers. */
public final class EngineStreams {
    /** A session that lasts longer is cut. */
    static final Duration SESSION_LIMIT = Duration.ofHours(24);

    private static final int LOG_ATTEMPTS = 10;

    /** How long the end of a container's log may come after the container's own. */
    private static final Duration AFTER_END = Duration.ofSeconds(2);

    private final DockerClient client;
    private final Path socket;

    EngineStreams(DockerClient client, Path socket) {
        this.socket = socket;
        this.client = client;
    }

    /** Where a command's output goes, and where its input comes from; null for none. */
    public record Ends(@Nullable InputStream in, OutputStream out, OutputStream err) {}

    /** Runs a command in a running container until it ends; its exit code. */
    public int exec(String id, List<String> command, Map<String, String> environment, Ends ends)
            throws IOException {
        return run(id, prepare(id, command, environment, ends), ends);
    }

    private String prepare(
            String id, List<String> command, Map<String, String> environment, Ends ends) {
        return Calls.within(
                Calls.QUICK,
                "prepare a command in container " + id,
                () ->
                        client.execCreateCmd(id)
                                .withCmd(command.toArray(String[]::new))
                                .withEnv(
                                        environment.entrySet().stream()
                                                .map(e -> e.getKey() + "=" + e.getValue())
                                                .toList())
                                .withAttachStdin(ends.in() != null)
                                .withAttachStdout(true)
                                .withAttachStderr(true)
                                .exec()
                                .getId());
    }

    private int run(String id, String exec, Ends ends) throws IOException {
        new Hijack(socket)
                .run(
                        "run a command in container " + id,
                        "/exec/" + exec + "/start",
                        "{\"Detach\":false,\"Tty\":false}",
                        ends);
        return Calls.within(
                Calls.QUICK,
                "read a command's exit code",
                () -> {
                    Long code = client.inspectExecCmd(exec).exec().getExitCodeLong();
                    return code == null ? -1 : code.intValue();
                });
    }

    /**
     * As {@link #exec(String, List, Map, Ends)}, but killed when it takes longer than that: no
     * engine does so itself.
     */
    public int exec(String id, List<String> command, Duration limit, Ends ends) throws IOException {
        String exec = prepare(id, command, Map.of(), ends);
        Thread killer = Thread.ofVirtual().name("engine-exec-limit").start(() -> end(exec, limit));
        try {
            return run(id, exec, ends);
        } finally {
            killer.interrupt();
        }
    }

    private void end(String exec, Duration limit) {
        try {
            Thread.sleep(limit);
        } catch (InterruptedException over) {
            return;
        }
        Long pid =
                Calls.within(
                        Calls.QUICK,
                        "find a command's process",
                        () -> client.inspectExecCmd(exec).exec().getPidLong());
        if (pid != null && pid > 1) {
            ProcessHandle.of(pid)
                    .ifPresent(
                            process -> {
                                process.descendants().forEach(ProcessHandle::destroyForcibly);
                                process.destroyForcibly();
                            });
        }
    }

    /**
     * Everything that a container has written and writes until it ends, read from the engine's log:
     * an attachment alone would miss what came before it, and podman 4.3 frames the log that an
     * attachment asks for wrongly. The attachment carries the input; podman sends the output on it
     * unasked, which is dropped, since the log has it.
     *
     * @param untilItEnds returns when the container has ended
     */
    public void attach(String id, Ends ends, Runnable untilItEnds) throws IOException {
        Ends inputOnly =
                new Ends(
                        ends.in(),
                        OutputStream.nullOutputStream(),
                        OutputStream.nullOutputStream());
        Thread input =
                Thread.ofVirtual()
                        .name("engine-attach")
                        .start(
                                () -> {
                                    try {
                                        new Hijack(socket)
                                                .run(
                                                        "attach to container " + id,
                                                        "/containers/"
                                                                + id
                                                                + "/attach?stream=1&stdin=1",
                                                        "",
                                                        inputOnly);
                                    } catch (IOException | Problem ended) {
                                        // It ended before its input did; its output says the rest.
                                    }
                                });
        try {
            follow(id, ends, untilItEnds);
        } finally {
            input.interrupt();
        }
    }

    /**
     * Podman that begins to follow in the moment in which a container ends may miss the end, and
     * follows for ever: some time after it the log is read anew, without what was had.
     */
    private void follow(String id, Ends ends, Runnable untilItEnds) throws IOException {
        CountingStream out = new CountingStream(ends.out());
        CountingStream err = new CountingStream(ends.err());
        Ends counted = new Ends(ends.in(), out, err);
        boolean isWhole;
        try (FrameCopy copy = logs(id, true, counted)) {
            Thread watch =
                    Thread.ofVirtual()
                            .name("engine-end")
                            .start(
                                    () -> {
                                        try {
                                            untilItEnds.run();
                                        } catch (Problem unknown) {
                                            // Whether it has ended or not, its log says it.
                                        }
                                        copy.endWithin(AFTER_END);
                                    });
            try {
                copy.await("read the output of container " + id);
            } finally {
                watch.interrupt();
            }
            isWhole = copy.isWhole();
        }
        if (!isWhole) {
            out.again();
            err.again();
            logs(id, counted);
        }
    }

    /**
     * What a container has written. Podman that is asked in the moment in which a container ends
     * says so in place of the log, after a status of 200: it is asked again.
     */
    public void logs(String id, Ends ends) throws IOException {
        Optional<String> refusal = Optional.of("");
        for (int attempt = 0; attempt < LOG_ATTEMPTS && refusal.isPresent(); attempt++) {
            try (FrameCopy copy = logs(id, false, ends)) {
                copy.await("read the output of container " + id);
                refusal = copy.refusal();
            }
        }
        if (refusal.isPresent()) {
            throw new Problem(
                    "engine-unavailable",
                    Kind.UNAVAILABLE,
                    "The container engine did not read the output of container " + id + ".",
                    refusal.get(),
                    null);
        }
    }

    private FrameCopy logs(String id, boolean isFollowing, Ends ends) {
        return client.logContainerCmd(id)
                .withStdOut(true)
                .withStdErr(true)
                .withTailAll()
                .withFollowStream(isFollowing)
                .exec(new FrameCopy(ends));
    }

    /** Copies frames to our ends; the first failure on either side ends it. */
    private static final class FrameCopy extends ResultCallback.Adapter<Frame> {

        private final Ends ends;
        private final CountDownLatch ended = new CountDownLatch(1);
        private volatile @Nullable IOException broken;
        private volatile @Nullable String refusal;
        private volatile @Nullable Throwable failure;
        private boolean isCut;

        FrameCopy(Ends ends) {
            this.ends = ends;
        }

        @Override
        public synchronized void onNext(Frame frame) {
            if (isCut) {
                return;
            }
            if (frame.getStreamType() == StreamType.RAW) {
                // No container of ours has a terminal: these are the engine's own words.
                refusal = new String(frame.getPayload(), StandardCharsets.UTF_8);
                return;
            }
            OutputStream end = frame.getStreamType() == StreamType.STDERR ? ends.err() : ends.out();
            try {
                end.write(frame.getPayload());
                end.flush();
            } catch (IOException gone) {
                broken = gone;
                ended.countDown();
            }
        }

        @Override
        public void onError(Throwable thrown) {
            failure = thrown;
            super.onError(thrown);
            ended.countDown();
        }

        @Override
        public void onComplete() {
            super.onComplete();
            ended.countDown();
        }

        /** Cuts it after this time, between two frames. */
        void endWithin(Duration limit) {
            try {
                if (ended.await(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                    return;
                }
            } catch (InterruptedException over) {
                return;
            }
            synchronized (this) {
                isCut = true;
            }
            ended.countDown();
        }

        /** Whether it went to the end of the log. */
        synchronized boolean isWhole() {
            return !isCut && refusal == null;
        }

        Optional<String> refusal() {
            return Optional.ofNullable(refusal);
        }

        void await(String attempted) throws IOException {
            try {
                if (!ended.await(SESSION_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                    throw Problem.limit(
                            "session-too-long",
                            "The session was cut after " + SESSION_LIMIT.toHours() + " hours.");
                }
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", interrupted);
            }
            IOException gone = broken;
            if (gone != null) {
                throw gone;
            }
            Throwable thrown = failure;
            if (thrown != null) {
                throw Calls.problem(attempted, thrown);
            }
        }
    }
}
