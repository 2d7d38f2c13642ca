package mvi.start.data;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import mvi.engines.base.Bell;
import mvi.engines.base.ByteSource;
import mvi.engines.base.Events;
import mvi.engines.wire.Json;
import mvi.fakes.FakeClock;
import mvi.platform.app.PlatformTables;
import mvi.platform.function.EventQueue;
import mvi.platform.function.FunctionEvent;
import mvi.platform.function.FunctionName;
import mvi.platform.function.Source;
import mvi.services.blob.BlobEvent;
import mvi.services.blob.BlobEvents;
import mvi.services.blob.BucketName;
import mvi.services.blob.Cause;
import mvi.services.blob.DeleteOptions;
import mvi.services.blob.NotificationRule;
import mvi.services.blob.ObjectName;
import mvi.services.blob.PutOptions;
import mvi.services.blob.Versioning;
import mvi.services.kv.Expression;
import mvi.services.kv.Item;
import mvi.services.kv.KvService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Events of buckets on their way to the queues of functions, over the stores of data. */
final class BlobNoticesTest {
    private static final BucketName BUCKET = new BucketName("000000000042", "files");
    private static final FunctionName RESIZE = new FunctionName("000000000042", "resize");
    private static final FunctionName LOG = new FunctionName("000000000042", "log");

    @TempDir Path folder;
    private final FakeClock clock = new FakeClock();
    private final StringBuilder told = new StringBuilder();
    private final BlockingQueue<String> woken = new LinkedBlockingQueue<>();
    private DataWorld world;

    @BeforeEach
    void open() {
        world = new DataWorld(folder, clock);
        world.stores().blob().createBucket(BUCKET);
        put(RESIZE);
        world.stores().blob().notify(BUCKET, List.of(rule("r", RESIZE, "")));
    }

    @AfterEach
    void close() {
        world.close();
    }

    /** As control writes it down. */
    private void put(FunctionName function) {
        kv().put(PlatformTables.FUNCTIONS, key(function).with("schema", 1), Expression.NONE);
    }

    private static Item key(FunctionName function) {
        return Item.of("account", function.account()).with("name", function.name());
    }

    private static NotificationRule rule(String id, FunctionName function, String prefix) {
        return new NotificationRule(
                id,
                function.arn("us-east-1"),
                List.of("s3:ObjectCreated:*", "s3:ObjectRemoved:*"),
                prefix,
                "");
    }

    private KvService kv() {
        return world.stores().kv();
    }

    private BlobNotices notices(BlobEvents blob) {
        return new BlobNotices(
                blob,
                kv(),
                "eu-central-1",
                queue -> woken.add(queue.toString()),
                Events.to(told, clock));
    }

    private BlobNotices notices() {
        return notices(world.stores().blob());
    }

    private void put(String key, String content) {
        world.stores()
                .blob()
                .put(name(key), ByteSource.of(content.getBytes(UTF_8)), PutOptions.PLAIN);
    }

    private static ObjectName name(String key) {
        return new ObjectName(BUCKET, key);
    }

    private List<FunctionEvent> queue(FunctionName function) {
        return new EventQueue(kv()).read(new EventQueue.Name(function, Source.BLOB), "", 1000);
    }

    private List<String> queued(FunctionName function) {
        return queue(function).stream()
                .map(it -> it.type().replace("com.amazonaws.s3.", "") + " " + it.key())
                .toList();
    }

    private static JsonNode record(FunctionEvent event) {
        JsonNode records = Json.parse(event.payload()).get("Records");
        assertThat(records).hasSize(1);
        return records.get(0);
    }

    @Test
    void anEventIsWhatLambdaGetsFromS3() {
        clock.pass(Duration.ofMillis(1_500));
        world.stores()
                .blob()
                .put(
                        name("in/red flower+ä.jpg"),
                        ByteSource.of("hello".getBytes(UTF_8)),
                        PutOptions.PLAIN.because(
                                new Cause("Root=1-2-3", "000000000042:shop", "10.0.0.7")));
        assertThat(notices().move()).isEqualTo(1);

        FunctionEvent event = queue(RESIZE).getFirst();
        assertThat(event.number()).matches("[0-9a-f]{16}");
        assertThat(event.key()).isEqualTo("files/in/red flower+ä.jpg");
        assertThat(event.subject()).isEqualTo("in/red flower+ä.jpg");
        assertThat(event.type()).isEqualTo("com.amazonaws.s3.ObjectCreated:Put");
        assertThat(event.trace()).isEqualTo("Root=1-2-3");
        JsonNode record = record(event);
        assertThat(record.get("eventVersion").asText()).isEqualTo("2.1");
        assertThat(record.get("eventSource").asText()).isEqualTo("aws:s3");
        assertThat(record.get("awsRegion").asText()).isEqualTo("eu-central-1");
        assertThat(record.get("eventTime").asText()).isEqualTo("2030-01-01T00:00:01.500Z");
        assertThat(record.get("eventName").asText()).isEqualTo("ObjectCreated:Put");
        assertThat(record.at("/userIdentity/principalId").asText()).isEqualTo("000000000042:shop");
        assertThat(record.at("/requestParameters/sourceIPAddress").asText()).isEqualTo("10.0.0.7");
        assertThat(record.at("/responseElements/x-amz-request-id").asText()).isNotEmpty();
        assertThat(record.at("/s3/s3SchemaVersion").asText()).isEqualTo("1.0");
        assertThat(record.at("/s3/configurationId").asText()).isEqualTo("r");
        assertThat(record.at("/s3/bucket/name").asText()).isEqualTo("files");
        assertThat(record.at("/s3/bucket/arn").asText()).isEqualTo("arn:aws:s3:::files");
        assertThat(record.at("/s3/bucket/ownerIdentity/principalId").asText())
                .isEqualTo("000000000042");
        JsonNode object = record.at("/s3/object");
        assertThat(object.get("key").asText()).isEqualTo("in/red+flower%2B%C3%A4.jpg");
        assertThat(object.get("size").asLong()).isEqualTo(5);
        assertThat(object.get("eTag").asText()).isEqualTo("5d41402abc4b2a76b9719d911017c592");
        assertThat(object.get("sequencer").asText()).isEqualToIgnoringCase(event.number());
        assertThat(object.has("versionId")).isFalse();
    }

    @Test
    void aDeletionHasNoSizeAndAVersionHasItsId() {
        world.stores()
                .blob()
                .changeBucket(BUCKET, it -> it.with(draft -> draft.versioning(Versioning.ENABLED)));
        put("a", "x");
        world.stores().blob().delete(name("a"), DeleteOptions.PLAIN);
        notices().move();

        JsonNode created = record(queue(RESIZE).getFirst()).at("/s3/object");
        assertThat(created.get("versionId").asText()).isNotEmpty();
        JsonNode removed = record(queue(RESIZE).getLast());
        assertThat(removed.get("eventName").asText())
                .isEqualTo("ObjectRemoved:DeleteMarkerCreated");
        assertThat(removed.at("/s3/object").has("size")).isFalse();
        assertThat(removed.at("/s3/object").has("eTag")).isFalse();
        assertThat(removed.at("/userIdentity/principalId").asText()).isEqualTo("s3.amazonaws.com");
    }

    @Test
    void whatWasMovedIsForgottenAndEachQueueIsWokenOnce() {
        put("a", "x");
        put("b", "x");
        BlobNotices notices = notices();
        assertThat(notices.move()).isEqualTo(2);
        assertThat(notices.move()).isZero();
        assertThat(world.stores().blob().pending(10)).isEmpty();
        assertThat(queued(RESIZE))
                .containsExactly("ObjectCreated:Put files/a", "ObjectCreated:Put files/b");
        assertThat(woken).containsExactly("000000000042/resize/blob");
    }

    @Test
    void whatIsForNoFunctionIsDroppedAndSaid() {
        world.stores()
                .blob()
                .notify(
                        BUCKET,
                        List.of(
                                rule("r", RESIZE, "a"),
                                rule("gone", LOG, "b"),
                                rule("others", new FunctionName("000000000043", "x"), "c"),
                                new NotificationRule(
                                        "none", "nonsense", List.of(BlobEvent.PUT), "d", "")));
        put(new FunctionName("000000000043", "x"));
        for (String each : List.of("b", "a", "c", "d", "b2")) {
            put(each, "x");
        }
        assertThat(notices().move()).isEqualTo(5);

        assertThat(queued(RESIZE)).containsExactly("ObjectCreated:Put files/a");
        assertThat(queue(LOG)).isEmpty();
        assertThat(world.stores().blob().pending(10)).isEmpty();
        assertThat(told.toString().lines())
                .filteredOn(line -> line.contains("blob-events-dropped"))
                .hasSize(3)
                .anySatisfy(line -> assertThat(line).contains("function:log").contains("events=2"));
    }

    /** Blob's side, by which a mover dies at a step of its own choice. */
    private record Deadly(BlobEvents blob, boolean diesBeforeItForgets) implements BlobEvents {
        @Override
        public Bell arrival() {
            return blob.arrival();
        }

        @Override
        public List<BlobEvent> pending(int limit) {
            return blob.pending(limit);
        }

        @Override
        public void done(List<BlobEvent> events) {
            if (!diesBeforeItForgets) {
                blob.done(events);
            }
            throw new IllegalStateException("killed");
        }
    }

    @Test
    void killedBetweenItsStepsItTellsAllAtLeastOnceAndInOrder() {
        List<String> expected = new ArrayList<>();
        for (int turn = 0; turn < 6; turn++) {
            put("a", "version " + turn);
            put("b" + turn, "x");
            world.stores().blob().delete(name("a"));
            expected.add("ObjectCreated:Put files/a");
            expected.add("ObjectCreated:Put files/b" + turn);
            expected.add("ObjectRemoved:Delete files/a");
            boolean diesBeforeItForgets = turn % 2 == 0;
            assertThatThrownBy(
                            () ->
                                    notices(new Deadly(world.stores().blob(), diesBeforeItForgets))
                                            .move())
                    .hasMessage("killed");
            world.close();
            // Half of the time the clock is behind after it.
            clock.pass(Duration.ofHours(turn % 3 == 0 ? -2 : 1));
            world = new DataWorld(folder, clock);
        }
        notices().move();
        assertThat(queued(RESIZE)).isEqualTo(expected);
        assertThat(queue(RESIZE))
                .extracting(FunctionEvent::number)
                .isSorted()
                .doesNotHaveDuplicates();
        assertThat(world.stores().blob().pending(10)).isEmpty();
    }

    @Test
    void whatWasDeliveredBeforeTheKillIsToldAgainUnderItsNumber() {
        put("a", "x");
        assertThatThrownBy(() -> notices(new Deadly(world.stores().blob(), true)).move())
                .hasMessage("killed");
        List<FunctionEvent> first = queue(RESIZE);
        new EventQueue(kv()).remove(first);

        notices().move();
        assertThat(queue(RESIZE))
                .extracting(FunctionEvent::id)
                .containsExactly(first.getFirst().id());
    }

    @Test
    void aBellMovesThemAtOnce() throws InterruptedException {
        try (BlobNotices notices = notices()) {
            notices.start();
            for (int i = 0; i < 3; i++) {
                put("a" + i, "x");
                assertThat(Optional.ofNullable(woken.poll(30, TimeUnit.SECONDS)))
                        .contains("000000000042/resize/blob");
            }
        }
        assertThat(queue(RESIZE)).hasSize(3);
    }

    @Test
    void moreThanABatchIsMovedInOrder() {
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < BlobNotices.BATCH + 5; i++) {
            put("a" + i, "x");
            expected.add("ObjectCreated:Put files/a" + i);
        }
        BlobNotices notices = notices();
        assertThat(notices.move()).isEqualTo(BlobNotices.BATCH);
        assertThat(notices.move()).isEqualTo(5);
        assertThat(queued(RESIZE)).isEqualTo(expected);
    }
}
