package mvi.services.blob.back;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static mvi.services.blob.back.SealedWorld.BUCKET;
import static mvi.services.blob.back.SealedWorld.CRYPTO;
import static mvi.services.blob.back.SealedWorld.CUSTOMER;
import static mvi.services.blob.back.SealedWorld.OWN;
import static mvi.services.blob.back.SealedWorld.bytes;
import static mvi.services.blob.back.SealedWorld.name;
import static mvi.services.blob.back.SealedWorld.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import mvi.engines.base.ByteCount;
import mvi.engines.base.ByteSource;
import mvi.engines.base.FileBody;
import mvi.engines.base.Problem;
import mvi.engines.base.Secret;
import mvi.services.blob.ByteRange;
import mvi.services.blob.ChecksumAlgorithm;
import mvi.services.blob.ChecksumWish;
import mvi.services.blob.CopyOptions;
import mvi.services.blob.Encryption;
import mvi.services.blob.OpenObject;
import mvi.services.blob.Part;
import mvi.services.blob.PartTag;
import mvi.services.blob.PutOptions;
import mvi.services.blob.ReadOptions;
import mvi.services.blob.Sealing;
import mvi.services.blob.StoredObject;
import mvi.services.blob.Versioning;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sealed objects on the disk. */
final class SealedBlobTest {
    private static final List<Optional<Sealing>> WAYS =
            List.of(Optional.empty(), Optional.of(OWN), Optional.of(CRYPTO), Optional.of(CUSTOMER));

    /** Of what a first segment of 64 KiB holds beside header and tag; the others hold more. */
    private static final int FIRST = 65_480;

    private static final int NEXT = 65_520;
    private static final int PART = (int) ByteCount.mib(5).bytes();

    /** Above it there is a file of its own. */
    private static final int SMALL = 16 * 1024;

    @TempDir Path folder;
    private SealedWorld world;

    @BeforeEach
    void open() {
        world = new SealedWorld(folder);
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void anyRangeOfAnySizeReadsBack() throws IOException {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        List<Integer> sizes = new ArrayList<>(List.of(0, 1, 2, 300_000));
        for (int border : List.of(SMALL - 56, SMALL, FIRST, FIRST + NEXT, FIRST + 3 * NEXT)) {
            sizes.addAll(List.of(border - 1, border, border + 1));
        }
        for (int size : sizes) {
            Optional<Sealing> way = WAYS.get(1 + random.nextInt(3));
            byte[] body = bytes(size);
            world.put("k", body, way);
            assertThat(world.read("k", with(way))).isEqualTo(body);
            for (int i = 0; i < 20 && size > 0; i++) {
                int from = random.nextInt(size);
                int to = Math.min(size - 1, from + random.nextInt(random.nextBoolean() ? 9 : size));
                assertThat(world.read("k", with(way).withRange(range(from, to))))
                        .as("%d to %d of %d, seed %d", from, to, size, seed)
                        .isEqualTo(Arrays.copyOfRange(body, from, to + 1));
            }
        }
    }

    @Test
    void etagAndChecksumAreOfTheClearContent() {
        PutOptions plain = PutOptions.PLAIN.withChecksum(ChecksumWish.of(ChecksumAlgorithm.SHA256));
        world.blob().put(name("plain"), ByteSource.of(bytes(100_000)), plain);
        world.blob()
                .put(
                        name("sealed"),
                        ByteSource.of(bytes(100_000)),
                        plain.withSealing(Optional.of(OWN)));
        StoredObject one = world.blob().head(name("plain"));
        StoredObject other = world.blob().head(name("sealed"));
        assertThat(other.etag()).isEqualTo(one.etag());
        assertThat(other.checksum()).isEqualTo(one.checksum());
        assertThat(other.length()).isEqualTo(one.length());
        assertThat(other.encryption()).contains(Encryption.OWN);
        assertThat(one.encryption()).isEmpty();
    }

    @Test
    void nothingStandsInClearOnTheDisk() throws IOException {
        String mark = "a text that is in no other file";
        String large = mark.repeat(10_000);
        for (Optional<Sealing> way : WAYS.subList(1, WAYS.size())) {
            world.put("small", mark.getBytes(UTF_8), way);
            world.put("large", large.getBytes(UTF_8), way);
        }
        world.close();
        for (Path each : world.files()) {
            String content = new String(Files.readAllBytes(each), ISO_8859_1);
            assertThat(content.contains(mark)).as(each.toString()).isFalse();
            assertThat(content.contains(SealedWorld.CUSTOMER_KEY.revealText()))
                    .as(each.toString())
                    .isFalse();
        }
        world = new SealedWorld(folder);
        assertThat(world.read("large", with(Optional.of(CUSTOMER)))).hasSize(large.length());
    }

    @Test
    void sealedPartsReadAsOneWithoutACopy() throws IOException {
        for (Optional<Sealing> way : WAYS.subList(1, WAYS.size())) {
            PutOptions options = PutOptions.PLAIN.withSealing(way);
            String id = world.blob().createUpload(name("parts"), options).id();
            assertThat(world.blob().upload(name("parts"), id).encryption())
                    .isEqualTo(way.map(Sealing::encryption));
            PutOptions each =
                    PutOptions.PLAIN.withSealing(way.filter(it -> it.customerKey().isPresent()));
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            List<PartTag> tags = new ArrayList<>();
            for (int size : List.of(PART, PART + 1, 100)) {
                byte[] body = bytes(size);
                all.write(body);
                int number = tags.size() + 1;
                Part part =
                        world.blob().putPart(name("parts"), id, number, ByteSource.of(body), each);
                tags.add(new PartTag(number, part.etag()));
            }
            world.blob().completeUpload(name("parts"), id, tags, PutOptions.PLAIN);
            byte[] whole = all.toByteArray();
            assertThat(world.blob().head(name("parts")).encryption())
                    .isEqualTo(way.map(Sealing::encryption));
            assertThat(world.read("parts", with(way))).isEqualTo(whole);
            for (int from : List.of(0, PART - 1, PART, 2 * PART - 3, 2 * PART + 1)) {
                assertThat(world.read("parts", with(way).withRange(range(from, from + 80))))
                        .isEqualTo(Arrays.copyOfRange(whole, from, from + 81));
            }
            ReadOptions second =
                    new ReadOptions(
                            Optional.empty(),
                            Optional.empty(),
                            Optional.of(2),
                            way.flatMap(Sealing::customerKey));
            assertThat(world.read("parts", second)).isEqualTo(bytes(PART + 1));
        }
    }

    @Test
    void aFlippedByteIsToldAndNothingFromItOnServed() throws IOException {
        byte[] body = bytes(300_000);
        world.put("k", body, Optional.of(OWN));
        flip(world.data().getFirst(), 2 * 64 * 1024 + 500);
        int whole = FIRST + NEXT;
        assertThat(world.read("k", ReadOptions.WHOLE.withRange(range(0, whole - 1))))
                .isEqualTo(Arrays.copyOf(body, whole));
        ByteArrayOutputStream served = new ByteArrayOutputStream();
        byte[] buffer = new byte[10_000];
        try (OpenObject open = world.blob().get(name("k"), Optional.empty())) {
            assertThatThrownBy(
                            () -> {
                                while (true) {
                                    int count = open.body().read(buffer, 0, buffer.length);
                                    served.write(buffer, 0, count);
                                }
                            })
                    .isInstanceOf(IOException.class);
        }
        assertThat(served.size()).isLessThanOrEqualTo(whole);
        assertThat(Arrays.copyOf(body, served.size())).isEqualTo(served.toByteArray());
        assertThat(world.log()).contains("blob.damaged");
        int after = whole + NEXT;
        assertThat(world.read("k", ReadOptions.WHOLE.withRange(range(after, after + 5))))
                .isEqualTo(Arrays.copyOfRange(body, after, after + 6));
    }

    private static void flip(Path file, int place) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[place] ^= 1;
        Files.write(file, bytes);
    }

    @Test
    void aCutFileOrAnothersIsNotServed() throws IOException {
        world.put("one", bytes(200_000), Optional.of(OWN));
        world.put("two", bytes(200_000), Optional.of(OWN));
        Path one = world.data().getFirst();
        byte[] content = Files.readAllBytes(one);
        Files.write(one, Files.readAllBytes(world.data().get(1)));
        unreadable("one");
        Files.write(one, Arrays.copyOf(content, content.length - 100));
        unreadable("one");
        Files.write(one, Arrays.copyOf(content, 2 * 64 * 1024));
        unreadable("one");
        Files.write(one, content);
        assertThat(world.read("one", ReadOptions.WHOLE)).isEqualTo(bytes(200_000));
    }

    private void unreadable(String key) {
        assertThatThrownBy(() -> world.read(key, ReadOptions.WHOLE))
                .isInstanceOfSatisfying(
                        Problem.class, it -> assertThat(it.code()).isEqualTo("blob-unavailable"));
    }

    @Test
    void aCustomersKeyIsAskedForAndMustBeTheRightOne() throws IOException {
        world.put("k", bytes(100), Optional.of(CUSTOMER));
        world.put("plain", bytes(100), Optional.empty());
        world.put("own", bytes(100), Optional.of(OWN));
        Sealing other =
                new Sealing(
                        CUSTOMER.encryption(),
                        Optional.of(Secret.of("another customer's key, 32 bytes")));
        refused("k", with(Optional.of(other)), "wrong-key");
        refused("k", ReadOptions.WHOLE, "customer-key-missing");
        refused("plain", with(Optional.of(CUSTOMER)), "customer-key-needless");
        refused("own", with(Optional.of(CUSTOMER)), "customer-key-needless");
        assertThat(world.read("k", with(Optional.of(CUSTOMER)))).isEqualTo(bytes(100));
        String id =
                world.blob()
                        .createUpload(
                                name("u"), PutOptions.PLAIN.withSealing(Optional.of(CUSTOMER)))
                        .id();
        PutOptions wrong = PutOptions.PLAIN.withSealing(Optional.of(other));
        assertThatThrownBy(() -> world.blob().putPart(name("u"), id, 1, ByteSource.empty(), wrong))
                .isInstanceOfSatisfying(
                        Problem.class, it -> assertThat(it.code()).isEqualTo("wrong-key"));
    }

    private void refused(String key, ReadOptions options, String code) {
        assertThatThrownBy(() -> world.read(key, options))
                .isInstanceOfSatisfying(Problem.class, it -> assertThat(it.code()).isEqualTo(code));
    }

    @Test
    void theBucketsWayIsTakenWhereNoneIsAsked() throws IOException {
        world.put("before", bytes(10), Optional.empty());
        world.blob()
                .changeBucket(
                        BUCKET,
                        settings ->
                                settings.with(
                                        it -> it.encryption(Optional.of(CRYPTO.encryption()))));
        assertThat(world.put("put", bytes(10), Optional.empty()).encryption())
                .contains(CRYPTO.encryption());
        assertThat(world.put("asked", bytes(10), Optional.of(OWN)).encryption())
                .contains(Encryption.OWN);
        world.blob().copy(name("before"), name("copy"), CopyOptions.PLAIN);
        assertThat(world.blob().head(name("copy")).encryption()).contains(CRYPTO.encryption());
        String id = world.blob().createUpload(name("u"), PutOptions.PLAIN).id();
        assertThat(world.blob().upload(name("u"), id).encryption()).contains(CRYPTO.encryption());
        assertThat(world.blob().head(name("before")).encryption()).isEmpty();
        assertThat(world.read("copy", ReadOptions.WHOLE)).isEqualTo(bytes(10));
    }

    @Test
    void aCopyIsSealedItsOwnWay() throws IOException {
        for (Optional<Sealing> from : WAYS) {
            world.put("from", bytes(200_000), from);
            for (Optional<Sealing> to : WAYS) {
                CopyOptions options =
                        new CopyOptions(
                                Optional.of(PutOptions.PLAIN.withSealing(to)), Optional.empty());
                world.blob().copy(name("from"), with(from), name("to"), options);
                assertThat(world.read("to", with(to)))
                        .as(from + " to " + to)
                        .isEqualTo(bytes(200_000));
            }
        }
    }

    @Test
    void eachVersionHasItsOwnSeal() throws IOException {
        world.blob()
                .changeBucket(
                        BUCKET, settings -> settings.with(it -> it.versioning(Versioning.ENABLED)));
        List<StoredObject> versions = new ArrayList<>();
        for (int i = 0; i < WAYS.size(); i++) {
            versions.add(world.put("k", bytes(50_000 + i), WAYS.get(i)));
        }
        for (int i = 0; i < WAYS.size(); i++) {
            ReadOptions one =
                    new ReadOptions(
                            Optional.of(versions.get(i).version()),
                            Optional.empty(),
                            Optional.empty(),
                            WAYS.get(i).flatMap(Sealing::customerKey));
            assertThat(world.read("k", one)).isEqualTo(bytes(50_000 + i));
        }
        world.blob().change(name("k"), Optional.empty(), traits -> traits.withHold(true));
        assertThat(world.read("k", with(Optional.of(CUSTOMER)))).isEqualTo(bytes(50_003));
    }

    @Test
    void aReaderKeepsWhatIsDeletedUnderItAndNeverSeesTheFile() throws IOException {
        world.put("k", bytes(200_000), Optional.of(OWN));
        try (OpenObject open = world.blob().get(name("k"), Optional.empty())) {
            assertThat(open.body()).isNotInstanceOf(FileBody.class);
            world.blob().delete(name("k"));
            assertThat(open.body().readAll(ByteCount.mib(1))).isEqualTo(bytes(200_000));
        }
        assertThat(world.data()).isEmpty();
    }

    @Test
    void aRefusedReadLetsGoOfTheData() throws IOException {
        world.put("k", bytes(200_000), Optional.of(CUSTOMER));
        refused("k", ReadOptions.WHOLE, "customer-key-missing");
        world.blob().delete(name("k"));
        assertThat(world.data()).isEmpty();
    }

    private static Optional<ByteRange> range(long from, long to) {
        return Optional.of(new ByteRange(OptionalLong.of(from), OptionalLong.of(to)));
    }
}
