package mvi.services.blob.back;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Records by key in byte order, committed together and durably: what Blob asks of its index. */
public interface Records {
    Optional<byte[]> get(byte[] key);

    /** Keys that start with {@code prefix}, from {@code from} on. */
    List<Entry> scan(byte[] prefix, byte[] from, int limit);

    /** The highest key that starts with {@code prefix}. */
    Optional<Entry> last(byte[] prefix);

    /** Several reads in one go; they wait for nothing but these records and their disk. */
    default <T> T together(Supplier<T> reads) {
        return reads.get();
    }

    /** Returns when all of it is durable; on a failure all or nothing of it is. */
    void commit(List<Write> writes);

    /** A record as it is. */
    record Entry(byte[] key, byte[] value) {}

    /** A record to be; an empty value removes it. */
    record Write(byte[] key, Optional<byte[]> value) {}
}
