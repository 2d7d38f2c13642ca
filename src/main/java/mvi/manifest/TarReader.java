package mvi.manifest;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import mvi.engines.base.Kind;
import mvi.engines.base.Problem;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Unpacks a project's tar into an empty folder, and nothing outside of it: names and links that
 * lead out are refused, links are made last, so that no file is written through one.
 */
public final class TarReader {
    private final PackLimits limits;

    public TarReader(PackLimits limits) {
        this.limits = limits;
    }

    /** Problems: {@code bad-tar} and {@code path-leads-out} INVALID, {@code project-too-large}. */
    public void unpack(InputStream in, Path folder) throws IOException {
        Map<String, String> links = new LinkedHashMap<>();
        try (TarArchiveInputStream tar =
                new TarArchiveInputStream(in, StandardCharsets.UTF_8.name())) {
            long bytes = 0;
            int count = 0;
            for (@Nullable TarArchiveEntry each = next(tar); each != null; each = next(tar)) {
                bytes += Math.max(0, each.getSize());
                if (++count > limits.entries() || bytes > limits.total().bytes()) {
                    throw Problem.limit(
                            "project-too-large",
                            "the project holds more than "
                                    + limits.total()
                                    + " or "
                                    + limits.entries()
                                    + " files");
                }
                one(tar, each, folder, links);
            }
        }
        for (Map.Entry<String, String> link : links.entrySet()) {
            Path path = parent(folder, link.getKey());
            if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
                Files.createSymbolicLink(path, Path.of(link.getValue()));
            }
        }
    }

    private static @Nullable TarArchiveEntry next(TarArchiveInputStream tar) throws IOException {
        try {
            return tar.getNextEntry();
        } catch (IllegalArgumentException | IOException bad) {
            throw new Problem(
                    "bad-tar",
                    Kind.INVALID,
                    "the body is not a whole tar archive",
                    String.valueOf(bad.getMessage()),
                    bad);
        }
    }

    private static void one(
            TarArchiveInputStream tar,
            TarArchiveEntry entry,
            Path folder,
            Map<String, String> links)
            throws IOException {
        String name = inside("", entry.getName());
        if (name.isEmpty()) {
            return;
        }
        if (entry.isSymbolicLink()) {
            int slash = name.lastIndexOf('/');
            inside(slash < 0 ? "" : name.substring(0, slash), entry.getLinkName());
            links.put(name, entry.getLinkName());
        } else if (entry.isDirectory()) {
            Files.createDirectories(parent(folder, name));
        } else if (isPlainFile(entry)) {
            Path path = parent(folder, name);
            try (OutputStream out =
                    Files.newOutputStream(
                            path,
                            StandardOpenOption.CREATE,
                            StandardOpenOption.TRUNCATE_EXISTING,
                            StandardOpenOption.WRITE,
                            LinkOption.NOFOLLOW_LINKS)) {
                tar.transferTo(out);
            }
            Files.setPosixFilePermissions(path, permissions(entry.getMode()));
        } else {
            throw Problem.invalid(
                    "bad-tar",
                    "'" + entry.getName() + "' is neither a file, a folder nor a symbolic link");
        }
    }

    /** The library counts links and devices among the files. */
    private static boolean isPlainFile(TarArchiveEntry entry) {
        return entry.isFile()
                && !entry.isLink()
                && !entry.isCharacterDevice()
                && !entry.isBlockDevice()
                && !entry.isFIFO();
    }

    private static String inside(String folder, String path) {
        Optional<String> inside = ReadContext.inside(folder, path);
        if (inside.isEmpty()) {
            throw Problem.invalid(
                    "path-leads-out", "'" + path + "' leads out of the project folder");
        }
        return inside.get();
    }

    /** The path, its folders made. */
    private static Path parent(Path folder, String name) throws IOException {
        Path path = folder.resolve(name);
        Path parent = path.getParent();
        Files.createDirectories(parent == null ? folder : parent);
        return path;
    }

    private static Set<PosixFilePermission> permissions(int mode) {
        Set<PosixFilePermission> permissions =
                EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
        for (PosixFilePermission each : PosixFilePermission.values()) {
            if ((mode & 0400 >> each.ordinal()) != 0) {
                permissions.add(each);
            }
        }
        return permissions;
    }
}
