package mvi.start.data;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import mvi.engines.base.ByteCount;
import mvi.engines.base.Clock;
import mvi.engines.base.Events;
import mvi.platform.observe.BlobChecks;
import mvi.services.blob.BlobCheck;
import mvi.services.blob.BlobDamage;
import mvi.services.blob.back.Scrubber;
import org.jspecify.annotations.Nullable;

/**
 * The check of Blob's data: a pass a week, and one when somebody asks, at a pace that leaves the
 * disk to requests. How far it is stands on record once a minute, so that it goes on there after a
 * restart; what it finds is told at once and on record within that minute.
 *
 * <p>Its thread is the keeper's.
 */
final class DataCheck {
    /** From the beginning of one pass to that of the next. */
    static final Duration EVERY = Duration.ofDays(7);

    /** Of a disk that does a hundred times as much: a terabyte takes a day and a half. */
    static final ByteCount BYTES_PER_SECOND = ByteCount.mib(8);

    static final Duration SAVED_EVERY = Duration.ofMinutes(1);

    /** After a pass that failed. */
    static final Duration AGAIN_AFTER = Duration.ofMinutes(10);

    /** What takes less is put together. */
    private static final Duration LEAST_PAUSE = Duration.ofMillis(10);

    /** What takes longer is cut, so that neither a lifecycle rule nor the end waits for it. */
    private static final Duration MOST_PAUSE = Duration.ofMillis(100);

    private static final long NANOS_PER_SECOND = Duration.ofSeconds(1).toNanos();

    private final BlobChecks checks;
    private final Function<BlobCheck, Scrubber> scrubbers;
    private final ByteCount bytesPerSecond;
    private final Clock clock;
    private final Events events;
    private final List<BlobDamage> unsaved = new ArrayList<>();
    private @Nullable Scrubber scrubber;

    /** Before that, only what somebody asks for. */
    private final long soonNanos;

    private long failedNanos;
    private boolean hasFailed;
    private long savedNanos;
    private long rows;
    private long owedNanos;

    /**
     * @param scrubbers goes on with a pass
     * @param bytesPerSecond how fast it reads
     */
    DataCheck(
            BlobChecks checks,
            Function<BlobCheck, Scrubber> scrubbers,
            ByteCount bytesPerSecond,
            Clock clock,
            Events events) {
        this.checks = checks;
        this.scrubbers = scrubbers;
        this.bytesPerSecond = bytesPerSecond;
        this.clock = clock;
        this.events = events;
        this.soonNanos = clock.nanos() + BlobKeeper.SOON.toNanos();
    }

    /** Does a little where a pass runs or is due; false where there is nothing to do by now. */
    boolean goOn() throws InterruptedException {
        try {
            Scrubber running = scrubber;
            if (running == null) {
                return begin();
            }
            step(running);
            return true;
        } catch (RuntimeException failed) {
            putOff();
            throw failed;
        }
    }

    /** Puts on record how far it is. */
    boolean close() {
        Scrubber running = scrubber;
        scrubber = null;
        if (running != null) {
            running.close();
            take(running);
            save(running.state());
        }
        return false;
    }

    private boolean begin() {
        if (hasFailed && clock.nanos() - failedNanos < AGAIN_AFTER.toNanos()) {
            return false;
        }
        Instant now = clock.now();
        BlobChecks.Passes passes = checks.passes();
        boolean isDue =
                passes.running().isPresent()
                        || passes.begun().map(begun -> isPast(begun, now)).orElse(true);
        boolean isSoon = clock.nanos() - soonNanos < 0;
        if (!passes.isAsked() && (!isDue || isSoon)) {
            return false;
        }
        BlobCheck check = passes.running().orElseGet(() -> BlobCheck.from(now, passes.bytesEver()));
        rows = Math.min(check.damaged(), BlobChecks.MOST_DAMAGES);
        save(check);
        scrubber = scrubbers.apply(check);
        events.info(
                passes.running().isPresent() ? "blob.check-continued" : "blob.check-started",
                "objects",
                check.objects());
        return true;
    }

    /** One from the future was begun before the clock was set back. */
    private static boolean isPast(Instant begun, Instant now) {
        return begun.isAfter(now) || !now.isBefore(begun.plus(EVERY));
    }

    private void step(Scrubber running) throws InterruptedException {
        if (owedNanos >= LEAST_PAUSE.toNanos()) {
            long pause = Math.min(owedNanos, MOST_PAUSE.toNanos());
            owedNanos -= pause;
            clock.sleep(Duration.ofNanos(pause));
            return;
        }
        owedNanos += running.step() * NANOS_PER_SECOND / bytesPerSecond.bytes();
        take(running);
        if (running.isOver()) {
            finish(running);
        } else if (clock.nanos() - savedNanos >= SAVED_EVERY.toNanos()
                || unsaved.size() >= BlobChecks.DAMAGES_AT_ONCE) {
            save(running.state());
        }
    }

    private void take(Scrubber running) {
        for (BlobDamage damage : running.takeFound()) {
            if (rows + unsaved.size() < BlobChecks.MOST_DAMAGES) {
                unsaved.add(damage);
                events.warn(
                        "blob.damaged",
                        "account",
                        damage.account(),
                        "bucket",
                        damage.bucket(),
                        "key",
                        damage.key(),
                        "version",
                        damage.version(),
                        "upload",
                        damage.upload(),
                        "what",
                        damage.what());
            }
        }
    }

    private void save(BlobCheck check) {
        checks.save(check, (int) rows, unsaved);
        rows += unsaved.size();
        unsaved.clear();
        savedNanos = clock.nanos();
    }

    private void finish(Scrubber over) {
        BlobCheck check = over.state();
        save(check);
        over.close();
        scrubber = null;
        events.info(
                "blob.checked",
                "objects",
                check.objects(),
                "bytes",
                check.bytes(),
                "damaged",
                check.damaged(),
                "orphans",
                check.orphans());
        checks.dropOthers(check);
    }

    /** What it did since it was last on record is done again then. */
    private void putOff() {
        Scrubber failed = scrubber;
        scrubber = null;
        unsaved.clear();
        hasFailed = true;
        failedNanos = clock.nanos();
        if (failed != null) {
            failed.close();
        }
    }
}
