package mvi.manifest;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import mvi.engines.base.ByteCount;
import mvi.engines.base.Problem;

/** Reads the files of a process's mounts out of a project folder. */
public final class MountCapture {
    /** Of all mounts of a process: configuration, not content. */
    public static final ByteCount LIMIT = ByteCount.mib(16);

    public static final int FILES = 2000;
    private static final int WRITABLE = 0222;
    private static final int READABLE = 0444;
    private static final int PERMISSIONS = 0777;

    private final PackLimits limits;

    public MountCapture(PackLimits limits) {
        this.limits = limits;
    }

    /**
     * Throws LIMIT {@code mounts-too-large}, INVALID {@code link-in-mount}. What a variable of the
     * app's environment has the content of is left out.
     *
     * @param process whose they are, for messages
     */
    public List<CapturedFile> capture(Path folder, String process, List<CapturedMount> mounts)
            throws IOException {
        List<CapturedFile> files = new ArrayList<>();
        long bytes = 0;
        for (CapturedMount mount : mounts) {
            if (mount.variable().isPresent()) {
                continue;
            }
            if (mount.content().isPresent()) {
                byte[] content = mount.content().get().getBytes(StandardCharsets.UTF_8);
                files.add(
                        new CapturedFile(
                                mount.target(), mode(mount, READABLE), content, mount.isSecret()));
                bytes += content.length;
                continue;
            }
            for (PackEntry entry : entries(folder, mount)) {
                if (entry.kind() == PackEntry.Kind.LINK) {
                    throw Problem.invalid(
                            "link-in-mount",
                            "'%s' of '%s' is a link: put a copy of the file in its place"
                                    .formatted(entry.name(), process));
                }
                if (entry.source().file().isEmpty()) {
                    continue;
                }
                bytes += entry.size();
                if (bytes > LIMIT.bytes() || files.size() == FILES) {
                    throw Problem.limit(
                            "mounts-too-large",
                            "the mounts of '%s' have more than %s or %d files: COPY them into its image"
                                    .formatted(process, LIMIT, FILES));
                }
                files.add(file(mount, entry, entry.source().file().get()));
            }
        }
        return files;
    }

    private List<PackEntry> entries(Path folder, CapturedMount mount) throws IOException {
        return new FolderWalk(
                        folder,
                        path -> isOf(path, mount.source()),
                        path -> !isOf(path, mount.source()) && !isOf(mount.source(), path),
                        limits)
                .entries();
    }

    /** {@code path} is {@code source} or below it. */
    static boolean isOf(String path, String source) {
        return path.equals(source) || path.startsWith(source + "/");
    }

    private static CapturedFile file(CapturedMount mount, PackEntry entry, Path file)
            throws IOException {
        String below = entry.name().substring(mount.source().length());
        return new CapturedFile(
                mount.target().replaceAll("/+$", "") + below,
                // A secret's own mode is its owner's, who is nobody in the container.
                mode(mount, mount.isSecret() ? READABLE : entry.mode()),
                Files.readAllBytes(file),
                mount.isSecret());
    }

    private static int mode(CapturedMount mount, int own) {
        int mode = mount.mode().orElse(own) & PERMISSIONS;
        return mount.isReadOnly() ? mode & ~WRITABLE : mode;
    }
}
