package mvi.services.kv.core;

import java.util.List;
import java.util.Optional;

/** A state to read. */
public interface KvView {
    Optional<byte[]> get(byte[] key);

    /** Keys from {@code from} to before {@code to}; never empty before the range's end. */
    List<KvRecord> scan(byte[] from, byte[] to, int limit, boolean isAscending);
}
