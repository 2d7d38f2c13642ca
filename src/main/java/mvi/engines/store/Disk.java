package mvi.engines.store;

import java.io.IOException;
import java.nio.file.Path;

/** The calls on which durability rests, as a port, so that a test can take one away. */
public interface Disk {
    /** Makes or empties the file and writes the bytes; not yet durable. */
    void write(Path file, byte[] bytes) throws IOException;

    /** Returns when the file's bytes are on the disk. */
    void sync(Path file) throws IOException;

    /** Replaces the target in one step; durable after {@link #syncFolder}. */
    void rename(Path from, Path to) throws IOException;

    /** Returns when names made, replaced and removed in the folder are on the disk. */
    void syncFolder(Path folder) throws IOException;

    long usableBytes(Path folder) throws IOException;

    static Disk system() {
        return SystemDisk.INSTANCE;
    }
}
