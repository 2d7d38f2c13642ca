package mvi.services.blob.core;

import java.util.ArrayList;
import java.util.List;

/** Where the bytes of an object or part are. */
public sealed interface Data {
    long length();

    /** In the record itself. */
    record Inline(byte[] bytes) implements Data {
        @Override
        public long length() {
            return bytes.length;
        }
    }

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

    /** A whole file, by its id. */
    record Extent(String id, long length) {}

    /** The parts' data as one, without a copy; parts are never inline. */
    static Data joined(List<Data> parts) {
        List<Extent> extents = new ArrayList<>();
        for (Data part : parts) {
            switch (part) {
                case Files files -> extents.addAll(files.extents());
                case Inline inline -> throw new IllegalArgumentException("an inline part");
            }
        }
        return new Files(extents);
    }
}
