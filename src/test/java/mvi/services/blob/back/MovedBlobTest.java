package mvi.services.blob.back;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import mvi.engines.base.ByteCount;
import mvi.engines.base.ByteSource;
import mvi.engines.base.Problem;
import mvi.services.blob.BlobService;
import mvi.services.blob.BucketName;
import mvi.services.blob.ObjectName;
import mvi.services.blob.OpenObject;
import mvi.services.blob.PutOptions;
import mvi.services.blob.front.S3Rig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A platform whose objects were here and are now elsewhere. */
final class MovedBlobTest {
    private static final BucketName BUCKET = new BucketName(S3Rig.ACCOUNT, "layers");

    @TempDir Path here;
    @TempDir Path there;
    private S3Rig old;
    private S3Rig fresh;
    private S3BlobService now;
    private BlobService moved;

    @BeforeEach
    void open() throws IOException {
        old = S3Rig.open(here);
        fresh = S3Rig.open(there);
        now = fresh.far(S3Rig.OPERATOR_KEY, Optional.of("mvi-"));
        moved = new MovedBlob(now, old.blob());
        old.blob().createBucket(BUCKET);
        put(old.blob(), "old");
    }

    @AfterEach
    void close() {
        now.close();
        fresh.close();
        old.close();
    }

    @Test
    void olderObjectsAreReadWhereTheyWereAndNewOnesAreWrittenWhereItIsNow() throws IOException {
        assertThat(read("old")).as("its bucket is not there yet").isEqualTo("old");
        moved.createBucket(BUCKET);
        put(moved, "new");
        assertThat(read("old")).isEqualTo("old");
        assertThat(read("new")).isEqualTo("new");
        assertThat(moved.head(name("old")).length()).isEqualTo(3);
        assertMissing(old.blob(), "new");
        assertMissing(moved, "none");
    }

    @Test
    void whatIsDeletedIsGoneFromBoth() {
        moved.createBucket(BUCKET);
        put(moved, "old");
        moved.delete(name("old"));
        assertMissing(moved, "old");
        moved.delete(name("old"));
    }

    @Test
    void whileItIsAwayTheOlderAreReadAndTheOthersAreUnavailable() throws IOException {
        moved.createBucket(BUCKET);
        put(moved, "new");
        fresh.close();
        assertThat(read("old")).isEqualTo("old");
        assertThatThrownBy(() -> read("new"))
                .isInstanceOf(Problem.class)
                .hasMessageStartingWith("Blob at http://127.0.0.1:");
        assertThatThrownBy(() -> put(moved, "newer")).isInstanceOf(Problem.class);
    }

    private static void assertMissing(BlobService blob, String key) {
        assertThatThrownBy(() -> blob.head(name(key)))
                .isInstanceOfSatisfying(
                        Problem.class, it -> assertThat(it.code()).isEqualTo("no-such-key"));
    }

    private static void put(BlobService blob, String key) {
        blob.put(name(key), ByteSource.of(key.getBytes(UTF_8)), PutOptions.PLAIN);
    }

    private String read(String key) throws IOException {
        try (OpenObject open = moved.get(name(key), Optional.empty())) {
            return new String(open.body().readAll(ByteCount.kib(1)), UTF_8);
        }
    }

    private static ObjectName name(String key) {
        return new ObjectName(BUCKET, key);
    }
}
