package mvi.engines.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.rocksdb.AbstractNativeReference;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.IndexType;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;
import org.rocksdb.Snapshot;
import org.rocksdb.WALRecoveryMode;
import org.rocksdb.WriteBatchWithIndex;
import org.rocksdb.WriteOptions;

/**
 * One opening of RocksDB with its families and options. Only the store's own platform threads call
 * it, and none during {@link #close}.
 */
final class Database implements AutoCloseable {
    /** Few, since a shard of a small cache must hold more than a block. */
    private static final int CACHE_SHARD_BITS = 2;

    private final List<AbstractNativeReference> owned = new ArrayList<>();
    private final Map<String, ColumnFamilyHandle> families = new HashMap<>();
    private final WriteOptions synced;
    private final ReadOptions plain;
    private final StoreLimits limits;
    private final RocksDB db;

    Database(Path folder, Set<String> wanted, StoreLimits limits) throws RocksDBException {
        RocksDB.loadLibrary();
        this.limits = limits;
        this.synced = new WriteOptions().setSync(true);
        this.plain = new ReadOptions();
        LRUCache cache = new LRUCache(limits.cache().bytes(), CACHE_SHARD_BITS);
        BloomFilter filter = new BloomFilter();
        ColumnFamilyOptions family =
                new ColumnFamilyOptions()
                        .setTableFormatConfig(
                                new BlockBasedTableConfig()
                                        .setBlockCache(cache)
                                        .setCacheIndexAndFilterBlocks(true)
                                        // An index in one piece is larger than a small cache can
                                        // hold, and would be read from the disk each time.
                                        .setIndexType(IndexType.kTwoLevelIndexSearch)
                                        .setPartitionFilters(true)
                                        .setPinTopLevelIndexAndFilter(true)
                                        // Most writes first look for what is not there.
                                        .setFilterPolicy(filter)
                                        .setFormatVersion(6))
                        .setCompressionType(CompressionType.LZ4_COMPRESSION)
                        .setWriteBufferSize(limits.writeBuffer().bytes())
                        .setMaxWriteBufferNumber(2);
        DBOptions options =
                new DBOptions()
                        .setCreateIfMissing(true)
                        .setCreateMissingColumnFamilies(true)
                        .setParanoidChecks(true)
                        // A torn tail was never acknowledged; anything else stops the opening.
                        .setWalRecoveryMode(WALRecoveryMode.TolerateCorruptedTailRecords)
                        .setDbWriteBufferSize(limits.writeBuffer().bytes())
                        .setMaxTotalWalSize(4 * limits.writeBuffer().bytes())
                        .setMaxOpenFiles(64)
                        .setMaxBackgroundJobs(2)
                        .setStatsDumpPeriodSec(0)
                        .setStatsPersistPeriodSec(0)
                        .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
                        .setKeepLogFileNum(2)
                        .setMaxLogFileSize(1 << 20);
        owned.addAll(List.of(options, family, cache, filter, synced, plain));
        boolean isOpen = false;
        try {
            db = opened(folder, wanted, options, family);
            isOpen = true;
        } finally {
            if (!isOpen) {
                closeOwned();
            }
        }
    }

    private RocksDB opened(
            Path folder, Set<String> wanted, DBOptions options, ColumnFamilyOptions family)
            throws RocksDBException {
        List<ColumnFamilyDescriptor> descriptors = new ArrayList<>();
        for (String name : names(folder, wanted)) {
            descriptors.add(new ColumnFamilyDescriptor(name.getBytes(UTF_8), family));
        }
        List<ColumnFamilyHandle> handles = new ArrayList<>();
        RocksDB opened = RocksDB.open(options, folder.toString(), descriptors, handles);
        for (int i = 0; i < handles.size(); i++) {
            families.put(new String(descriptors.get(i).getName(), UTF_8), handles.get(i));
        }
        return opened;
    }

    /** Families that are there must be opened too, also those nobody asks for any more. */
    private static Set<String> names(Path folder, Set<String> wanted) throws RocksDBException {
        Set<String> names = new LinkedHashSet<>(List.of("default"));
        if (Files.exists(folder.resolve("CURRENT"))) {
            try (Options options = new Options()) {
                for (byte[] name : RocksDB.listColumnFamilies(options, folder.toString())) {
                    names.add(new String(name, UTF_8));
                }
            }
        }
        names.addAll(wanted);
        return names;
    }

    /** Returns when the group is on the disk. */
    void write(WriteBatchWithIndex group) throws RocksDBException {
        db.write(synced, group);
    }

    void add(WriteBatchWithIndex group, Batch batch) throws RocksDBException {
        for (Batch.Write write : batch.writes()) {
            switch (write) {
                case Batch.Write.Put put ->
                        group.put(
                                family(put.family()),
                                put.key(),
                                Records.wrap(put.key(), put.value()));
                case Batch.Write.Delete delete ->
                        group.delete(family(delete.family()), delete.key());
            }
        }
    }

    Optional<byte[]> get(@Nullable WriteBatchWithIndex group, String family, byte[] key)
            throws RocksDBException {
        byte[] record =
                group == null
                        ? db.get(family(family), plain, key)
                        : group.getFromBatchAndDB(db, family(family), plain, key);
        return record == null ? Optional.empty() : Optional.of(Records.unwrap(key, record));
    }

    List<Entry> scan(@Nullable WriteBatchWithIndex group, Scan scan) throws RocksDBException {
        Snapshot snapshot = db.getSnapshot();
        try (ReadOptions options = new ReadOptions().setSnapshot(snapshot);
                Slice lower = scan.from() == null ? null : new Slice(scan.from());
                Slice upper = scan.to() == null ? null : new Slice(scan.to())) {
            if (group == null) {
                if (lower != null) {
                    options.setIterateLowerBound(lower);
                }
                if (upper != null) {
                    options.setIterateUpperBound(upper);
                }
            }
            RocksIterator base = db.newIterator(family(scan.family()), options);
            // With a group, the iterator over both owns the one below it.
            try (RocksIterator iterator =
                    group == null ? base : group.newIteratorWithBase(family(scan.family()), base)) {
                return read(iterator, scan);
            }
        } finally {
            db.releaseSnapshot(snapshot);
        }
    }

    private List<Entry> read(RocksIterator iterator, Scan scan) throws RocksDBException {
        boolean isAscending = scan.direction() == Scan.Direction.ASCENDING;
        seekFirst(iterator, scan, isAscending);
        List<Entry> entries = new ArrayList<>();
        long bytes = 0;
        int limit = Math.min(scan.limit(), limits.scanEntries());
        while (iterator.isValid() && entries.size() < limit) {
            byte[] key = iterator.key();
            if (!isWithin(key, scan)) {
                break;
            }
            byte[] value = Records.unwrap(key, iterator.value());
            entries.add(new Entry(key, value));
            bytes += key.length + value.length;
            if (bytes >= limits.scanBytes().bytes()) {
                break;
            }
            if (isAscending) {
                iterator.next();
            } else {
                iterator.prev();
            }
        }
        iterator.status();
        return entries;
    }

    private static void seekFirst(RocksIterator iterator, Scan scan, boolean isAscending) {
        byte[] from = scan.from();
        byte[] to = scan.to();
        if (isAscending) {
            if (from == null) {
                iterator.seekToFirst();
            } else {
                iterator.seek(from);
            }
            return;
        }
        if (to == null) {
            iterator.seekToLast();
            return;
        }
        iterator.seekForPrev(to);
        if (iterator.isValid() && Arrays.compareUnsigned(iterator.key(), to) >= 0) {
            iterator.prev();
        }
    }

    private static boolean isWithin(byte[] key, Scan scan) {
        byte[] from = scan.from();
        byte[] to = scan.to();
        return (from == null || Arrays.compareUnsigned(key, from) >= 0)
                && (to == null || Arrays.compareUnsigned(key, to) < 0);
    }

    private ColumnFamilyHandle family(String name) {
        ColumnFamilyHandle handle = families.get(name);
        if (handle == null) {
            throw new IllegalArgumentException("the store was opened without family " + name);
        }
        return handle;
    }

    @Override
    public void close() throws RocksDBException {
        families.values().forEach(ColumnFamilyHandle::close);
        db.closeE();
        closeOwned();
    }

    private void closeOwned() {
        owned.forEach(AbstractNativeReference::close);
    }
}
