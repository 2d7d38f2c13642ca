package mvi.engines.store;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.LongSupplier;

/** The machine's disk with calls that fail and free space as told. */
record FaultyDisk(Set<String> fails, LongSupplier free) implements Disk {
    private void check(String call) throws IOException {
        if (fails.contains(call)) {
            throw new IOException("no " + call + " here");
        }
    }

    @Override
    public void write(Path file, byte[] bytes) throws IOException {
        check("write");
        Disk.system().write(file, bytes);
    }

    @Override
    public void sync(Path file) throws IOException {
        check("sync");
        Disk.system().sync(file);
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        check("rename");
        Disk.system().rename(from, to);
    }

    @Override
    public void syncFolder(Path folder) throws IOException {
        check("syncFolder");
        Disk.system().syncFolder(folder);
    }

    @Override
    public long usableBytes(Path folder) {
        return free.getAsLong();
    }
}
