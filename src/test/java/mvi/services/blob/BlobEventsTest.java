package mvi.services.blob;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import mvi.engines.base.ByteSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is told of a bucket, to whom, and that it outlives the process. */
final class BlobEventsTest {
    private static final BucketName BUCKET = new BucketName("000000000042", "files");
    private static final String RESIZE = "arn:aws:lambda:us-east-1:000000000042:function:resize";
    private static final String LOG = "arn:aws:lambda:us-east-1:000000000042:function:log";

    @TempDir Path folder;
    private BlobWorld world;

    @BeforeEach
    void start() {
        world = new BlobWorld(folder);
        world.goTo("2030-01-01T12:00:00Z");
        world.blob.createBucket(BUCKET);
        Bucket _ =
                world.blob.changeBucket(
                        BUCKET,
                        it ->
                                it.with(
                                        draft ->
                                                draft.notifications(
                                                        List.of(
                                                                new NotificationRule(
                                                                        "r",
                                                                        RESIZE,
                                                                        List.of(BlobEvent.PUT),
                                                                        "in/",
                                                                        ".jpg"),
                                                                new NotificationRule(
                                                                        "l",
                                                                        LOG,
                                                                        List.of(
                                                                                "s3:ObjectCreated:*",
                                                                                "s3:ObjectRemoved:*"),
                                                                        "",
                                                                        "")))));
    }

    @AfterEach
    void stop() {
        world.close();
    }

    private void put(String key) {
        assertThat(world.blob.put(name(key), ByteSource.of(key.getBytes(UTF_8)), PutOptions.PLAIN))
                .isInstanceOf(PutResult.Stored.class);
    }

    private static ObjectName name(String key) {
        return new ObjectName(BUCKET, key);
    }

    private List<String> told() {
        return world.blob.pending(1000).stream()
                .map(each -> each.rule() + " " + each.type() + " " + each.object().key())
                .toList();
    }

    @Test
    void eachRuleTellsWhatItNamesInOrder() {
        put("in/a.jpg");
        put("in/a.txt");
        assertThat(world.blob.copy(name("in/a.jpg"), name("out/a.jpg"), CopyOptions.PLAIN))
                .isInstanceOf(PutResult.Stored.class);
        world.blob.delete(name("in/a.txt"));
        world.blob.delete(name("never there"));

        assertThat(told())
                .containsExactly(
                        "r s3:ObjectCreated:Put in/a.jpg",
                        "l s3:ObjectCreated:Put in/a.jpg",
                        "l s3:ObjectCreated:Put in/a.txt",
                        "l s3:ObjectCreated:Copy out/a.jpg",
                        "l s3:ObjectRemoved:Delete in/a.txt");
    }

    @Test
    void anUploadAndAMarkerAreToldAsWhatTheyAre() {
        Bucket _ =
                world.blob.changeBucket(
                        BUCKET, it -> it.with(draft -> draft.versioning(Versioning.ENABLED)));
        Upload upload = world.blob.createUpload(name("big"), PutOptions.PLAIN);
        Part part =
                world.blob.putPart(
                        name("big"), upload.id(), 1, ByteSource.of(new byte[10]), PutOptions.PLAIN);
        StoredObject stored =
                ((PutResult.Stored)
                                world.blob.completeUpload(
                                        name("big"),
                                        upload.id(),
                                        List.of(new PartTag(1, part.etag())),
                                        PutOptions.PLAIN))
                        .object();
        Deletion _ = world.blob.delete(name("big"), DeleteOptions.PLAIN);
        Deletion _ =
                world.blob.delete(
                        name("big"),
                        new DeleteOptions(
                                Optional.of(stored.version()), false, WriteConditions.NONE));

        assertThat(told())
                .containsExactly(
                        "l s3:ObjectCreated:CompleteMultipartUpload big",
                        "l s3:ObjectRemoved:DeleteMarkerCreated big",
                        "l s3:ObjectRemoved:Delete big");
        assertThat(world.blob.pending(1).getFirst().version()).isEqualTo(stored.version());
        assertThat(world.blob.pending(1).getFirst().length()).isEqualTo(10);
    }

    @Test
    void numbersGoOnAboveThoseThatAreDoneWhateverTheClockDid() {
        put("a");
        put("b");
        List<BlobEvent> before = world.blob.pending(1000);
        world.blob.done(before.reversed().subList(0, 1));
        world.blob.done(before.subList(0, 1));
        world.close();
        // Its clock is behind by half a day.
        world = new BlobWorld(folder);

        put("a");
        assertThat(world.blob.pending(1000).getFirst().number())
                .isGreaterThan(before.getLast().number());
    }

    @Test
    void theBellRingsForAnEventAndForNothingElse() {
        long seen = world.blob.arrival().count();
        world.blob.createBucket(new BucketName(BUCKET.account(), "other"));
        world.blob.delete(name("never there"));
        world.blob.done(List.of());
        assertThat(world.blob.arrival().count()).isEqualTo(seen);

        put("a");
        assertThat(world.blob.arrival().count()).isGreaterThan(seen);
    }

    @Test
    void anEventTellsOfTheRequestThatMadeIt() {
        Cause cause = new Cause("Root=1-2-3", "000000000042:shop", "10.0.0.7");
        world.blob.put(name("a"), ByteSource.of(new byte[1]), PutOptions.PLAIN.because(cause));
        Upload upload = world.blob.createUpload(name("b"), PutOptions.PLAIN);
        Part part =
                world.blob.putPart(
                        name("b"), upload.id(), 1, ByteSource.of(new byte[1]), PutOptions.PLAIN);
        world.blob.completeUpload(
                name("b"),
                upload.id(),
                List.of(new PartTag(1, part.etag())),
                PutOptions.PLAIN.because(cause));
        world.blob.copy(
                name("a"),
                name("c"),
                new CopyOptions(Optional.of(PutOptions.PLAIN.because(cause)), Optional.empty()));
        Deletion _ = world.blob.delete(name("a"), DeleteOptions.PLAIN.because(cause));
        put("d");

        assertThat(world.blob.pending(1000))
                .extracting(BlobEvent::trace)
                .containsExactly("Root=1-2-3", "Root=1-2-3", "Root=1-2-3", "Root=1-2-3", "");
        assertThat(world.blob.pending(1).getFirst().cause()).contains(cause);
    }

    @Test
    void aTraceThatNoHeaderShouldHaveIsDropped() {
        assertThat(new Cause("x".repeat(513), "", "").trace()).isEmpty();
        assertThat(new Cause("a\nb", "", "").trace()).isEmpty();
        assertThat(new Cause("x".repeat(512), "", "").trace()).hasSize(512);
    }

    @Test
    void whatIsNotDoneIsThereAfterARestartAndNumbersGoOn() {
        put("a");
        put("b");
        List<BlobEvent> before = world.blob.pending(1000);
        world.blob.done(before.subList(0, 1));
        world.close();
        // Its clock is behind by half a day.
        world = new BlobWorld(folder);

        assertThat(world.blob.pending(1000)).isEqualTo(before.subList(1, 2));
        put("c");
        List<BlobEvent> after = world.blob.pending(1000);
        assertThat(after).hasSize(2);
        assertThat(after.getLast().number()).isGreaterThan(before.getLast().number());
        world.blob.done(after);
        assertThat(world.blob.pending(1000)).isEmpty();
    }
}
