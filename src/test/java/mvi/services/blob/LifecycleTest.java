package mvi.services.blob;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mvi.engines.base.ByteSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What lifecycle rules take away, and when. */
final class LifecycleTest {
    private static final BucketName BUCKET = new BucketName("000000000042", "files");

    @TempDir Path folder;
    private BlobWorld world;

    @BeforeEach
    void start() {
        world = new BlobWorld(folder);
        world.goTo("2030-01-01T12:00:00Z");
        world.blob.createBucket(BUCKET);
    }

    @AfterEach
    void stop() {
        world.close();
    }

    private void rules(LifecycleRule... rules) {
        Bucket _ =
                world.blob.changeBucket(
                        BUCKET, it -> it.with(draft -> draft.lifecycle(List.of(rules))));
    }

    private static LifecycleRule rule(
            String prefix,
            Map<String, String> tags,
            Optional<LifecycleRule.Expiry> expiry,
            Optional<LifecycleRule.OlderVersions> older) {
        return new LifecycleRule(
                "rule",
                true,
                prefix,
                true,
                tags,
                Optional.empty(),
                Optional.empty(),
                expiry,
                older,
                Optional.empty());
    }

    private static Optional<LifecycleRule.Expiry> afterDays(int days) {
        return Optional.of(new LifecycleRule.Expiry(Optional.of(days), Optional.empty(), false));
    }

    private void put(String key, Map<String, String> tags) {
        ByteSource body = ByteSource.of(key.getBytes(UTF_8));
        assertThat(
                        world.blob.put(
                                name(key),
                                body,
                                PutOptions.PLAIN.with(ObjectTraits.PLAIN.withTags(tags))))
                .isInstanceOf(PutResult.Stored.class);
    }

    private static ObjectName name(String key) {
        return new ObjectName(BUCKET, key);
    }

    private List<String> keys() {
        return world.blob.list(BUCKET, "", "", "", 1000).objects().stream()
                .map(each -> each.name().key())
                .toList();
    }

    @Test
    void anObjectGoesAtTheMidnightAfterItsDays() {
        put("logs/a", Map.of());
        put("kept/a", Map.of());
        rules(rule("logs/", Map.of(), afterDays(2), Optional.empty()));

        world.goTo("2030-01-03T23:59:59Z");
        assertThat(world.blob.runLifecycle()).isZero();
        assertThat(keys()).containsExactly("kept/a", "logs/a");
        world.goTo("2030-01-04T00:00:00Z");
        assertThat(world.blob.runLifecycle()).isOne();
        assertThat(keys()).containsExactly("kept/a");
        assertThat(world.blob.runLifecycle()).as("a second pass does nothing").isZero();
    }

    @Test
    void aDateIsADate() {
        put("a", Map.of());
        Instant date = Instant.parse("2030-02-01T00:00:00Z");
        rules(
                rule(
                        "",
                        Map.of(),
                        Optional.of(
                                new LifecycleRule.Expiry(
                                        Optional.empty(), Optional.of(date), false)),
                        Optional.empty()));
        world.goTo("2030-01-31T23:59:59Z");
        assertThat(world.blob.runLifecycle()).isZero();
        world.goTo("2030-02-01T00:00:00Z");
        assertThat(world.blob.runLifecycle()).isOne();
    }

    @Test
    void tagsAndADisabledRuleKeepWhatTheyDoNotName() {
        put("a", Map.of("sort", "scratch"));
        put("b", Map.of("sort", "book"));
        rules(rule("", Map.of("sort", "scratch"), afterDays(1), Optional.empty()));
        world.goTo("2031-01-01T00:00:00Z");
        assertThat(world.blob.runLifecycle()).isOne();
        assertThat(keys()).containsExactly("b");
    }

    @Test
    void replacedVersionsGoByTheTimeTheyWereReplacedAndSoManyStay() {
        keepVersions();
        for (int i = 0; i < 5; i++) {
            put("a", Map.of("number", String.valueOf(i)));
            world.clock.pass(Duration.ofDays(1));
        }
        rules(
                rule(
                        "",
                        Map.of(),
                        Optional.empty(),
                        Optional.of(new LifecycleRule.OlderVersions(1, Optional.of(1)))));
        world.goTo("2030-01-06T12:00:00Z");
        // Replaced on the 2nd, 3rd, 4th and 5th; the last of these is the one that stays.
        assertThat(world.blob.runLifecycle()).isEqualTo(3);
        assertThat(versions()).containsExactly("4", "3");
    }

    private void keepVersions() {
        Bucket _ =
                world.blob.changeBucket(
                        BUCKET, it -> it.with(draft -> draft.versioning(Versioning.ENABLED)));
    }

    private List<String> versions() {
        return world.blob.listVersions(BUCKET, "", "", Optional.empty(), 1000).versions().stream()
                .map(each -> each.object().traits().tags().getOrDefault("number", "marker"))
                .toList();
    }

    @Test
    void anExpiredObjectIsHiddenWhereVersionsAreKeptAndALoneMarkerGoes() {
        keepVersions();
        put("a", Map.of("number", "0"));
        rules(
                rule(
                        "",
                        Map.of(),
                        afterDays(1),
                        Optional.of(new LifecycleRule.OlderVersions(1, Optional.empty()))));
        world.goTo("2030-01-03T00:00:00Z");
        assertThat(world.blob.runLifecycle()).isOne();
        assertThat(versions()).containsExactly("marker", "0");
        world.goTo("2030-01-05T00:00:00Z");
        assertThat(world.blob.runLifecycle()).isOne();
        assertThat(versions()).containsExactly("marker");
        assertThat(world.blob.runLifecycle()).isOne();
        assertThat(versions()).isEmpty();
    }

    @Test
    void aLockedVersionStays() {
        Bucket _ = world.blob.changeBucket(BUCKET, it -> it.with(BucketSettings.Draft::lockable));
        put("a", Map.of("number", "0"));
        StoredObject _ = world.blob.change(name("a"), Optional.empty(), it -> it.withHold(true));
        put("a", Map.of("number", "1"));
        rules(
                rule(
                        "",
                        Map.of(),
                        Optional.empty(),
                        Optional.of(new LifecycleRule.OlderVersions(1, Optional.empty()))));
        world.goTo("2031-01-01T00:00:00Z");
        assertThat(world.blob.runLifecycle()).isZero();
        assertThat(versions()).containsExactly("1", "0");
    }

    @Test
    void anOpenUploadIsAbortedAndItsPartsGo() {
        Upload upload = world.blob.createUpload(name("a"), PutOptions.PLAIN);
        Part _ =
                world.blob.putPart(
                        name("a"),
                        upload.id(),
                        1,
                        ByteSource.of(new byte[100_000]),
                        PutOptions.PLAIN);
        rules(
                new LifecycleRule(
                        "abort",
                        true,
                        "",
                        true,
                        Map.of(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(3)));
        world.goTo("2030-01-04T23:59:59Z");
        assertThat(world.blob.runLifecycle()).isZero();
        world.goTo("2030-01-05T00:00:00Z");
        assertThat(world.blob.runLifecycle()).isOne();
        assertThat(world.blob.uploads(BUCKET)).isEmpty();
    }
}
