package mvi.services.blob.core;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** Where the bytes of an object or part are. */
public sealed interface Data {
    long length();

    /** In the record itself, as the first format had it. */
    record Inline(byte[] bytes) implements Data {
        @Override
        public long length() {
            return bytes.length;
        }
    }

    /** Among the records, by its id: a record that is listed stays small. */
    record Small(String id, long length) implements Data {}

    /** In files of the store, one after the other. */
    record Files(List<Extent> extents) implements Data {
        public Files {
            extents = List.copyOf(extents);
        }

        @Override
        public long length() {
            return extents.stream().mapToLong(Extent::length).sum();
        }
    }

    /**
     * A whole file, by its id.
     *
     * @param length of what it holds; a sealed file itself is longer
     * @param crc CRC-32C of the file's bytes as they are, sealed or not; empty for what the first
     *     format wrote
     */
    record Extent(String id, long length, OptionalInt crc) {}

    /** The parts' data as one, without a copy; parts are never inline. */
    static Data joined(List<Data> parts) {
        List<Extent> extents = new ArrayList<>();
        for (Data part : parts) {
            switch (part) {
                case Files files -> extents.addAll(files.extents());
                case Inline _, Small _ -> throw new IllegalArgumentException("a part in no file");
            }
        }
        return new Files(extents);
    }
}
