package mvi.engines.store;

import java.util.List;
import java.util.Optional;

/** What a store holds, as one consistent state. */
public interface View {
    Optional<byte[]> get(String family, byte[] key);

    List<Entry> scan(Scan scan);
}
