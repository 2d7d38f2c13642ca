package mvi.engines.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.StreamType;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import mvi.engines.base.Problem;
import org.jspecify.annotations.Nullable;

/** Standard streams of commands and containers. */
public final class EngineStreams {
    /** A session that lasts longer is cut. */
    static final Duration SESSION_LIMIT = Duration.ofHours(24);

    private final DockerClient client;

    EngineStreams(DockerClient client) {
        this.client = client;
    }

    /** Where a command's output goes, and where its input comes from; null for none. */
    public record Ends(@Nullable InputStream in, OutputStream out, OutputStream err) {}

    /** Runs a command in a running container until it ends; its exit code. */
    public int exec(String id, List<String> command, Map<String, String> environment, Ends ends)
            throws IOException {
        String exec =
                Calls.within(
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
        var start = client.execStartCmd(exec).withDetach(false).withTty(false);
        if (ends.in() != null) {
            start.withStdIn(ends.in());
        }
        try (FrameCopy copy = start.exec(new FrameCopy(ends))) {
            copy.await("run a command in container " + id);
        }
        return Calls.within(
                Calls.QUICK,
                "read a command's exit code",
                () -> {
                    Long code = client.inspectExecCmd(exec).exec().getExitCodeLong();
                    return code == null ? -1 : code.intValue();
                });
    }

    /**
     * Everything that a container has written and writes until it ends. {@code attached} runs once
     * the streams are connected: the place to start a container whose first byte matters.
     */
    public void attach(String id, Ends ends, Runnable attached) throws IOException {
        var command =
                client.attachContainerCmd(id)
                        .withStdOut(true)
                        .withStdErr(true)
                        .withFollowStream(true)
                        .withLogs(true);
        if (ends.in() != null) {
            command.withStdIn(ends.in());
        }
        try (FrameCopy copy = command.exec(new FrameCopy(ends))) {
            copy.awaitConnected();
            attached.run();
            copy.await("attach to container " + id);
        } catch (ConflictException | NotFoundException ended) {
            throw Calls.problem("attach to container " + id, ended);
        }
    }

    /** What a container has written; with {@code follow} until it ends. */
    public void logs(String id, boolean follow, Ends ends) throws IOException {
        try (FrameCopy copy =
                client.logContainerCmd(id)
                        .withStdOut(true)
                        .withStdErr(true)
                        .withTailAll()
                        .withFollowStream(follow)
                        .exec(new FrameCopy(ends))) {
            copy.await("read the output of container " + id);
        }
    }

    /** Copies frames to our ends; the first failure on either side ends it. */
    private static final class FrameCopy extends ResultCallback.Adapter<Frame> {
        private static final long CONNECT_SECONDS = 30;

        private final Ends ends;
        private final CountDownLatch ended = new CountDownLatch(1);
        private volatile @Nullable IOException broken;
        private volatile @Nullable Throwable failure;

        FrameCopy(Ends ends) {
            this.ends = ends;
        }

        @Override
        public void onNext(Frame frame) {
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

        void awaitConnected() {
            try {
                awaitStarted(CONNECT_SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
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
