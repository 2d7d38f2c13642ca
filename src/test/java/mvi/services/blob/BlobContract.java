package mvi.services.blob;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.zip.CRC32;
import mvi.engines.base.ByteCount;
import mvi.engines.base.ByteSource;
import mvi.engines.base.Problem;
import mvi.services.blob.front.S3Rig;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What holds of every {@link BlobService}, near or far. */
abstract class BlobContract {
    private static final BucketName BUCKET = new BucketName(S3Rig.APP_ACCOUNT, "files");
    private static final int PART = (int) ByteCount.mib(5).bytes();

    @TempDir Path folder;
    private S3Rig rig;
    private BlobService blob;

    abstract BlobService open(S3Rig rig);

    S3Rig rig(Path folder) throws IOException {
        return S3Rig.open(folder);
    }

    @BeforeEach
    void start() throws IOException {
        rig = rig(folder);
        blob = open(rig);
        blob.createBucket(BUCKET);
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    @Test
    void keepsContentHeadersAndMetadata() throws IOException {
        byte[] large = bytes(3_000_000);
        PutOptions options =
                PutOptions.of(
                        Map.of("content-type", "image/png", "cache-control", "no-cache"),
                        Map.of("colour", "blue"));
        StoredObject stored = stored(blob.put(name("a/b c+d€"), ByteSource.of(large), options));
        StoredObject head = blob.head(name("a/b c+d€"));
        assertThat(head.length()).isEqualTo(large.length).isEqualTo(stored.length());
        assertThat(head.etag()).isEqualTo(stored.etag());
        assertThat(head.headers()).containsAllEntriesOf(options.headers());
        assertThat(head.metadata()).isEqualTo(options.metadata());
        assertThat(read("a/b c+d€", Optional.empty())).isEqualTo(large);
    }

    @Test
    void takesABodyOfUnknownLength() throws IOException {
        byte[] small = bytes(10);
        byte[] large = bytes(20_000_000);
        blob.put(name("small"), unknown(small), PutOptions.PLAIN);
        blob.put(name("large"), unknown(large), PutOptions.PLAIN);
        assertThat(read("small", Optional.empty())).isEqualTo(small);
        assertThat(read("large", Optional.empty())).isEqualTo(large);
        assertThat(blob.listUploads(BUCKET, "", 10)).isEmpty();
    }

    private static ByteSource unknown(byte[] bytes) {
        return ByteSource.of(new ByteArrayInputStream(bytes), OptionalLong.empty());
    }

    @Test
    void readsRanges() throws IOException {
        put("k", "0123456789");
        assertThat(read("k", range(2, 4))).isEqualTo("234".getBytes(UTF_8));
        assertThat(read("k", range(8, 99))).isEqualTo("89".getBytes(UTF_8));
        ByteRange last = new ByteRange(OptionalLong.empty(), OptionalLong.of(3));
        assertThat(read("k", Optional.of(last))).isEqualTo("789".getBytes(UTF_8));
        try (OpenObject open = blob.get(name("k"), range(2, 4))) {
            assertThat(open.offset()).isEqualTo(2);
            assertThat(open.object().length()).isEqualTo(10);
        }
        refused("bad-range", () -> blob.get(name("k"), range(10, 11)));
    }

    @Test
    void storesOnCondition() {
        assertThat(blob.put(name("k"), text("1"), PutOptions.onlyNew()))
                .isInstanceOf(PutResult.Stored.class);
        assertThat(blob.put(name("k"), text("2"), PutOptions.onlyNew()))
                .isInstanceOf(PutResult.PreconditionFailed.class);
        String etag = blob.head(name("k")).etag();
        assertThat(blob.put(name("k"), text("3"), onlyIf("0".repeat(32))))
                .isInstanceOf(PutResult.PreconditionFailed.class);
        assertThat(blob.put(name("none"), text("3"), onlyIf(etag)))
                .isInstanceOf(PutResult.PreconditionFailed.class);
        assertThat(blob.put(name("k"), text("3"), onlyIf(etag)))
                .isInstanceOf(PutResult.Stored.class);
    }

    private static PutOptions onlyIf(String etag) {
        return PutOptions.PLAIN.with(WriteConditions.onlyIf(etag));
    }

    @Test
    void comparesWhatWasPromised() throws IOException {
        CRC32 crc = new CRC32();
        crc.update("right".getBytes(UTF_8));
        byte[] four = java.nio.ByteBuffer.allocate(4).putInt((int) crc.getValue()).array();
        String base64 = java.util.Base64.getEncoder().encodeToString(four);
        PutOptions crc32 =
                PutOptions.PLAIN.withChecksum(
                        ChecksumWish.expecting(ChecksumAlgorithm.CRC32, base64));
        refused("bad-digest", () -> blob.put(name("k"), text("wrong"), crc32));
        PutOptions md5 = PutOptions.PLAIN.withContentMd5(Optional.of("0".repeat(32)));
        refused("bad-digest", () -> blob.put(name("k"), text("wrong"), md5));
        refused("no-such-key", () -> blob.head(name("k")));
        assertThat(stored(blob.put(name("k"), text("right"), crc32)).checksum())
                .contains(new Checksum(ChecksumAlgorithm.CRC32, base64, false));
        assertThat(blob.head(name("k")).checksum().orElseThrow().base64()).isEqualTo(base64);
    }

    @Test
    void aCutBodyLeavesNothing() {
        refused("cut-body", () -> blob.put(name("k"), cut(OptionalLong.of(50)), PutOptions.PLAIN));
        refused("cut-body", () -> blob.put(name("k"), cut(OptionalLong.empty()), PutOptions.PLAIN));
        refused("no-such-key", () -> blob.head(name("k")));
    }

    private static ByteSource cut(OptionalLong length) {
        return new ByteSource() {
            private int left = 4;

            @Override
            public OptionalLong length() {
                return length;
            }

            @Override
            public int read(byte[] into, int offset, int count) throws IOException {
                if (left-- == 0) {
                    throw new EOFException("cut");
                }
                return 1;
            }
        };
    }

    @Test
    void listsInByteOrderByPages() {
        for (String key : List.of("a", "b/1", "b/2", "c/1", "d", "é")) {
            put(key, key);
        }
        List<String> seen = new ArrayList<>();
        String after = "";
        Optional<String> next;
        do {
            Listing page = blob.list(BUCKET, "", "/", after, 1);
            page.objects().forEach(each -> seen.add(each.name().key()));
            seen.addAll(page.prefixes());
            next = page.next();
            after = next.orElse("");
        } while (next.isPresent());
        assertThat(seen).containsExactly("a", "b/", "c/", "d", "é");
        assertThat(blob.list(BUCKET, "b/", "", "", 1000).objects())
                .extracting(each -> each.name().key())
                .containsExactly("b/1", "b/2");
        assertThat(blob.list(BUCKET, "", "", "b/2", 2).next()).contains("d");
    }

    @Test
    void copiesWhole() throws IOException {
        blob.put(name("k"), text("abc"), PutOptions.PLAIN.withContentType("text/x"));
        StoredObject copy = stored(blob.copy(name("k"), name("copy"), CopyOptions.PLAIN));
        assertThat(copy.etag()).isEqualTo(blob.head(name("k")).etag());
        assertThat(blob.head(name("copy")).headers()).containsEntry("content-type", "text/x");
        assertThat(read("copy", Optional.empty())).isEqualTo("abc".getBytes(UTF_8));
        CopyOptions other = new CopyOptions(Optional.empty(), Optional.of("0".repeat(32)));
        refused("source-changed", () -> blob.copy(name("k"), name("copy"), other));
        refused("no-such-key", () -> blob.copy(name("no"), name("copy"), CopyOptions.PLAIN));
    }

    @Test
    void makesAnObjectOfParts() throws IOException {
        byte[] first = bytes(PART);
        Upload upload =
                blob.createUpload(name("whole"), PutOptions.PLAIN.withContentType("text/x"));
        Part two = part(upload, 2, "end".getBytes(UTF_8));
        Part one = part(upload, 1, first);
        assertThat(blob.listParts(name("whole"), upload.id(), 0, 10))
                .extracting(Part::number)
                .containsExactly(1, 2);
        assertThat(blob.listUploads(BUCKET, "", 10))
                .extracting(Upload::id)
                .containsExactly(upload.id());
        refused("no-such-key", () -> blob.head(name("whole")));
        List<PartTag> tags = List.of(tag(one), tag(two));
        refused("bad-part-order", () -> complete(upload, List.of(tag(two), tag(one))));
        refused("bad-part", () -> complete(upload, List.of(new PartTag(1, "0".repeat(32)))));
        StoredObject whole = stored(complete(upload, tags));
        assertThat(whole.length()).isEqualTo(PART + 3);
        assertThat(stored(complete(upload, tags)).etag()).isEqualTo(whole.etag()).endsWith("-2");
        assertThat(blob.head(name("whole")).headers()).containsEntry("content-type", "text/x");
        assertThat(read("whole", range(PART - 1, PART + 2)))
                .isEqualTo(new byte[] {first[PART - 1], 'e', 'n', 'd'});
    }

    @Test
    void anUploadGivenUpIsGone() {
        Upload upload = blob.createUpload(name("whole"), PutOptions.PLAIN);
        part(upload, 1, bytes(10));
        blob.abortUpload(name("whole"), upload.id());
        refused("no-such-upload", () -> part(upload, 2, bytes(10)));
        refused("no-such-upload", () -> part(upload, 2, bytes(3_000_000)));
        refused("no-such-upload", () -> complete(upload, List.of(new PartTag(1, "x"))));
        assertThat(blob.listUploads(BUCKET, "", 10)).isEmpty();
    }

    @Test
    void anUploadKeepsTheChecksumItWasBegunWith() {
        PutOptions sha =
                PutOptions.PLAIN.withChecksum(
                        new ChecksumWish(ChecksumAlgorithm.SHA256, Optional::empty, true));
        Upload upload = blob.createUpload(name("whole"), sha);
        List<PartTag> tags =
                List.of(tag(part(upload, 1, bytes(PART))), tag(part(upload, 2, bytes(3))));
        Checksum checksum = stored(complete(upload, tags)).checksum().orElseThrow();
        assertThat(checksum.algorithm()).isEqualTo(ChecksumAlgorithm.SHA256);
        assertThat(checksum.base64()).endsWith("-2");
    }

    @Test
    void bucketsAreMadeFoundAndRemoved() {
        BucketName other = new BucketName(S3Rig.APP_ACCOUNT, "other");
        assertThat(blob.createBucket(BUCKET).name()).isEqualTo(BUCKET);
        blob.createBucket(other);
        assertThat(blob.listBuckets(S3Rig.APP_ACCOUNT))
                .extracting(Bucket::name)
                .containsExactly(BUCKET, other);
        assertThat(blob.listBuckets(S3Rig.ACCOUNT)).isEmpty();
        put("k", "x");
        refused("bucket-not-empty", () -> blob.deleteBucket(BUCKET));
        blob.delete(name("k"));
        blob.delete(name("k"));
        blob.deleteBucket(BUCKET);
        refused("no-such-bucket", () -> blob.headBucket(BUCKET));
        refused("no-such-bucket", () -> blob.head(name("k")));
        refused("no-such-bucket", () -> blob.get(name("k"), Optional.empty()));
        refused("no-such-bucket", () -> put("k", "x"));
        refused("no-such-bucket", () -> blob.list(BUCKET, "", "", "", 10));
        refused("no-such-bucket", () -> blob.deleteBucket(BUCKET));
    }

    private PutResult complete(Upload upload, List<PartTag> tags) {
        return blob.completeUpload(upload.object(), upload.id(), tags, PutOptions.PLAIN);
    }

    private Part part(Upload upload, int number, byte[] bytes) {
        ByteSource body = ByteSource.of(bytes);
        return blob.putPart(upload.object(), upload.id(), number, body, PutOptions.PLAIN);
    }

    private static PartTag tag(Part part) {
        return new PartTag(part.number(), part.etag());
    }

    private void put(String key, String text) {
        blob.put(name(key), text(text), PutOptions.PLAIN);
    }

    private byte[] read(String key, Optional<ByteRange> range) throws IOException {
        try (OpenObject open = blob.get(name(key), range)) {
            return open.body().readAll(ByteCount.mib(100));
        }
    }

    private static Optional<ByteRange> range(long first, long last) {
        return Optional.of(new ByteRange(OptionalLong.of(first), OptionalLong.of(last)));
    }

    private static ByteSource text(String text) {
        return ByteSource.of(text.getBytes(UTF_8));
    }

    private static StoredObject stored(PutResult result) {
        return ((PutResult.Stored) result).object();
    }

    private static ObjectName name(String key) {
        return new ObjectName(BUCKET, key);
    }

    private static byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        new Random(count).nextBytes(bytes);
        return bytes;
    }

    private static void refused(String code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo(code));
    }
}
