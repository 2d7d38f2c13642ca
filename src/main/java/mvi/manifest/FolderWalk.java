package mvi.manifest;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import mvi.engines.base.Problem;
import mvi.manifest.PackEntry.Kind;

/** Lists what of a folder is packed, by name, so that the same folder gives the same tar. */
final class FolderWalk {
    static final int DEPTH = 100;

    private final Path root;
    private final Predicate<String> isWanted;
    private final Predicate<String> canSkip;
    private final PackLimits limits;
    private final List<PackEntry> entries = new ArrayList<>();
    private long bytes;

    /**
     * @param isWanted asked with a path relative to {@code root}
     * @param canSkip whether nothing in a folder is wanted
     */
    FolderWalk(
            Path root, Predicate<String> isWanted, Predicate<String> canSkip, PackLimits limits) {
        this.root = root;
        this.isWanted = isWanted;
        this.canSkip = canSkip;
        this.limits = limits;
    }

    List<PackEntry> entries() throws IOException {
        folder(root.toRealPath(), "", 0);
        return entries;
    }

    private void folder(Path folder, String name, int depth) throws IOException {
        if (depth > DEPTH) {
            throw Problem.limit(
                    "project-too-deep",
                    "'"
                            + name
                            + "' is deeper than "
                            + DEPTH
                            + " folders: leave it out by"
                            + " .dockerignore");
        }
        List<Path> children = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
            stream.forEach(children::add);
        }
        children.sort((a, b) -> fileName(a).compareTo(fileName(b)));
        for (Path child : children) {
            String path = name.isEmpty() ? fileName(child) : name + "/" + fileName(child);
            one(child, path, depth);
        }
    }

    private void one(Path child, String path, int depth) throws IOException {
        if (Files.isSymbolicLink(child)) {
            if (isWanted.test(path)) {
                add(link(child, path));
            }
        } else if (Files.isDirectory(child, LinkOption.NOFOLLOW_LINKS)) {
            if (canSkip.test(path)) {
                return;
            }
            int before = entries.size();
            folder(child, path, depth + 1);
            if (isWanted.test(path) || entries.size() > before) {
                entries.add(before, new PackEntry(path, Kind.FOLDER, mode(child), 0, none(), ""));
                checkLimits();
            }
        } else if (Files.isRegularFile(child, LinkOption.NOFOLLOW_LINKS) && isWanted.test(path)) {
            long size = Files.size(child);
            bytes += size;
            PackEntry.Source source = new PackEntry.Source(Optional.of(child), new byte[0]);
            add(new PackEntry(path, Kind.FILE, mode(child), size, source, ""));
        }
    }

    private PackEntry link(Path link, String path) throws IOException {
        String target = Files.readSymbolicLink(link).toString();
        int slash = path.lastIndexOf('/');
        String folder = slash < 0 ? "" : path.substring(0, slash);
        if (ReadContext.inside(folder, target).isEmpty()) {
            throw Problem.invalid(
                    "link-leads-out",
                    "'"
                            + path
                            + "' is a link to '"
                            + target
                            + "', outside of the project folder:"
                            + " put a copy in its place, or leave it out by .dockerignore");
        }
        return new PackEntry(path, Kind.LINK, 0777, 0, none(), target);
    }

    private void add(PackEntry entry) {
        entries.add(entry);
        checkLimits();
    }

    private void checkLimits() {
        if (entries.size() > limits.entries() || bytes > limits.total().bytes()) {
            throw Problem.limit(
                    "project-too-large",
                    "the project folder holds more than "
                            + limits.total()
                            + " or "
                            + limits.entries()
                            + " files: leave out what no image needs by .dockerignore");
        }
    }

    private static PackEntry.Source none() {
        return new PackEntry.Source(Optional.empty(), new byte[0]);
    }

    private static String fileName(Path path) {
        return String.valueOf(path.getFileName());
    }

    private static int mode(Path path) throws IOException {
        Set<PosixFilePermission> permissions =
                Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS);
        int mode = 0;
        for (PosixFilePermission each : permissions) {
            mode |= 0400 >> each.ordinal();
        }
        return mode;
    }
}
