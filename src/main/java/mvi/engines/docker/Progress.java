package mvi.engines.docker;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.ResponseItem;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import mvi.engines.base.Kind;
import mvi.engines.base.Problem;
import org.jspecify.annotations.Nullable;

/**
 * The output of a build, pull or push: cut into lines, handed on while it runs, its last ones kept
 * for the message of a failure.
 */
public final class Progress<T extends ResponseItem> extends ResultCallback.Adapter<T> {
    /** How many of the last lines a failure quotes. */
    static final int KEPT_LINES = 20;

    /** A line without an end is handed on at this length. */
    static final int LINE_CHARACTERS = 8192;

    private final String attempted;
    private final Lines lines;
    private final StringBuilder partial = new StringBuilder();
    private final Deque<String> last = new ArrayDeque<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private String failureCode = "container-failed";
    private volatile @Nullable String error;
    private volatile @Nullable Throwable failure;

    /** Gets each line; an exception ends the operation. */
    @FunctionalInterface
    public interface Lines {
        void line(String text) throws IOException;
    }

    Progress(String attempted, Lines lines) {
        this.attempted = attempted;
        this.lines = lines;
    }

    Progress<T> failingAs(String code) {
        failureCode = code;
        return this;
    }

    @Override
    public void onNext(T item) {
        if (failure != null) {
            return;
        }
        String said = item.getErrorDetail() == null ? null : item.getErrorDetail().getMessage();
        if (said != null) {
            error = said.strip();
            return;
        }
        try {
            if (item.getStream() != null) {
                split(item.getStream());
            } else if (item.getStatus() != null && item.getProgressDetail() == null) {
                emit(
                        item.getId() == null
                                ? item.getStatus()
                                : item.getId() + ": " + item.getStatus());
            }
        } catch (IOException gone) {
            onError(gone);
        }
    }

    @Override
    public void onError(Throwable thrown) {
        if (failure == null) {
            failure = thrown;
        }
        super.onError(thrown);
        ended.countDown();
    }

    @Override
    public void onComplete() {
        super.onComplete();
        ended.countDown();
    }

    private void split(String text) throws IOException {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '\n') {
                partial.append(c);
            }
            if (c == '\n' || partial.length() >= LINE_CHARACTERS) {
                flush();
            }
        }
    }

    private void flush() throws IOException {
        String line = partial.toString().stripTrailing();
        partial.setLength(0);
        emit(line);
    }

    private void emit(String line) throws IOException {
        if (last.size() == KEPT_LINES) {
            last.removeFirst();
        }
        last.addLast(line);
        lines.line(line);
    }

    /** Returns when it has succeeded. */
    void await() {
        try {
            if (!ended.await(Calls.SLOW.toSeconds(), TimeUnit.SECONDS)) {
                throw Problem.limit(
                        "engine-too-slow",
                        "The engine did not "
                                + attempted
                                + " within "
                                + Calls.SLOW.toMinutes()
                                + " minutes.");
            }
            if (!partial.isEmpty()) {
                flush();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw Calls.problem(attempted, interrupted);
        } catch (IOException gone) {
            throw Calls.problem(attempted, gone);
        } finally {
            try {
                close();
            } catch (IOException ignored) {
                // The stream has ended, or is of no more use.
            }
        }
        check();
    }

    private void check() {
        String said = error;
        if (said != null) {
            String tail = String.join("\n", last).strip();
            throw new Problem(
                    failureCode,
                    Kind.INVALID,
                    "Could not "
                            + attempted
                            + ": "
                            + EngineWords.of(said)
                            + (tail.isEmpty() ? "" : "\n" + tail),
                    "",
                    null);
        }
        Throwable thrown = failure;
        if (thrown instanceof com.github.dockerjava.api.exception.DockerException refused
                && failureCode.equals("build-failed")) {
            throw new Problem(
                    failureCode,
                    Kind.INVALID,
                    "Could not " + attempted + ": " + Calls.words(refused),
                    "",
                    refused);
        }
        if (thrown != null) {
            throw Calls.problem(attempted, thrown);
        }
    }
}
