package mvi.services.blob.back;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** The calls to the file system that can fail in ways that matter; a test's fail on demand. */
interface Disk {
    /** A file that was not there, open to write. */
    FileChannel create(Path file) throws IOException;

    void write(FileChannel file, byte[] bytes, int offset, int count) throws IOException;

    /** Contents and length reach the platter. */
    void sync(FileChannel file) throws IOException;

    void rename(Path from, Path to) throws IOException;

    /** Names made or removed in it reach the platter. */
    void syncFolder(Path folder) throws IOException;

    /** A file that may be gone already. */
    void delete(Path file) throws IOException;

    /** Bytes that this process may still write. */
    long free(Path folder) throws IOException;

    /** Ends threads of its own, if it has any. */
    default void close() {}
}
