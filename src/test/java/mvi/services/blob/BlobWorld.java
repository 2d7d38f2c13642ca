package mvi.services.blob;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import mvi.engines.base.ByteCount;
import mvi.engines.base.Chance;
import mvi.engines.base.Clock;
import mvi.engines.base.Events;
import mvi.engines.base.Ids;
import mvi.engines.store.Disk;
import mvi.engines.store.RecordStore;
import mvi.engines.store.StoreLimits;
import mvi.fakes.FakeClock;
import mvi.services.blob.back.DiskBlobStore;
import mvi.services.blob.back.StoreRecords;
import mvi.services.blob.core.BlobCore;

/** Blob on a disk, from 2030-01-01T00:00:00Z on. */
final class BlobWorld implements AutoCloseable {
    final FakeClock clock = new FakeClock();
    final BlobCore blob;
    private final RecordStore records;
    private final DiskBlobStore store;

    BlobWorld(Path folder) {
        Ids ids = new Ids(clock, Chance.system());
        BlobConfig config = BlobConfig.DEFAULT.withDiskReserve(ByteCount.kib(1));
        records =
                RecordStore.open(
                        folder.resolve("index"),
                        Set.of(StoreRecords.FAMILY),
                        StoreLimits.DEFAULT.withDiskReserve(ByteCount.kib(1)),
                        Disk.system());
        store =
                new DiskBlobStore(
                        folder,
                        new StoreRecords(records),
                        ids,
                        config,
                        clock,
                        Events.to(new StringBuilder(), Clock.system()));
        store.start();
        blob = new BlobCore(store, clock, ids, config);
    }

    void goTo(String time) {
        clock.pass(Duration.between(clock.now(), Instant.parse(time)));
    }

    @Override
    public void close() {
        store.close();
        records.close();
    }
}
