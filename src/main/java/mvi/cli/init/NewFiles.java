package mvi.cli.init;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import mvi.engines.base.Kind;
import mvi.engines.base.Problem;

/** Writes files that are not there yet: each whole or not at all, all of them or none. */
public final class NewFiles {
    /** What any program would ask for; the umask takes away from it. */
    private static final FileAttribute<?> MODE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-rw-rw-"));

    private NewFiles() {}

    public static void write(Path folder, List<NewFile> files) {
        List<Path> done = new ArrayList<>();
        boolean isDone = false;
        try {
            Path root = folder.toRealPath();
            for (NewFile each : files) {
                Path file = root.resolve(each.path());
                Path parent = file.resolveSibling(".").normalize();
                // A link may lead out of the project.
                if (!Files.isDirectory(parent, LinkOption.NOFOLLOW_LINKS)) {
                    Files.createDirectory(parent);
                    done.addFirst(parent);
                }
                write(file, parent, each.text());
                done.addFirst(file);
            }
            isDone = true;
        } catch (FileAlreadyExistsException there) {
            throw taken(there.getFile());
        } catch (IOException failed) {
            throw new Problem(
                    "unwritable",
                    Kind.UNAVAILABLE,
                    "can't write into '" + folder + "': look at its permissions and the disk",
                    "",
                    failed);
        } finally {
            if (!isDone) {
                done.forEach(NewFiles::takeBack);
            }
        }
    }

    /** What is said of a file that would be overwritten. */
    public static Problem taken(String file) {
        return Problem.conflict(
                "file-exists",
                "'" + file + "' is there already, and nothing is overwritten: move it away first");
    }

    private static void write(Path file, Path parent, String text) throws IOException {
        Path next = Files.createTempFile(parent, ".mvi-init-", ".tmp", MODE);
        try {
            Files.writeString(next, text);
            link(file, next);
        } finally {
            Files.deleteIfExists(next);
        }
    }

    /** A second name, unlike a move, never takes the place of what came there a moment ago. */
    private static void link(Path file, Path next) throws IOException {
        try {
            Files.createLink(file, next);
        } catch (FileAlreadyExistsException there) {
            throw there;
        } catch (FileSystemException | UnsupportedOperationException noLinks) {
            Files.move(next, file);
        }
    }

    private static void takeBack(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException stays) {
            // The first failure says why; what is left is whole and harmless.
        }
    }
}
