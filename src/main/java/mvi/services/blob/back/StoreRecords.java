package mvi.services.blob.back;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import mvi.engines.store.Batch;
import mvi.engines.store.RecordStore;
import mvi.engines.store.Scan;

/** Blob's index in a record store, in one family of it. */
public final class StoreRecords implements Records {
    /** The family that the store is opened with. */
    public static final String FAMILY = "blob";

    private final RecordStore store;

    public StoreRecords(RecordStore store) {
        this.store = store;
    }

    @Override
    public Optional<byte[]> get(byte[] key) {
        return store.get(FAMILY, key);
    }

    /** A page of the store may end early by its bytes, so it is asked until there is no more. */
    @Override
    public List<Entry> scan(byte[] prefix, byte[] from, int limit) {
        List<Entry> all = new ArrayList<>();
        Scan range = new Scan(FAMILY, from, Scan.after(prefix), limit, Scan.Direction.ASCENDING);
        while (all.size() < limit) {
            Scan rest =
                    new Scan(
                            FAMILY,
                            range.from(),
                            range.to(),
                            limit - all.size(),
                            Scan.Direction.ASCENDING);
            var page = store.scan(rest);
            if (page.isEmpty()) {
                return all;
            }
            page.forEach(each -> all.add(new Entry(each.key(), each.value())));
            range = range.goOnAfter(page.getLast().key());
        }
        return all;
    }

    @Override
    public Optional<Entry> last(byte[] prefix) {
        Scan range = new Scan(FAMILY, prefix, Scan.after(prefix), 1, Scan.Direction.DESCENDING);
        return store.scan(range).stream()
                .findFirst()
                .map(each -> new Entry(each.key(), each.value()));
    }

    @Override
    public <T> T together(Supplier<T> reads) {
        return store.together(reads);
    }

    @Override
    public void commit(List<Write> writes) {
        Batch batch = new Batch();
        for (Write each : writes) {
            if (each.value().isPresent()) {
                batch.put(FAMILY, each.key(), each.value().get());
            } else {
                batch.delete(FAMILY, each.key());
            }
        }
        store.commit(batch);
    }
}
