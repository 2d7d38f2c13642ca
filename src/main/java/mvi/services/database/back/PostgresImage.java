package mvi.services.database.back;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import mvi.engines.base.ByteSource;
import mvi.engines.base.Events;
import mvi.engines.base.FolderTree;
import mvi.engines.base.Problem;
import mvi.engines.docker.EngineImages;
import mvi.engines.docker.EngineService;
import mvi.services.database.core.PostgresInstance;
import mvi.services.image.ImageBuilder;
import mvi.services.image.ImageName;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/**
 * The image that instances run from, made of the distribution's own packages by mmdebstrap, so that
 * it is had wherever the machine's own packages are, and updated by the same people. About a
 * minute, once.
 */
public final class PostgresImage {
    private static final long BUILD_MINUTES = 10;
    private static final String ROOT = "rootfs.tar";

    /** Names and modes, in an order of their own. */
    private static final Map<String, Integer> RESOURCES =
            new TreeMap<>(
                    Map.of(
                            "Dockerfile", 0644,
                            "start-postgres", 0755,
                            "psql", 0755,
                            "copy-files", 0755,
                            "fetch-wal", 0755));

    /**
     * Under which the engine keeps it, so that a second platform on the machine need not make it
     * again.
     */
    private static final String KEPT = "localhost/mvi-base/postgres";

    private final ImageBuilder images;
    private final EngineService engines;
    private final String registry;
    private final Path work;
    private final Events events;

    public PostgresImage(
            ImageBuilder images, EngineService engines, String registry, Path work, Events events) {
        this.images = images;
        this.engines = engines;
        this.registry = registry;
        this.work = work;
        this.events = events;
    }

    /** Of what the image is made of; images of one version are alike. */
    public String version() {
        try {
            int all = 0;
            for (String each : RESOURCES.keySet()) {
                all = 31 * all + Arrays.hashCode(resource(each));
            }
            return suite() + "-" + Integer.toHexString(all);
        } catch (IOException failed) {
            throw new UncheckedIOException("can't read what PostgreSQL's image is made of", failed);
        }
    }

    /** Made, unless the engine has it already, and stored in the registry. */
    public ImageBuilder.BuiltImage build() {
        try {
            ImageName name = new ImageName("mvi/postgres", suite());
            String version = version();
            EngineImages kept = engines.engine().images();
            if (kept.find(KEPT + ":" + version).isPresent()) {
                return images.adopt(
                        KEPT + ":" + version, ImageBuilder.Pull.MISSING, name, line -> {});
            }
            ImageBuilder.BuiltImage built = make(name);
            kept.tag(registry + "/" + name, KEPT, version);
            return built;
        } catch (IOException failed) {
            throw new UncheckedIOException("can't make the image of PostgreSQL in " + work, failed);
        }
    }

    private ImageBuilder.BuiltImage make(ImageName name) throws IOException {
        Path folder = Files.createTempDirectory(work, "postgres-");
        try {
            makeRoot(folder.resolve(ROOT));
            Path context = folder.resolve("context.tar");
            packContext(folder.resolve(ROOT), context);
            try (InputStream in = Files.newInputStream(context)) {
                return images.build(
                        new ImageBuilder.Recipe(
                                name, "Dockerfile", Map.of(), Optional.empty(), Map.of(), Map.of()),
                        ByteSource.of(in, OptionalLong.of(Files.size(context))),
                        line -> events.info("postgres-image", "line", line));
            }
        } finally {
            FolderTree.delete(folder);
        }
    }

    private void makeRoot(Path target) throws IOException {
        if (!Files.isExecutable(Path.of("/usr/bin/mmdebstrap"))) {
            run(
                    "install mmdebstrap",
                    List.of(
                            "sh",
                            "-c",
                            "apt-get -qq update && apt-get -qq -y install --no-install-recommends mmdebstrap"));
        }
        String passwd =
                "postgres:x:%1$d:%1$d::/var/lib/postgresql:/bin/sh".formatted(PostgresInstance.UID);
        String before =
                ("echo '%s' >>\"$1/etc/passwd\"; echo 'postgres:x:%d:' >>\"$1/etc/group\";"
                                + " mkdir -p \"$1/etc/postgresql-common\";"
                                + " echo 'create_main_cluster = false' >\"$1/etc/postgresql-common/createcluster.conf\"")
                        .formatted(passwd, PostgresInstance.UID);
        String after =
                "rm -rf \"$1\"/var/cache/apt/* \"$1\"/var/lib/apt/lists/* \"$1\"/usr/lib/postgresql/*/lib/bitcode";
        run(
                "make the image of PostgreSQL from the distribution's packages",
                List.of(
                        "mmdebstrap",
                        "--quiet",
                        "--variant=minbase",
                        "--include=postgresql",
                        "--dpkgopt=path-exclude=/usr/share/doc/*",
                        "--dpkgopt=path-exclude=/usr/share/man/*",
                        "--dpkgopt=path-exclude=/usr/share/locale/*",
                        "--essential-hook=" + before,
                        "--customize-hook=" + after,
                        suite(),
                        target.toString()));
    }

    private void run(String what, List<String> command) throws IOException {
        events.info("running", "what", what);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("DEBIAN_FRONTEND", "noninteractive");
        Path output = Files.createTempFile(work, "output-", ".log");
        try {
            Process process = builder.redirectOutput(output.toFile()).start();
            process.getOutputStream().close();
            if (!process.waitFor(BUILD_MINUTES, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw failed(what, "it did not end in " + BUILD_MINUTES + " minutes");
            }
            if (process.exitValue() != 0) {
                List<String> lines = Files.readAllLines(output, StandardCharsets.UTF_8);
                throw failed(
                        what,
                        String.join(
                                "\n", lines.subList(Math.max(0, lines.size() - 5), lines.size())));
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw failed(what, "interrupted");
        } finally {
            Files.deleteIfExists(output);
        }
    }

    private static Problem failed(String what, String why) {
        return Problem.unavailable("database-image-failed", "can't " + what + ": " + why, null);
    }

    private static void packContext(Path root, Path context) throws IOException {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(context));
                TarArchiveOutputStream tar = new TarArchiveOutputStream(out)) {
            tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
            for (Map.Entry<String, Integer> each : RESOURCES.entrySet()) {
                add(tar, each.getKey(), resource(each.getKey()), each.getValue());
            }
            TarArchiveEntry entry = new TarArchiveEntry(ROOT);
            entry.setSize(Files.size(root));
            tar.putArchiveEntry(entry);
            Files.copy(root, tar);
            tar.closeArchiveEntry();
        }
    }

    private static void add(TarArchiveOutputStream tar, String name, byte[] content, int mode)
            throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setSize(content.length);
        entry.setMode(mode);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = PostgresImage.class.getResourceAsStream("/mvi/postgres/" + name)) {
            if (in == null) {
                throw Problem.bug("the jar lacks /mvi/postgres/" + name, null);
            }
            return in.readAllBytes();
        }
    }

    /** The distribution's own code name, which mmdebstrap takes. */
    private static String suite() throws IOException {
        return Files.readAllLines(Path.of("/etc/os-release"), StandardCharsets.UTF_8).stream()
                .filter(line -> line.startsWith("VERSION_CODENAME="))
                .map(line -> line.substring(line.indexOf('=') + 1).replace("\"", ""))
                .findFirst()
                .orElseThrow(
                        () ->
                                failed(
                                        "make the image of PostgreSQL",
                                        "/etc/os-release names no VERSION_CODENAME"));
    }
}
