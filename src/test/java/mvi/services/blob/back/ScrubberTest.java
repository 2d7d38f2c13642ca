package mvi.services.blob.back;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import mvi.engines.base.ByteCount;
import mvi.engines.base.ByteSource;
import mvi.engines.base.Clock;
import mvi.engines.base.Events;
import mvi.engines.base.Problem;
import mvi.services.blob.BlobCheck;
import mvi.services.blob.BlobDamage;
import mvi.services.blob.Part;
import mvi.services.blob.PartTag;
import mvi.services.blob.PutOptions;
import mvi.services.blob.PutResult;
import mvi.services.blob.Sealing;
import mvi.services.blob.StoredObject;
import mvi.services.blob.core.Change;
import mvi.services.blob.core.Data;
import mvi.services.blob.core.ObjectRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a pass over all data finds, and what it must not take for damage. */
final class ScrubberTest {
    private static final int LARGE = 300_001;
    private static final int PART = 5 << 20;

    @TempDir Path folder;
    private ScrubWorld world;

    @BeforeEach
    void open() {
        world = new ScrubWorld(folder);
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void whatIsWholeIsFoundWhole() {
        world.keepVersions();
        StoredObject _ = world.put("small", 100);
        StoredObject _ = world.put("large", LARGE);
        StoredObject _ = world.put("large", LARGE + 1);
        StoredObject _ = world.put("empty", 0);
        world.blob.delete(ScrubWorld.name("small"));
        Part _ = part(upload("open"), "open", 1, 200_000);

        ScrubWorld.Checked checked = world.check();
        assertThat(checked.found()).isEmpty();
        assertThat(checked.check().damaged()).isZero();
        assertThat(checked.check().objects()).as("the marker has no content").isEqualTo(5);
        assertThat(checked.check().bytes()).isEqualTo(100 + 2L * LARGE + 1 + 200_000);
        assertThat(checked.check().bytesEver()).isEqualTo(checked.check().bytes());
        assertThat(checked.check().ended()).isPresent();
    }

    @Test
    void aFlippedBitIsFoundWhereverItIs() throws IOException {
        StoredObject _ = world.put("a", LARGE);
        StoredObject _ = world.put("b", LARGE);
        for (long at : List.of(0L, 4096L, 262_143L, 262_144L, LARGE - 1L)) {
            ScrubWorld.flip(world.file("a"), at);
            assertThat(world.check().only())
                    .isEqualTo(
                            new BlobDamage(
                                    "000000000001",
                                    "files",
                                    "a",
                                    StoredObject.NULL_VERSION,
                                    "",
                                    "its bytes are not those that were stored"));
            ScrubWorld.flip(world.file("a"), at);
            assertThat(world.check().found()).as("the bit is back").isEmpty();
        }
    }

    @Test
    void aFileThatIsShorterOrLongerIsFoundWithoutReadingIt() throws IOException {
        StoredObject _ = world.put("a", LARGE);
        resize(world.file("a"), LARGE - 1);
        ScrubWorld.Checked shorter = world.check();
        assertThat(shorter.only().what())
                .isEqualTo("it has 300000 bytes, not the 300001 that were stored");
        assertThat(shorter.check().bytes()).isZero();
        Files.write(world.file("a"), new byte[2], StandardOpenOption.APPEND);
        assertThat(world.check().only().what()).contains("300002 bytes");
    }

    @Test
    void aFileThatIsGoneIsFound() throws IOException {
        StoredObject _ = world.put("a", LARGE);
        Files.delete(world.file("a"));
        assertThat(world.check().only().what()).isEqualTo("its file is gone");
    }

    @Test
    void aFileThatCanNotBeOpenedIsFound() throws IOException {
        StoredObject _ = world.put("a", LARGE);
        Path file = world.file("a");
        Files.delete(file);
        Files.createDirectory(file);
        assertThat(world.check().only().key()).isEqualTo("a");
        Files.delete(file);
    }

    @Test
    void anOlderVersionIsCalledByItsId() throws IOException {
        world.keepVersions();
        StoredObject old = world.put("a", LARGE);
        Path file = world.file("a");
        StoredObject _ = world.put("a", LARGE);
        ScrubWorld.flip(file, 7);
        assertThat(world.check().only().version()).isEqualTo(old.version());
    }

    @Test
    void aPartOfAnOpenUploadIsCalledByItsUploadAndThenByItsObject() throws IOException {
        String upload = upload("big");
        Part one = part(upload, "big", 1, PART);
        Part two = part(upload, "big", 2, 1000);
        ScrubWorld.flip(world.file(partData(upload, 2)), 7);
        BlobDamage damage = world.check().only();
        assertThat(damage.isOfPart()).isTrue();
        assertThat(damage.upload()).isEqualTo(upload);
        assertThat(damage.key()).isEqualTo("big");
        assertThat(damage.what()).isEqualTo("part 2: its bytes are not those that were stored");

        complete(upload, "big", one, two);
        BlobDamage whole = world.check().only();
        assertThat(whole.isOfPart()).isFalse();
        assertThat(whole.what())
                .isEqualTo("of its 2 files, number 2: its bytes are not those that were stored");
    }

    @Test
    void dataAmongTheRecordsIsComparedToo() {
        StoredObject _ = world.put("a", 100);
        byte[] key = Keys.small(small("a").id());
        byte[] record = world.records.get(key).orElseThrow();
        record[record.length - 1] ^= 1;
        write(key, Optional.of(record));
        assertThat(world.check().only().what()).startsWith("its data can't be read");
        write(key, Optional.of(Codec.small(new byte[99])));
        assertThat(world.check().only().what()).contains("99 bytes, not the 100");
        write(key, Optional.empty());
        assertThat(world.check().only().what()).isEqualTo("its data is gone");
    }

    @Test
    void aRecordThatCanNotBeReadIsCalledByItsKeyAndHidesNoOther() throws IOException {
        StoredObject _ = world.put("a/b c", LARGE);
        StoredObject _ = world.put("z", LARGE);
        byte[] key = Keys.object(ScrubWorld.name("a/b c"));
        byte[] record = world.records.get(key).orElseThrow();
        record[30] ^= 1;
        write(key, Optional.of(record));
        ScrubWorld.flip(world.file("z"), 0);
        List<BlobDamage> found = world.check().found();
        assertThat(found).extracting(BlobDamage::key).containsExactly("a/b c", "z");
        assertThat(found.getFirst().what()).contains("its record can't be read");
    }

    @Test
    void anIndexThatCanNotBeReadIsTold() throws IOException {
        world.keepVersions();
        StoredObject _ = world.put("a", LARGE);
        Path file = world.file("a");
        StoredObject _ = world.put("a", LARGE);
        ScrubWorld.flip(file, 0);
        DataFiles files =
                new DataFiles(
                        folder,
                        new SystemDisk(),
                        ByteCount.ZERO,
                        Clock.system(),
                        Events.to(new StringBuilder(), Clock.system()));
        List<BlobDamage> found = new ArrayList<>();
        try (Scrubber scrubber =
                new Scrubber(
                        new TornIndex(world.records, 'o'),
                        files,
                        UncachedFile.Memory.of(folder),
                        Clock.system(),
                        ScrubWorld.begun())) {
            while (!scrubber.isOver()) {
                long _ = scrubber.step();
                found.addAll(scrubber.takeFound());
            }
        }
        assertThat(found).hasSize(2);
        assertThat(found.getFirst().isOfIndex()).isTrue();
        assertThat(found.getFirst().what()).contains("the index of objects can't be read");
        assertThat(found.getLast().key()).as("older versions are read on").isEqualTo("a");
    }

    @Test
    void whatTheFirstFormatWroteIsThereAndAsLong() throws IOException {
        StoredObject _ = world.put("a", LARGE);
        ObjectRecord now = world.disk.object(ScrubWorld.name("a")).orElseThrow();
        Data.Extent extent = ((Data.Files) now.data()).extents().getFirst();
        Data unsummed =
                new Data.Files(
                        List.of(
                                new Data.Extent(
                                        extent.id(), extent.length(), OptionalInt.empty())));
        world.disk.commit(
                List.of(
                        new Change.PutObject(
                                new ObjectRecord(
                                        now.object(),
                                        unsummed,
                                        "",
                                        now.order(),
                                        false,
                                        now.key()))));
        ScrubWorld.flip(world.file("a"), 0);
        ScrubWorld.Checked checked = world.check();
        assertThat(checked.found()).isEmpty();
        assertThat(checked.check().objects()).isOne();
        assertThat(checked.check().bytes()).isZero();
        resize(world.file("a"), 5);
        assertThat(world.check().only().what()).contains("it has 5 bytes");
    }

    @Test
    void whatIsSealedIsComparedAsItLies() throws IOException {
        try (SealedWorld sealed = new SealedWorld(folder.resolve("sealed"))) {
            List<Optional<Sealing>> ways =
                    List.of(
                            Optional.empty(),
                            Optional.of(SealedWorld.OWN),
                            Optional.of(SealedWorld.CUSTOMER));
            for (int length : new int[] {0, 1, 16_000, 65_480, 65_481, 131_000, LARGE}) {
                for (Optional<Sealing> way : ways) {
                    StoredObject _ = sealed.put(length + "/" + way, new byte[length], way);
                }
            }
            PutOptions options = PutOptions.PLAIN.withSealing(ways.get(1));
            String upload = sealed.blob().createUpload(SealedWorld.name("big"), options).id();
            Part _ =
                    sealed.blob()
                            .putPart(
                                    SealedWorld.name("big"),
                                    upload,
                                    1,
                                    ByteSource.of(new byte[1000]),
                                    options);
            ScrubWorld.Checked whole = ScrubWorld.check(sealed.store(), ScrubWorld.begun());
            assertThat(whole.found()).isEmpty();
            assertThat(whole.check().objects()).isEqualTo(22);

            for (Path file : sealed.data()) {
                ScrubWorld.flip(file, 0);
            }
            ScrubWorld.Checked flipped = ScrubWorld.check(sealed.store(), ScrubWorld.begun());
            assertThat(flipped.found()).hasSize(sealed.data().size());
        }
    }

    /** At every moment of a pass. */
    @Test
    void whatIsReplacedOrDeletedMeanwhileIsNoDamage() {
        List<Runnable> changes =
                List.of(
                        () -> world.blob.delete(ScrubWorld.name("a")),
                        () -> world.put("a", LARGE + 1),
                        () -> world.put("a", 10));
        for (boolean isVersioned : List.of(false, true)) {
            for (Runnable change : changes) {
                int steps = steps();
                for (int at = 0; at <= steps; at++) {
                    StoredObject _ = world.put("a", LARGE);
                    StoredObject _ = world.put("b", 10);
                    Seen it = interrupted(at, change);
                    assertThat(it.found()).as("step " + at).isEmpty();
                    world.clear();
                }
            }
            world.keepVersions();
        }
    }

    /** At every moment of a pass; nor does it miss what moves on. */
    @Test
    void anUploadThatIsCompletedMeanwhileIsSeenOnceAtLeast() throws IOException {
        for (int at = 0; at < 16; at++) {
            String upload = upload("big");
            Part only = part(upload, "big", 1, 1000);
            ScrubWorld.flip(world.file(partData(upload, 1)), 7);
            Seen it = interrupted(at, () -> complete(upload, "big", only));
            assertThat(it.found()).as("step " + at).isNotEmpty();
            world.blob.delete(ScrubWorld.name("big"));
        }
    }

    /** What a pass that something happened to has found. */
    private record Seen(BlobCheck check, List<BlobDamage> found) {}

    private int steps() {
        StoredObject _ = world.put("a", LARGE);
        StoredObject _ = world.put("b", 10);
        int steps = 0;
        try (Scrubber scrubber = world.disk.scrubber(ScrubWorld.begun())) {
            for (; !scrubber.state().place().startsWith("d"); steps++) {
                long _ = scrubber.step();
            }
        }
        return steps;
    }

    private Seen interrupted(int at, Runnable change) {
        List<BlobDamage> found = new ArrayList<>();
        try (Scrubber scrubber = world.disk.scrubber(ScrubWorld.begun())) {
            for (int i = 0; !scrubber.isOver(); i++) {
                if (i == at) {
                    change.run();
                }
                long _ = scrubber.step();
                found.addAll(scrubber.takeFound());
            }
            return new Seen(scrubber.state(), found);
        }
    }

    /** At every moment of a pass. */
    @Test
    void aPassGoesOnAfterARestartWhereItWas() throws IOException {
        StoredObject _ = world.put("a", LARGE);
        StoredObject _ = world.put("b", 10);
        StoredObject _ = world.put("c", LARGE);
        ScrubWorld.flip(world.file("c"), 0);
        int steps = steps();
        for (int at = 0; at <= steps; at++) {
            BlobCheck saved;
            List<BlobDamage> found = new ArrayList<>();
            try (Scrubber scrubber = world.disk.scrubber(ScrubWorld.begun())) {
                for (int i = 0; i < at; i++) {
                    long _ = scrubber.step();
                }
                found.addAll(scrubber.takeFound());
                saved = scrubber.state();
            }
            if (saved.ended().isPresent()) {
                continue;
            }
            close();
            open();
            ScrubWorld.Checked rest = world.check(saved);
            found.addAll(rest.found());
            assertThat(found).extracting(BlobDamage::key).as("step " + at).containsExactly("c");
            assertThat(rest.check().objects()).isEqualTo(3);
            assertThat(rest.check().damaged()).isOne();
            assertThat(rest.check().started()).isEqualTo(saved.started());
        }
    }

    @Test
    void aFileThatNothingHoldsGoesWhenItIsADayOld() throws IOException {
        StoredObject _ = world.put("a", LARGE);
        Path held = world.file("a");
        Files.setLastModifiedTime(held, FileTime.from(Instant.parse("2020-01-01T00:00:00Z")));
        Path old = held.resolveSibling("d-old");
        Path young = held.resolveSibling("d-young");
        Files.write(old, new byte[10]);
        Files.write(young, new byte[10]);
        Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofHours(25))));
        ScrubWorld.Checked checked = world.check();
        assertThat(checked.check().orphans()).isOne();
        assertThat(world.files()).containsExactlyInAnyOrder(held, young);
    }

    private static void resize(Path file, long length) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            FileChannel _ = channel.truncate(length);
        }
    }

    private Data.Small small(String key) {
        return (Data.Small) world.disk.object(ScrubWorld.name(key)).orElseThrow().data();
    }

    private void write(byte[] key, Optional<byte[]> value) {
        world.records.commit(List.of(new Records.Write(key, value)));
    }

    private String upload(String key) {
        return world.blob.createUpload(ScrubWorld.name(key), PutOptions.PLAIN).id();
    }

    private Part part(String upload, String key, int number, int length) {
        return world.blob.putPart(
                ScrubWorld.name(key),
                upload,
                number,
                ByteSource.of(ScrubWorld.bytes(length)),
                PutOptions.PLAIN);
    }

    private Data.Extent partData(String upload, int number) {
        Data data = world.disk.part(ScrubWorld.name("big"), upload, number).orElseThrow().data();
        return ((Data.Files) data).extents().getFirst();
    }

    private void complete(String upload, String key, Part... parts) {
        List<PartTag> tags =
                Stream.of(parts).map(each -> new PartTag(each.number(), each.etag())).toList();
        PutResult _ =
                world.blob.completeUpload(ScrubWorld.name(key), upload, tags, PutOptions.PLAIN);
    }

    /** Records of one kind can't be listed. */
    private record TornIndex(Records records, char kind) implements Records {
        @Override
        public Optional<byte[]> get(byte[] key) {
            return records.get(key);
        }

        @Override
        public List<Entry> scan(byte[] prefix, byte[] from, int limit) {
            if (prefix[0] == kind) {
                throw Problem.unavailable("record-damaged", "a record is torn", null);
            }
            return records.scan(prefix, from, limit);
        }

        @Override
        public Optional<Entry> last(byte[] prefix) {
            return records.last(prefix);
        }

        @Override
        public void commit(List<Write> writes) {
            records.commit(writes);
        }
    }
}
