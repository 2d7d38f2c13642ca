package mvi.services.kv.core;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Ordered bytes with one writer. */
public interface KvStore extends KvView {
    /** Decides on the newest state, alone; returns when what it wrote is on the disk. */
    <T> T update(Function<KvView, KvChange<T>> decide);

    /** Writes in order, an empty value being a deletion, and what the caller is told. */
    record KvChange<T>(List<Map.Entry<byte[], Optional<byte[]>>> writes, T result) {
        public static <T> KvChange<T> none(T result) {
            return new KvChange<>(List.of(), result);
        }
    }

    /** Collects writes; the last to a key wins. */
    final class Writes {
        private final Map<ByteBuffer, Optional<byte[]>> writes = new LinkedHashMap<>();

        Writes put(byte[] key, byte[] value) {
            writes.put(ByteBuffer.wrap(key), Optional.of(value));
            return this;
        }

        Writes delete(byte[] key) {
            writes.put(ByteBuffer.wrap(key), Optional.empty());
            return this;
        }

        <T> KvChange<T> with(T result) {
            List<Map.Entry<byte[], Optional<byte[]>>> all = new ArrayList<>();
            writes.forEach((key, value) -> all.add(Map.entry(key.array(), value)));
            return new KvChange<>(all, result);
        }
    }
}
