package mvi.start.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import mvi.engines.base.ByteCount;
import mvi.engines.base.Problem;
import mvi.platform.observe.BlobChecks;
import mvi.services.blob.BlobCheck;
import mvi.services.blob.BlobDamage;
import mvi.services.blob.Bucket;
import mvi.services.blob.BucketName;
import mvi.services.blob.ObjectName;
import mvi.services.blob.back.Scrubber;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When data is checked, at what pace, and what stands on record of it. */
final class DataCheckTest {
    private static final BucketName BUCKET = new BucketName("000000000042", "files");
    private static final int LARGE = 1 << 20;
    private static final Instant THEN = Instant.parse("2030-01-01T00:00:00Z");

    @TempDir Path folder;
    private BlobKeeperWorld world;

    @BeforeEach
    void start() {
        world = new BlobKeeperWorld(folder);
        Bucket _ = world.blob.createBucket(BUCKET);
    }

    @AfterEach
    void stop() {
        world.close();
    }

    @Test
    void aPassBeginsSoonAfterTheStartAndThenOnceAWeek() {
        put("a", LARGE);
        world.goTo(THEN.plusSeconds(59));
        assertThat(passes().begun()).isEmpty();
        world.goTo(THEN.plusSeconds(120));
        assertThat(passes().running()).isEmpty();
        BlobCheck first = passes().last().orElseThrow();
        assertThat(first.started()).isEqualTo(THEN.plusSeconds(60));
        assertThat(first.objects()).isOne();
        assertThat(first.bytes()).isEqualTo(LARGE);

        world.goTo(first.started().plus(Duration.ofDays(7)).minusSeconds(1));
        assertThat(passes().last()).contains(first);
        world.goTo(first.started().plus(Duration.ofDays(7)).plusSeconds(90));
        BlobCheck second = passes().last().orElseThrow();
        assertThat(Duration.between(first.started(), second.started()))
                .isBetween(Duration.ofDays(7), Duration.ofDays(7).plusMinutes(1));
        assertThat(second.bytesEver()).isEqualTo(2L * LARGE);
        assertThat(world.told("blob.checked")).hasSize(2);
    }

    @Test
    void itReadsNoFasterThanItMay() {
        for (int i = 0; i < 40; i++) {
            put("a" + i, LARGE);
        }
        ask();
        world.finishPass();
        BlobCheck pass = passes().last().orElseThrow();
        Duration took = Duration.between(pass.started(), pass.ended().orElseThrow());
        assertThat(took).isBetween(Duration.ofMillis(4900), Duration.ofMillis(5500));
    }

    @Test
    void oneThatIsAskedForBeginsAtOnceAndOnce() {
        put("a", LARGE);
        world.goTo(THEN.plus(Duration.ofHours(1)));
        ask();
        world.finishPass();
        BlobCheck pass = passes().last().orElseThrow();
        assertThat(pass.started()).isEqualTo(THEN.plus(Duration.ofHours(1)).plusMillis(1));
        world.goTo(THEN.plus(Duration.ofDays(2)));
        assertThat(passes().last()).contains(pass);
    }

    @Test
    void howFarItIsStandsOnRecordOnceAMinute() {
        world.bytesPerSecond = ByteCount.kib(64);
        world.keeper = world.keeper(world.clock);
        for (int i = 0; i < 10; i++) {
            put("a" + i, LARGE);
        }
        ask();
        Instant before = world.clock.now();
        Set<BlobCheck> seen = new HashSet<>();
        do {
            world.clock.pass(world.keeper.turn());
            passes().running().ifPresent(seen::add);
        } while (passes().running().isPresent());
        assertThat(Duration.between(before, world.clock.now()))
                .isBetween(Duration.ofSeconds(160), Duration.ofSeconds(165));
        assertThat(seen).as("at the beginning and after each minute").hasSize(3);
    }

    @Test
    void aRestartGoesOnWhereItWas() {
        for (int i = 0; i < 20; i++) {
            put("a" + i, LARGE);
        }
        ask();
        while (passes().running().isEmpty()
                || Duration.between(passes().running().orElseThrow().started(), world.clock.now())
                                .toMillis()
                        < 1000) {
            world.clock.pass(world.keeper.turn());
        }
        world.keeper.start();
        world.keeper.close();
        BlobCheck saved = passes().running().orElseThrow();
        assertThat(saved.objects()).isBetween(5L, 12L);

        world.keeper = world.keeper(world.clock);
        world.goTo(world.clock.now().plus(Duration.ofMinutes(2)));
        BlobCheck done = passes().last().orElseThrow();
        assertThat(done.started()).isEqualTo(saved.started());
        assertThat(done.objects()).isEqualTo(20);
        assertThat(done.bytes()).isBetween(20L * LARGE, 21L * LARGE);
        assertThat(world.told("blob.check-continued")).hasSize(1);
    }

    @Test
    void damageIsToldStaysOnRecordAndGoesWithTheNextPass() throws IOException {
        put("a b", LARGE);
        Path file = world.files().getFirst();
        byte[] bytes = Files.readAllBytes(file);
        bytes[LARGE / 2] ^= 1;
        Files.write(file, bytes);
        ask();
        world.finishPass();
        assertThat(passes().damaged()).isOne();
        BlobCheck pass = passes().last().orElseThrow();
        assertThat(world.checks.damages(pass))
                .containsExactly(
                        new BlobDamage(
                                BUCKET.account(),
                                "files",
                                "a b",
                                "null",
                                "",
                                "its bytes are not those that were stored"));
        assertThat(world.told("blob.damaged"))
                .singleElement()
                .asString()
                .contains("level=warn", "bucket=files", "key=\"a b\"", "version=null");

        put("a b", LARGE);
        world.clock.pass(Duration.ofHours(1));
        assertThat(passes().damaged()).as("known until it is looked at again").isOne();
        ask();
        world.finishPass();
        assertThat(passes().damaged()).isZero();
        assertThat(world.checks.damages(pass)).isEmpty();
    }

    @Test
    void soManyDamagesAreListedAndTheRestCounted() {
        int all = BlobChecks.MOST_DAMAGES + 25;
        world.putTorn(
                IntStream.range(0, all).mapToObj(i -> new ObjectName(BUCKET, "a" + i)).toList());
        ask();
        world.finishPass();
        BlobCheck pass = passes().last().orElseThrow();
        assertThat(pass.damaged()).isEqualTo(all);
        List<BlobDamage> listed = world.checks.damages(pass);
        assertThat(listed).hasSize(BlobChecks.MOST_DAMAGES).doesNotHaveDuplicates();
        assertThat(world.told("blob.damaged")).hasSize(BlobChecks.MOST_DAMAGES);
    }

    @Test
    void aPassThatFailsIsToldAndGoesOnLater() {
        put("a", LARGE);
        Function<BlobCheck, Scrubber> whole = world.scrubbers;
        world.scrubbers =
                begun -> {
                    throw Problem.unavailable("blob-unavailable", "not now", null);
                };
        world.goTo(THEN.plus(Duration.ofMinutes(5)));
        assertThat(world.told("blob.check-failed")).hasSize(1);
        world.scrubbers = whole;
        world.goTo(THEN.plus(Duration.ofMinutes(13)));
        assertThat(passes().last()).isPresent();
        assertThat(world.told("blob.check-failed")).hasSize(1);
    }

    /** An hour of a pass that takes longer. */
    @Test
    void lifecycleRulesDoNotWaitForAPass() {
        for (int i = 0; i < 20; i++) {
            put("a" + i, LARGE);
        }
        world.clock.pass(Duration.between(world.clock.now(), THEN.plusSeconds(59)));
        ask();
        world.goTo(THEN.plusSeconds(60));
        assertThat(passes().running()).isPresent();
        world.tear(new ObjectName(BUCKET, "a9"));
        world.expireAt(BUCKET, "2030-01-01T00:00:00Z");
        world.goTo(THEN.plusSeconds(61));
        assertThat(passes().running()).isPresent();
        assertThat(world.told("blob.lifecycle-failed")).hasSize(1);
    }

    private BlobChecks.Passes passes() {
        return world.checks.passes();
    }

    /** A moment later than all that was before. */
    private void ask() {
        world.clock.pass(Duration.ofMillis(1));
        world.checks.ask(world.clock.now());
    }

    private void put(String key, int length) {
        world.put(new ObjectName(BUCKET, key), length);
    }
}
