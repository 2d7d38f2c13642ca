package mvi.engines.store;

import java.util.ArrayList;
import java.util.List;

/** Writes that happen all or not at all. Filled by one thread, then handed over. */
public final class Batch {
    sealed interface Write {
        record Put(String family, byte[] key, byte[] value) implements Write {}

        record Delete(String family, byte[] key) implements Write {}
    }

    private final List<Write> writes = new ArrayList<>();
    private long bytes;

    public Batch put(String family, byte[] key, byte[] value) {
        writes.add(new Write.Put(family, key, value));
        bytes += key.length + value.length;
        return this;
    }

    public Batch delete(String family, byte[] key) {
        writes.add(new Write.Delete(family, key));
        bytes += key.length;
        return this;
    }

    public boolean isEmpty() {
        return writes.isEmpty();
    }

    List<Write> writes() {
        return writes;
    }

    long bytes() {
        return bytes;
    }
}
