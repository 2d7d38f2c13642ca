package mvi.services.container.back;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import mvi.engines.base.FolderTree;
import mvi.engines.base.PlatformId;
import mvi.engines.base.Problem;
import mvi.services.container.ContainerSpec.Mount;
import mvi.services.container.ContainerSpec.SeedFile;

/**
 * Secrets of containers as files in the host's memory, a folder for each container, each mounted
 * where its container looks for it. Gone with the container, and with a reboot.
 */
final class SecretFiles {
    private static final Path MEMORY = Path.of("/dev/shm");
    private static final Set<PosixFilePermission> OWN =
            Set.copyOf(PosixFilePermissions.fromString("rwx------"));

    private final Path root;
    private boolean isSwept;

    /**
     * @param root of the platform's own, in memory
     */
    SecretFiles(Path root) {
        this.root = root;
    }

    static SecretFiles of(PlatformId platform) {
        return new SecretFiles(MEMORY.resolve("mvi-" + platform));
    }

    /**
     * Written anew, whatever was there; how they are mounted. The first call takes away what is of
     * no container any more, as after a kill between one step and the next.
     *
     * @param containers all that there are
     */
    synchronized List<Mount> place(
            String container, List<SeedFile> secrets, Supplier<Set<String>> containers) {
        try {
            ownFolder(root);
            if (!isSwept) {
                keepOnly(containers.get());
                isSwept = true;
            }
            Path folder = ownFolder(root.resolve(container));
            List<Mount> mounts = new ArrayList<>();
            for (SeedFile secret : secrets) {
                Path file = folder.resolve(Integer.toString(mounts.size()));
                // What is mounted already is another file from now on, which only its end can see.
                Files.deleteIfExists(file);
                Files.createFile(
                        file,
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")));
                Files.write(file, secret.content());
                Files.setPosixFilePermissions(file, permissions(secret.mode()));
                mounts.add(new Mount(file.toString(), secret.path(), true));
            }
            return mounts;
        } catch (IOException failed) {
            throw new UncheckedIOException("can't keep secrets in " + root, failed);
        }
    }

    /** And the folder of all, with its last. */
    synchronized void remove(String container) {
        if (!Files.isDirectory(root.resolve(container), LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try {
            ownFolder(root);
            FolderTree.delete(root.resolve(container));
            Files.deleteIfExists(root);
        } catch (DirectoryNotEmptyException others) {
            // They are others' still.
        } catch (IOException failed) {
            throw new UncheckedIOException("can't remove " + root, failed);
        }
    }

    private void keepOnly(Set<String> containers) {
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(root)) {
            for (Path folder : folders) {
                if (!containers.contains(folder.getFileName().toString())) {
                    FolderTree.delete(folder);
                }
            }
        } catch (NoSuchFileException none) {
            // Nothing was ever placed.
        } catch (IOException failed) {
            throw new UncheckedIOException("can't look through " + root, failed);
        }
    }

    /** Everybody may make a folder of this name: one of another's is refused. */
    private static Path ownFolder(Path folder) throws IOException {
        try {
            Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(OWN));
        } catch (FileAlreadyExistsException there) {
            PosixFileAttributes found =
                    Files.readAttributes(
                            folder, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            String owner =
                    Files.getOwner(Path.of("/proc/self"), LinkOption.NOFOLLOW_LINKS).getName();
            if (!found.isDirectory()
                    || !found.permissions().equals(OWN)
                    || !found.owner().getName().equals(owner)) {
                throw Problem.invalid(
                        "secrets-folder-taken",
                        folder
                                + " is not the platform's own folder: look who made it, and remove it");
            }
        }
        return folder;
    }

    private static Set<PosixFilePermission> permissions(int mode) {
        Set<PosixFilePermission> all = EnumSet.noneOf(PosixFilePermission.class);
        PosixFilePermission[] fromOwnerRead = PosixFilePermission.values();
        for (int bit = 0; bit < fromOwnerRead.length; bit++) {
            if ((mode & 0400 >> bit) != 0) {
                all.add(fromOwnerRead[bit]);
            }
        }
        return all;
    }
}
