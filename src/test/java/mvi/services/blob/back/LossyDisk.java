package mvi.services.blob.back;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;

/**
 * A disk that fails at random, and that loses with the power what was never synced: bytes beyond
 * the last sync of their file become others or none, a name whose folder was not synced since is
 * not there.
 */
final class LossyDisk implements Disk {
    private final Disk disk = new SystemDisk();
    private final Random random;
    private final double faults;
    private final Map<FileChannel, Path> open = new HashMap<>();
    private final Map<Path, Long> synced = new HashMap<>();
    private final Map<Path, Path> unsettled = new HashMap<>();
    private boolean isFailing = true;

    /**
     * @param faults how many of all calls fail, of 1
     */
    LossyDisk(long seed, double faults) {
        this.random = new Random(seed);
        this.faults = faults;
    }

    private boolean fails() {
        return isFailing && random.nextDouble() < faults;
    }

    private void mayFail() throws IOException {
        if (fails()) {
            throw broken();
        }
    }

    private IOException broken() {
        return new IOException(
                random.nextBoolean() ? "Input/output error" : "No space left on device");
    }

    @Override
    public synchronized FileChannel create(Path file) throws IOException {
        mayFail();
        FileChannel channel = disk.create(file);
        open.put(channel, file);
        synced.put(file, 0L);
        return channel;
    }

    @Override
    public synchronized void write(FileChannel file, byte[] bytes, int offset, int count)
            throws IOException {
        if (fails()) {
            disk.write(file, bytes, offset, random.nextInt(count + 1));
            throw broken();
        }
        disk.write(file, bytes, offset, count);
    }

    @Override
    public synchronized void sync(FileChannel file) throws IOException {
        mayFail();
        disk.sync(file);
        Path name = open.get(file);
        if (name != null) {
            synced.put(name, file.size());
        }
    }

    @Override
    public synchronized void rename(Path from, Path to) throws IOException {
        mayFail();
        disk.rename(from, to);
        synced.put(to, synced.getOrDefault(from, 0L));
        unsettled.put(to, from);
    }

    @Override
    public synchronized void syncFolder(Path folder) throws IOException {
        mayFail();
        disk.syncFolder(folder);
        unsettled.keySet().removeIf(name -> folder.equals(name.getParent()));
    }

    @Override
    public synchronized void delete(Path file) throws IOException {
        mayFail();
        disk.delete(file);
        synced.remove(file);
        unsettled.remove(file);
    }

    @Override
    public long free(Path folder) throws IOException {
        return disk.free(folder);
    }

    /** What is left of all that was written. */
    synchronized void cutPower() {
        isFailing = false;
        try {
            for (Map.Entry<Path, Path> each : unsettled.entrySet()) {
                if (random.nextBoolean()) {
                    Files.deleteIfExists(each.getKey());
                }
            }
            for (Map.Entry<Path, Long> each : synced.entrySet()) {
                if (Files.exists(each.getKey())) {
                    spoil(each.getKey(), each.getValue());
                }
            }
        } catch (IOException real) {
            throw new UncheckedIOException(real);
        }
    }

    private void spoil(Path file, long kept) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            long length = channel.size();
            channel.truncate(kept);
            if (random.nextBoolean() && length > kept) {
                byte[] others = new byte[(int) Math.min(length - kept, 1000)];
                random.nextBytes(others);
                disk.write(channel, others, 0, others.length);
            }
        }
    }
}
