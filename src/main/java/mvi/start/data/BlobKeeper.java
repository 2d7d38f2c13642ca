package mvi.start.data;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import mvi.engines.base.Bell;
import mvi.engines.base.Clock;
import mvi.engines.base.Events;
import mvi.engines.base.Kind;
import mvi.engines.base.Problem;
import mvi.services.blob.BucketName;
import mvi.services.blob.core.BlobCore;
import mvi.services.blob.core.Expired;

/**
 * What Blob has to do beside its requests: its buckets' lifecycle rules, soon after the start, then
 * each hour and after each midnight (UTC), by which they count; and the check of all its data, a
 * little at a time in between. What fails is told and tried again the next time.
 */
final class BlobKeeper implements AutoCloseable {
    static final Duration LIFECYCLE_EVERY = Duration.ofHours(1);

    /** Requests that waited for the start go first. */
    static final Duration SOON = Duration.ofMinutes(1);

    /** So long at most until it looks at the clock again, which somebody may have set. */
    private static final Duration LOOK_EVERY = Duration.ofMinutes(1);

    /** How long the end waits for a deletion that has begun. */
    private static final Duration ENDING = Duration.ofSeconds(10);

    private final BlobCore blob;
    private final DataCheck check;
    private final Clock clock;
    private final Events events;
    private final Bell bell = new Bell();
    private final Thread thread =
            Thread.ofPlatform().name("blob-keeper").daemon().unstarted(this::keep);
    private Instant lifecycleDue;
    private Instant lastLook;
    private volatile boolean isClosed;

    BlobKeeper(BlobCore blob, DataCheck check, Clock clock, Events events) {
        this.blob = blob;
        this.check = check;
        this.clock = clock;
        this.events = events;
        this.lastLook = clock.now();
        this.lifecycleDue = lastLook.plus(SOON);
    }

    void start() {
        thread.start();
    }

    /** Somebody has asked for a check. */
    void wake() {
        bell.ring();
    }

    /** What has begun is put on record; the stores may close then. */
    @Override
    public void close() {
        isClosed = true;
        bell.ring();
        try {
            thread.join(ENDING.toMillis());
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    private void keep() {
        while (!isClosed) {
            long seen = bell.count();
            Duration untilNext = turn();
            try {
                if (untilNext.isPositive() && !isClosed) {
                    bell.await(seen, untilNext);
                }
            } catch (InterruptedException ended) {
                isClosed = true;
            }
        }
        tell("blob.check-failed", check::close);
    }

    /** Does what is due, but little of a check; how long there is nothing to do then. */
    Duration turn() {
        Instant now = clock.now();
        // A clock that was set back must not put everything off.
        if (now.isBefore(lastLook)) {
            lifecycleDue = now;
        }
        lastLook = now;
        if (!now.isBefore(lifecycleDue)) {
            lifecycleDue = nextAfter(now);
            tell("blob.lifecycle-failed", this::runLifecycle);
        }
        boolean isBusy = tell("blob.check-failed", check::goOn);
        if (isBusy) {
            return Duration.ZERO;
        }
        Duration untilDue = Duration.between(clock.now(), lifecycleDue);
        return untilDue.compareTo(LOOK_EVERY) < 0 ? untilDue : LOOK_EVERY;
    }

    private static Instant nextAfter(Instant time) {
        Instant hourLater = time.plus(LIFECYCLE_EVERY);
        Instant midnight = time.truncatedTo(ChronoUnit.DAYS).plus(1, ChronoUnit.DAYS);
        return midnight.isBefore(hourLater) ? midnight : hourLater;
    }

    /** Whether there is more of it at once. */
    private interface Chore {
        boolean run() throws InterruptedException;
    }

    /** False where it failed: its next time comes. */
    private boolean tell(String event, Chore chore) {
        try {
            return chore.run();
        } catch (InterruptedException ended) {
            isClosed = true;
            return false;
        } catch (RuntimeException failed) {
            if (!isClosed) {
                events.warn(event, "why", said(failed));
            }
            return false;
        }
    }

    private static String said(RuntimeException failed) {
        return failed instanceof Problem problem && !problem.detail().isEmpty()
                ? problem.detail()
                : String.valueOf(failed);
    }

    private boolean runLifecycle() {
        List<BucketName> buckets = blob.withLifecycle();
        Optional<Problem> stopped = Optional.empty();
        for (int i = 0; i < buckets.size() && stopped.isEmpty() && !isClosed; i++) {
            stopped = expire(buckets.get(i));
        }
        stopped.ifPresent(
                problem -> {
                    throw problem;
                });
        return false;
    }

    /** What would stop those of all other buckets too; what is one bucket's own is told. */
    private Optional<Problem> expire(BucketName bucket) {
        try {
            Expired expired = blob.expire(bucket, () -> isClosed);
            if (expired.total() > 0) {
                events.info(
                        "blob.expired",
                        "account",
                        bucket.account(),
                        "bucket",
                        bucket.name(),
                        "objects",
                        expired.objects(),
                        "versions",
                        expired.versions(),
                        "uploads",
                        expired.uploads());
            }
        } catch (Problem problem) {
            if (problem.kind() == Kind.UNAVAILABLE) {
                return Optional.of(problem);
            }
            events.warn(
                    "blob.lifecycle-failed",
                    "account",
                    bucket.account(),
                    "bucket",
                    bucket.name(),
                    "why",
                    said(problem));
        }
        return Optional.empty();
    }
}
