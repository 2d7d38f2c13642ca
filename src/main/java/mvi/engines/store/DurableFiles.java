package mvi.engines.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.CRC32C;
import mvi.engines.base.Problem;

/**
 * Small files that are replaced whole: keys, snapshots, configuration. A reader sees the old file
 * or the new one, also after a power cut; one that was damaged is refused.
 *
 * <p>Format: {@code MVIF}, a version byte, CRC-32C of the content (4 bytes), its length (8 bytes),
 * the content; big-endian.
 *
 * <p>Problems: {@code file-damaged} and {@code file-too-new} UNAVAILABLE, {@code file-failed}
 * UNAVAILABLE.
 */
public final class DurableFiles {
    private static final int MAGIC = 0x4D564946;
    private static final byte VERSION = 1;
    private static final int HEAD_BYTES = 4 + 1 + 4 + 8;

    private final Disk disk;

    public DurableFiles(Disk disk) {
        this.disk = disk;
    }

    /** On the disk when this returns. One writer per file. */
    public void write(Path file, byte[] content) {
        Path folder = parent(file);
        Path next = folder.resolve(file.getFileName() + ".new");
        ByteBuffer whole = ByteBuffer.allocate(HEAD_BYTES + content.length);
        whole.putInt(MAGIC).put(VERSION).putInt(checksum(content)).putLong(content.length);
        whole.put(content);
        try {
            Files.createDirectories(folder);
            disk.write(next, whole.array());
            // The content must be on the disk before the name points at it.
            disk.sync(next);
            disk.rename(next, file);
            disk.syncFolder(folder);
        } catch (IOException e) {
            throw Problem.unavailable("file-failed", "could not write " + file, e);
        }
    }

    /** The content, or empty when there is no such file. */
    public Optional<byte[]> read(Path file) {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw Problem.unavailable("file-failed", "could not read " + file, e);
        }
        if (bytes.length < HEAD_BYTES) {
            throw damaged(file);
        }
        ByteBuffer whole = ByteBuffer.wrap(bytes);
        if (whole.getInt() != MAGIC) {
            throw damaged(file);
        }
        byte version = whole.get();
        if (version > VERSION) {
            throw Problem.unavailable(
                    "file-too-new", file + " was written by a newer mvi: upgrade this one", null);
        }
        int checksum = whole.getInt();
        long length = whole.getLong();
        byte[] content = new byte[whole.remaining()];
        whole.get(content);
        if (version < 1 || length != content.length || checksum != checksum(content)) {
            throw damaged(file);
        }
        return Optional.of(content);
    }

    public void delete(Path file) {
        try {
            if (Files.deleteIfExists(file)) {
                disk.syncFolder(parent(file));
            }
        } catch (IOException e) {
            throw Problem.unavailable("file-failed", "could not delete " + file, e);
        }
    }

    private static Path parent(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null) {
            throw new IllegalArgumentException("a file has a folder: " + file);
        }
        return folder;
    }

    private static int checksum(byte[] content) {
        CRC32C crc = new CRC32C();
        crc.update(content);
        return (int) crc.getValue();
    }

    private static Problem damaged(Path file) {
        return Problem.unavailable(
                "file-damaged", file + " is damaged: restore it from a backup", null);
    }
}
