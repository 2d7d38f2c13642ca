package mvi.services.kv.back;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import mvi.engines.store.Batch;
import mvi.engines.store.Change;
import mvi.engines.store.RecordStore;
import mvi.engines.store.Scan;
import mvi.engines.store.View;
import mvi.services.kv.core.KvRecord;
import mvi.services.kv.core.KvStore;
import mvi.services.kv.core.KvView;

/** Items in one family of a record store, which its owner opens and closes. */
public final class RocksKvStore implements KvStore {
    /** The family to open the store with. */
    public static final String FAMILY = "items";

    public static final Set<String> FAMILIES = Set.of(FAMILY);

    private final RecordStore store;

    public RocksKvStore(RecordStore store) {
        this.store = store;
    }

    @Override
    public <T> T update(Function<KvView, KvChange<T>> decide) {
        return store.update(
                view -> {
                    KvChange<T> change = decide.apply(new StoreView(view));
                    Batch batch = new Batch();
                    for (Map.Entry<byte[], Optional<byte[]>> write : change.writes()) {
                        write.getValue()
                                .ifPresentOrElse(
                                        value -> batch.put(FAMILY, write.getKey(), value),
                                        () -> batch.delete(FAMILY, write.getKey()));
                    }
                    return new Change<>(batch, change.result());
                });
    }

    @Override
    public Optional<byte[]> get(byte[] key) {
        return new StoreView(store).get(key);
    }

    @Override
    public List<KvRecord> scan(byte[] from, byte[] to, int limit, boolean isAscending) {
        return new StoreView(store).scan(from, to, limit, isAscending);
    }

    private record StoreView(View view) implements KvView {
        @Override
        public Optional<byte[]> get(byte[] key) {
            return view.get(FAMILY, key);
        }

        @Override
        public List<KvRecord> scan(byte[] from, byte[] to, int limit, boolean isAscending) {
            Scan.Direction direction =
                    isAscending ? Scan.Direction.ASCENDING : Scan.Direction.DESCENDING;
            return view.scan(new Scan(FAMILY, from, to, limit, direction)).stream()
                    .map(entry -> new KvRecord(entry.key(), entry.value()))
                    .toList();
        }
    }
}
