package mvi.manifest;

import java.nio.file.Path;
import java.util.Optional;

/** One thing to pack: a file or literal bytes, a folder, or a link to {@code target}. */
record PackEntry(String name, Kind kind, int mode, long size, Source source, String target) {
    enum Kind {
        FILE,
        FOLDER,
        LINK
    }

    /** Where a file's bytes are. */
    record Source(Optional<Path> file, byte[] bytes) {}

    static PackEntry bytes(String name, byte[] bytes) {
        return new PackEntry(
                name, Kind.FILE, 0600, bytes.length, new Source(Optional.empty(), bytes), "");
    }
}
