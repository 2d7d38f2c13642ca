package mvi.services.blob.core;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import mvi.services.blob.BucketName;
import mvi.services.blob.ObjectName;
import mvi.services.blob.StoredObject;
import mvi.services.blob.VersionEntry;
import mvi.services.blob.VersionListing;
import mvi.services.blob.VersionListing.Marker;

/** One page of a bucket's versions, merged from the newest ones and those behind them. */
final class VersionLister {
    private static final int BATCH = 256;
    private static final int FOLDING_BATCH = 16;

    private final BlobStore store;
    private final BucketName bucket;
    private final String delimiter;
    private final byte[] start;
    private final String prefix;
    private final int limit;
    private final List<VersionEntry> entries = new ArrayList<>();
    private final List<String> prefixes = new ArrayList<>();
    private final Versions versions;
    private byte[] newestFrom;
    private byte[] olderFrom;
    private long olderOrder = Long.MAX_VALUE;
    private Marker last = new Marker("", Optional.empty());

    VersionLister(
            BlobStore store,
            Versions versions,
            BucketName bucket,
            String prefix,
            String delimiter,
            int limit) {
        this.store = store;
        this.versions = versions;
        this.bucket = bucket;
        this.prefix = prefix;
        this.delimiter = delimiter;
        this.limit = limit;
        this.start = bytes(prefix);
        this.newestFrom = start;
        this.olderFrom = start;
    }

    VersionListing after(Optional<Marker> marker) {
        marker.ifPresent(this::goTo);
        while (true) {
            int batch = delimiter.isEmpty() ? Math.min(BATCH, limit + 1 - size()) : FOLDING_BATCH;
            List<ObjectRecord> newest = store.objects(bucket, start, newestFrom, batch);
            List<ObjectRecord> older = store.olderOf(bucket, start, olderFrom, olderOrder, batch);
            if (newest.isEmpty() && older.isEmpty()) {
                return new VersionListing(entries, prefixes, Optional.empty());
            }
            if (take(newest, older, batch)) {
                return new VersionListing(entries, prefixes, Optional.of(last));
            }
        }
    }

    private void goTo(Marker marker) {
        last = marker;
        byte[] key = bytes(marker.key());
        if (marker.version().isEmpty()) {
            boolean isPrefix = folded(marker.key()).equals(Optional.of(marker.key()));
            from(isPrefix ? Lister.beyond(key) : beyondVersions(key));
            return;
        }
        newestFrom = later(Arrays.copyOf(key, key.length + 1), start);
        ObjectName name = new ObjectName(bucket, marker.key());
        Optional<ObjectRecord> record = versions.find(name, marker.version());
        long order =
                record.map(ObjectRecord::order)
                        .orElseGet(
                                () ->
                                        marker.version().get().equals(StoredObject.NULL_VERSION)
                                                ? Long.MAX_VALUE
                                                : Versions.order(marker.version().get()));
        olderFrom = later(key, start);
        olderOrder = Arrays.equals(olderFrom, key) ? order - 1 : Long.MAX_VALUE;
    }

    private void from(byte[] place) {
        newestFrom = later(place, start);
        olderFrom = newestFrom;
        olderOrder = Long.MAX_VALUE;
    }

    /** Whether the page is full before both are at their end. */
    private boolean take(List<ObjectRecord> newest, List<ObjectRecord> older, int batch) {
        int n = 0;
        int o = 0;
        // Beyond the last of a full batch there may be more, which the other must not overtake.
        while ((n < newest.size() || newest.size() < batch)
                && (o < older.size() || older.size() < batch)
                && (n < newest.size() || o < older.size())) {
            boolean isNewest =
                    o == older.size()
                            || n < newest.size() && compare(newest.get(n), older.get(o)) <= 0;
            ObjectRecord each = isNewest ? newest.get(n) : older.get(o);
            String key = each.object().name().key();
            if (size() == limit) {
                return true;
            }
            Optional<String> common = folded(key);
            if (common.isPresent()) {
                prefixes.add(common.get());
                last = new Marker(common.get(), Optional.empty());
                from(Lister.beyond(bytes(common.get())));
                return false;
            }
            boolean isLatest = isNewest || !key.equals(last.key());
            entries.add(new VersionEntry(each.object(), isLatest, each.isDeleteMarker()));
            last = new Marker(key, Optional.of(each.object().version()));
            if (isNewest) {
                n++;
                newestFrom = Arrays.copyOf(bytes(key), bytes(key).length + 1);
            } else {
                o++;
                olderFrom = bytes(key);
                olderOrder = each.order() - 1;
            }
        }
        return false;
    }

    private static int compare(ObjectRecord newest, ObjectRecord older) {
        return Arrays.compareUnsigned(
                bytes(newest.object().name().key()), bytes(older.object().name().key()));
    }

    private int size() {
        return entries.size() + prefixes.size();
    }

    private Optional<String> folded(String key) {
        return Lister.folded(key, prefix, delimiter);
    }

    private static byte[] later(byte[] one, byte[] other) {
        return Arrays.compareUnsigned(one, other) > 0 ? one : other;
    }

    /** A key has no zero byte, and its versions stand behind one. */
    private static byte[] beyondVersions(byte[] key) {
        byte[] next = Arrays.copyOf(key, key.length + 1);
        next[key.length] = 1;
        return next;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
