package mvi.start;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import mvi.engines.base.Secret;
import mvi.engines.base.TlsIdentity;

/**
 * Small files of the data folder, replaced whole: a reader, or a start after a crash, sees the old
 * or the new.
 */
public final class SmallFiles {
    private SmallFiles() {}

    /**
     * @param mode for example {@code rw-------}; the file has it before it has content
     */
    public static void write(Path file, String content, String mode) {
        write(file, content.getBytes(StandardCharsets.UTF_8), mode);
    }

    public static void write(Path file, byte[] content, String mode) {
        write(file, content, mode, -1);
    }

    /**
     * @param owner user and group of the file
     */
    public static void write(Path file, String content, String mode, int owner) {
        write(file, content.getBytes(StandardCharsets.UTF_8), mode, owner);
    }

    private static void write(Path file, byte[] content, String mode, int owner) {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.deleteIfExists(fresh);
            Files.createFile(
                    fresh,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------")));
            try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
                ByteBuffer bytes = ByteBuffer.wrap(content);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString(mode));
            if (owner >= 0) {
                Files.setAttribute(fresh, "unix:uid", owner);
                Files.setAttribute(fresh, "unix:gid", owner);
            }
            Files.move(
                    fresh,
                    file,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
            try (FileChannel folder = FileChannel.open(file.toAbsolutePath().getParent())) {
                folder.force(true);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException("can't write " + file, failed);
        }
    }

    public static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException failed) {
            throw new UncheckedIOException("can't read " + file, failed);
        }
    }

    /** {@code cert.pem} and {@code key.pem} of this folder. */
    public static TlsIdentity identity(Path folder) {
        return new TlsIdentity(
                read(folder.resolve("cert.pem")), Secret.of(read(folder.resolve("key.pem"))));
    }
}
