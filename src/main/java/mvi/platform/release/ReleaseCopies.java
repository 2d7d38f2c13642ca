package mvi.platform.release;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import mvi.engines.base.ByteCount;
import mvi.engines.base.Clock;

/**
 * Copies of what Blob keeps of releases, as it keeps it: what is sealed stays sealed. They spare a
 * way, and nothing depends on them: each is believed by its digest alone, and those go that were
 * not read for longest.
 */
final class ReleaseCopies {
    static final ByteCount LIMIT = ByteCount.mib(256);

    private final Path folder;
    private final Clock clock;

    ReleaseCopies(Path folder, Clock clock) {
        this.folder = folder;
        this.clock = clock;
    }

    Optional<byte[]> find(String digest) {
        Path file = folder.resolve(digest);
        try {
            if (!Files.exists(file)) {
                return Optional.empty();
            }
            byte[] bytes = Files.readAllBytes(file);
            Files.setLastModifiedTime(file, FileTime.from(clock.now()));
            return ReleaseFiles.digest(bytes).equals(digest)
                    ? Optional.of(bytes)
                    : Optional.empty();
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }

    /** A disk that takes no copy is no reason to fail: Blob has the original. */
    void keep(String digest, byte[] bytes) {
        try {
            Files.createDirectories(folder);
            Path fresh =
                    Files.createTempFile(
                            folder,
                            "new-",
                            "",
                            PosixFilePermissions.asFileAttribute(
                                    PosixFilePermissions.fromString("rw-------")));
            try {
                Files.write(fresh, bytes);
                Files.setLastModifiedTime(fresh, FileTime.from(clock.now()));
                Files.move(
                        fresh,
                        folder.resolve(digest),
                        StandardCopyOption.ATOMIC_MOVE,
                        StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(fresh);
            }
            makeRoom();
        } catch (IOException | UncheckedIOException full) {
            return;
        }
    }

    private record Copy(Path file, long length, FileTime time) {}

    private void makeRoom() throws IOException {
        List<Copy> copies = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                copies.add(new Copy(file, Files.size(file), Files.getLastModifiedTime(file)));
            }
        }
        copies.sort(Comparator.comparing(Copy::time));
        long total = copies.stream().mapToLong(Copy::length).sum();
        for (Copy copy : copies) {
            if (total <= LIMIT.bytes()) {
                return;
            }
            Files.deleteIfExists(copy.file());
            total -= copy.length();
        }
    }
}
