package mvi.engines.docker;

import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import mvi.engines.base.Kind;
import mvi.engines.base.Problem;
import org.jspecify.annotations.Nullable;

/**
 * Every call to the engine goes through here: it gets a deadline, since the library's own timeouts
 * don't hold on a Unix socket, and its failures become problems.
 */
final class Calls {
    static final Duration QUICK = Duration.ofSeconds(60);

    /** Pulls, pushes, builds, loads; a stop adds its own grace. */
    static final Duration SLOW = Duration.ofMinutes(60);

    private static final int READ_ATTEMPTS = 10;

    private Calls() {}

    /**
     * @param attempted for messages: {@code start container mvi-…}
     */
    static <T> T within(Duration limit, String attempted, Callable<T> call) {
        FutureTask<T> task = new FutureTask<>(call);
        Thread.ofVirtual().name("engine-call").start(task);
        try {
            return task.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            task.cancel(true);
            throw unavailable(attempted, "no answer within " + limit.toSeconds() + " s", late);
        } catch (InterruptedException interrupted) {
            task.cancel(true);
            Thread.currentThread().interrupt();
            throw unavailable(attempted, "mvi was interrupted", interrupted);
        } catch (ExecutionException failed) {
            throw problem(attempted, failed.getCause());
        }
    }

    /**
     * The same for a question that changes nothing. Podman fails when a container ends while it
     * looks, with the words of the file that it found gone; it is asked again.
     */
    static <T> T reading(String attempted, Callable<T> call) {
        return within(
                QUICK,
                attempted,
                () -> {
                    for (int attempt = 1; ; attempt++) {
                        try {
                            return call.call();
                        } catch (DockerException refused) {
                            if (attempt == READ_ATTEMPTS
                                    || !words(refused).contains("no such process")) {
                                throw refused;
                            }
                        }
                    }
                });
    }

    static Void run(Duration limit, String attempted, Runnable call) {
        return within(
                limit,
                attempted,
                () -> {
                    call.run();
                    return null;
                });
    }

    static Problem problem(String attempted, @Nullable Throwable failure) {
        return switch (failure) {
            case null -> Problem.bug(attempted, null);
            case Problem problem -> problem;
            case NotFoundException missing ->
                    new Problem(
                            "not-in-engine",
                            Kind.MISSING,
                            "The container engine could not " + attempted + ": " + words(missing),
                            "",
                            missing);
            case ConflictException conflict ->
                    new Problem(
                            "engine-conflict",
                            Kind.CONFLICT,
                            "The container engine could not " + attempted + ": " + words(conflict),
                            "",
                            conflict);
            case DockerException refused ->
                    new Problem(
                            "container-failed",
                            Kind.INVALID,
                            "The container engine could not " + attempted + ": " + words(refused),
                            "",
                            refused);
            case UncheckedIOException gone -> unavailable(attempted, reason(gone), gone);
            case RuntimeException other -> unavailable(attempted, reason(other), other);
            case Error error -> throw error;
            default -> unavailable(attempted, reason(failure), failure);
        };
    }

    static String words(DockerException refused) {
        return EngineWords.of(refused.getMessage());
    }

    private static Problem unavailable(String attempted, String why, Throwable cause) {
        return Problem.unavailable(
                "engine-unavailable",
                "The container engine did not "
                        + attempted
                        + ": "
                        + why
                        + ". See `mvi doctor` for the engine's state.",
                cause);
    }

    private static String reason(Throwable failure) {
        Throwable deepest = failure;
        while (deepest.getCause() != null && deepest.getCause() != deepest) {
            deepest = deepest.getCause();
        }
        String message = deepest.getMessage();
        return message == null || message.isBlank()
                ? deepest.getClass().getSimpleName()
                : message.strip();
    }
}
