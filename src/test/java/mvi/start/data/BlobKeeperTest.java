package mvi.start.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import mvi.engines.base.Clock;
import mvi.services.blob.Bucket;
import mvi.services.blob.BucketName;
import mvi.services.blob.LifecycleRule;
import mvi.services.blob.ObjectName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When lifecycle rules are run, over days that pass in a moment. */
final class BlobKeeperTest {
    private static final BucketName FIRST = new BucketName("000000000042", "first");
    private static final BucketName SECOND = new BucketName("000000000042", "second");

    @TempDir Path folder;
    private BlobKeeperWorld world;

    @BeforeEach
    void start() {
        world = new BlobKeeperWorld(folder);
        for (BucketName each : List.of(FIRST, SECOND)) {
            Bucket _ = world.blob.createBucket(each);
        }
    }

    @AfterEach
    void stop() {
        world.close();
    }

    @Test
    void whatIsDueAtMidnightGoesAtMidnight() {
        world.goTo("2030-01-01T12:34:56Z");
        world.put(name(FIRST, "a"), 10);
        world.rule(FIRST, new LifecycleRule.Expiry(Optional.of(1), Optional.empty(), false));
        world.goTo("2030-01-02T23:59:59Z");
        assertThat(keys(FIRST)).containsExactly("a");
        world.goTo("2030-01-03T00:00:01Z");
        assertThat(keys(FIRST)).isEmpty();
        assertThat(world.told("blob.expired"))
                .containsExactly(
                        "time=2030-01-03T00:00:00Z level=info event=blob.expired"
                                + " account=000000000042 bucket=first objects=1 versions=0"
                                + " uploads=0");
    }

    @Test
    void itRunsSoonAfterTheStartAndThenEachHour() {
        world.expireAt(FIRST, "2030-01-01T00:00:00Z");
        world.put(name(FIRST, "a"), 10);
        world.goTo("2030-01-01T00:00:59Z");
        assertThat(keys(FIRST)).containsExactly("a");
        world.goTo("2030-01-01T00:01:01Z");
        assertThat(keys(FIRST)).isEmpty();

        world.put(name(FIRST, "b"), 10);
        world.goTo("2030-01-01T01:00:59Z");
        assertThat(keys(FIRST)).containsExactly("b");
        world.goTo("2030-01-01T01:01:01Z");
        assertThat(keys(FIRST)).isEmpty();
    }

    @Test
    void aBucketThatFailsIsToldAndTheOthersGoOn() {
        for (BucketName each : List.of(FIRST, SECOND)) {
            world.expireAt(each, "2030-01-01T00:00:00Z");
            world.put(name(each, "a"), 10);
        }
        world.tear(name(FIRST, "a"));
        world.goTo("2030-01-01T00:02:00Z");
        assertThat(keys(SECOND)).isEmpty();
        assertThat(world.told("blob.lifecycle-failed"))
                .singleElement()
                .asString()
                .contains("level=warn", "bucket=first", "does not have its checksum");
        world.put(name(SECOND, "b"), 10);
        world.goTo("2030-01-01T01:02:00Z");
        assertThat(keys(SECOND)).as("the next pass goes on").isEmpty();
    }

    @Test
    void aClockThatWasSetBackPutsNothingOff() {
        world.goTo("2030-06-01T00:00:00Z");
        world.expireAt(FIRST, "2030-01-01T00:00:00Z");
        world.put(name(FIRST, "a"), 10);
        world.clock.pass(Duration.ofDays(-30));
        world.goTo(world.clock.now().plus(Duration.ofMinutes(1)));
        assertThat(keys(FIRST)).isEmpty();
    }

    /** By a check that would read for minutes. */
    @Test
    void theEndIsQuickAndPutsOnRecordHowFarACheckIs() throws InterruptedException {
        world.put(name(FIRST, "a"), 60_000_000);
        BlobKeeper keeper = world.keeper(Clock.system());
        world.checks.ask(Clock.system().now());
        keeper.start();
        while (world.checks.passes().running().isEmpty()) {
            Thread.onSpinWait();
        }
        long before = System.nanoTime();
        keeper.close();
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(3));
        assertThat(world.checks.passes().running()).isPresent();
        keeper.close();
    }

    @Test
    void whoAsksWakesIt() throws InterruptedException {
        BlobKeeper keeper = world.keeper(Clock.system());
        keeper.start();
        try {
            world.checks.ask(Clock.system().now());
            keeper.wake();
            while (world.checks.passes().last().isEmpty()) {
                Thread.onSpinWait();
            }
        } finally {
            keeper.close();
        }
        assertThat(world.checks.passes().isAsked()).isFalse();
    }

    private List<String> keys(BucketName bucket) {
        return world.blob.list(bucket, "", "", "", 1000).objects().stream()
                .map(each -> each.name().key())
                .toList();
    }

    private static ObjectName name(BucketName bucket, String key) {
        return new ObjectName(bucket, key);
    }
}
