package mvi.start.data;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import mvi.engines.base.ByteCount;
import mvi.engines.base.ByteSource;
import mvi.engines.base.Chance;
import mvi.engines.base.Clock;
import mvi.engines.base.Events;
import mvi.engines.base.Ids;
import mvi.engines.store.Disk;
import mvi.engines.store.RecordStore;
import mvi.engines.store.StoreLimits;
import mvi.fakes.FakeClock;
import mvi.fakes.FakeKv;
import mvi.platform.app.PlatformTables;
import mvi.platform.observe.BlobChecks;
import mvi.services.blob.BlobCheck;
import mvi.services.blob.BlobConfig;
import mvi.services.blob.Bucket;
import mvi.services.blob.BucketName;
import mvi.services.blob.LifecycleRule;
import mvi.services.blob.ObjectName;
import mvi.services.blob.PutOptions;
import mvi.services.blob.PutResult;
import mvi.services.blob.back.DiskBlobStore;
import mvi.services.blob.back.Records;
import mvi.services.blob.back.Scrubber;
import mvi.services.blob.back.StoreRecords;
import mvi.services.blob.core.BlobCore;

/** Blob and its keeper over months that pass in a moment. */
final class BlobKeeperWorld implements AutoCloseable {
    final FakeClock clock = new FakeClock();
    final StringBuilder told = new StringBuilder();
    final FakeKv kv = new FakeKv();
    final BlobChecks checks = new BlobChecks(kv);
    final BlobCore blob;
    BlobKeeper keeper;
    Function<BlobCheck, Scrubber> scrubbers;
    ByteCount bytesPerSecond = DataCheck.BYTES_PER_SECOND;

    private final Path folder;
    private final RecordStore store;
    private final StoreRecords records;
    private final DiskBlobStore disk;

    BlobKeeperWorld(Path folder) {
        this.folder = folder;
        PlatformTables.ensure(kv);
        Ids ids = new Ids(clock, Chance.system());
        BlobConfig config = BlobConfig.DEFAULT.withDiskReserve(ByteCount.kib(1));
        store =
                RecordStore.open(
                        folder.resolve("index"),
                        Set.of(StoreRecords.FAMILY),
                        StoreLimits.DEFAULT.withDiskReserve(ByteCount.kib(1)),
                        Disk.system());
        records = new StoreRecords(store);
        Events events = Events.to(told, clock);
        disk = new DiskBlobStore(folder, records, ids, config, clock, events);
        disk.start();
        blob = new BlobCore(disk, clock, ids, config);
        scrubbers = disk::scrubber;
        keeper = keeper(clock);
    }

    /** As after a restart of the process. */
    BlobKeeper keeper(Clock its) {
        Events events = Events.to(told, its);
        DataCheck check =
                new DataCheck(checks, begun -> scrubbers.apply(begun), bytesPerSecond, its, events);
        return new BlobKeeper(blob, check, its, events);
    }

    /** Lets the keeper do what it does until then. */
    void goTo(Instant time) {
        while (clock.now().isBefore(time)) {
            Duration untilNext = keeper.turn();
            Duration left = Duration.between(clock.now(), time);
            if (left.isPositive()) {
                clock.pass(untilNext.compareTo(left) < 0 ? untilNext : left);
            }
        }
    }

    void goTo(String time) {
        goTo(Instant.parse(time));
    }

    /** Turns until a pass has ended. */
    void finishPass() {
        do {
            Duration untilNext = keeper.turn();
            clock.pass(untilNext);
        } while (checks.passes().running().isPresent());
    }

    void put(ObjectName name, int length) {
        PutResult _ = blob.put(name, ByteSource.of(new byte[length]), PutOptions.PLAIN);
    }

    void rule(BucketName bucket, LifecycleRule.Expiry expiry) {
        LifecycleRule rule =
                new LifecycleRule(
                        "rule",
                        true,
                        "",
                        true,
                        Map.of(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(expiry),
                        Optional.empty(),
                        Optional.empty());
        Bucket _ =
                blob.changeBucket(bucket, it -> it.with(draft -> draft.lifecycle(List.of(rule))));
    }

    void expireAt(BucketName bucket, String date) {
        rule(
                bucket,
                new LifecycleRule.Expiry(
                        Optional.empty(), Optional.of(Instant.parse(date)), false));
    }

    List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(folder.resolve("data"))) {
            return all.filter(Files::isRegularFile).toList();
        }
    }

    /** Nobody can read it from then on. */
    void tear(ObjectName name) {
        byte[] record = records.get(key(name)).orElseThrow();
        record[record.length - 1] ^= 1;
        records.commit(List.of(new Records.Write(key(name), Optional.of(record))));
    }

    /** Records that nobody could ever read. */
    void putTorn(List<ObjectName> names) {
        records.commit(
                names.stream()
                        .map(each -> new Records.Write(key(each), Optional.of(new byte[20])))
                        .toList());
    }

    private static byte[] key(ObjectName name) {
        BucketName bucket = name.bucket();
        return String.join("\0", "o" + bucket.account(), bucket.name(), name.key())
                .getBytes(StandardCharsets.UTF_8);
    }

    List<String> told(String event) {
        List<String> lines = new ArrayList<>();
        told.toString().lines().filter(line -> line.contains("event=" + event)).forEach(lines::add);
        return lines;
    }

    @Override
    public void close() {
        disk.close();
        store.close();
    }
}
