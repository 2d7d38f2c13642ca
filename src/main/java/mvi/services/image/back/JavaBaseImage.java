package mvi.services.image.back;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import mvi.engines.base.ByteSource;
import mvi.engines.base.Problem;
import mvi.engines.docker.Tar;
import mvi.services.image.ImageBuilder;
import mvi.services.image.ImageName;

/**
 * The base image {@code mvi/java:25}: the JDK that runs mvi, linked down to what a web app needs,
 * with the C library it was linked to, a shell and the database's driver, so that an app builds
 * where no public registry can be reached.
 */
public final class JavaBaseImage {
    public static final ImageName NAME = new ImageName("mvi/java", "25");

    private static final int LINK_MINUTES = 5;
    private static final String HOME = "opt/java";

    /** Where Debian has it. */
    private static final String DRIVER = "usr/share/java/postgresql.jar";

    private static final String MODULES =
            "java.base,java.net.http,java.logging,java.naming,java.sql,java.xml,java.management,"
                    + "jdk.compiler,jdk.httpserver,jdk.crypto.ec,jdk.zipfs,jdk.unsupported,"
                    + "jdk.jfr,java.desktop";

    /**
     * The last is for libraries that others wrote in C++, such as Amazon's client for functions.
     */
    private static final List<String> LIBRARIES =
            List.of(
                    "libc.so.6",
                    "libm.so.6",
                    "libdl.so.2",
                    "libpthread.so.0",
                    "librt.so.1",
                    "libz.so.1",
                    "libresolv.so.2",
                    "libnss_files.so.2",
                    "libnss_dns.so.2",
                    "libgcc_s.so.1");

    private static final List<String> TOOLS =
            List.of(
                    "sh", "cat", "ls", "ps", "env", "echo", "grep", "kill", "sleep", "mkdir", "rm",
                    "cp", "mv", "head", "tail", "wc", "id", "nc", "top", "vi", "sed", "awk", "find",
                    "touch");
    private static final String DOCKERFILE =
            """
      FROM scratch
      ADD root.tar /
      ENV JAVA_HOME=/opt/java PATH=/opt/java/bin:/bin:/usr/bin LANG=C.UTF-8
      WORKDIR /app
      USER 1000:1000
      """;

    private final Path javaHome;
    private final Path driver;
    private final Path work;

    /**
     * @param javaHome of the JDK to link
     * @param driver the jar of PostgreSQL's JDBC driver
     * @param work a folder for what is made on the way
     */
    public JavaBaseImage(Path javaHome, Path driver, Path work) {
        this.javaHome = javaHome;
        this.driver = driver;
        this.work = work;
    }

    /** Changes with the JDK and the driver: an image seeded under another is made again. */
    public String version() throws IOException {
        return "4 "
                + Files.readString(javaHome.resolve("release")).hashCode()
                + " "
                + driver.getFileName();
    }

    /** Links, builds and pushes; about half a minute. */
    public ImageBuilder.BuiltImage seed(ImageBuilder builder, ImageBuilder.Output output)
            throws IOException {
        Files.createDirectories(work);
        Path linked = work.resolve("java");
        Path root = work.resolve("root.tar");
        Path context = work.resolve("context.tar");
        try {
            delete(linked);
            link(linked);
            write(root, tar -> pack(tar, linked));
            write(
                    context,
                    tar -> {
                        tar.file("Dockerfile", 0644, DOCKERFILE.getBytes(StandardCharsets.UTF_8));
                        copy(tar, root, "root.tar", 0644);
                    });
            var recipe =
                    new ImageBuilder.Recipe(
                            NAME,
                            "Dockerfile",
                            Map.of(),
                            Optional.empty(),
                            Map.of("mvi.base", version()),
                            Map.of());
            try (InputStream stream = Files.newInputStream(context)) {
                return builder.build(
                        recipe,
                        ByteSource.of(stream, OptionalLong.of(Files.size(context))),
                        output);
            }
        } finally {
            delete(linked);
            Files.deleteIfExists(root);
            Files.deleteIfExists(context);
        }
    }

    private void link(Path into) throws IOException {
        Path log = work.resolve("jlink.log");
        Process process =
                new ProcessBuilder(
                                javaHome.resolve("bin/jlink").toString(),
                                "--add-modules",
                                MODULES,
                                "--strip-debug",
                                "--no-header-files",
                                "--no-man-pages",
                                "--output",
                                into.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        try {
            if (!process.waitFor(LINK_MINUTES, TimeUnit.MINUTES) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw Problem.unavailable(
                        "base-image-failed",
                        "jlink of " + javaHome + " failed: " + Files.readString(log).strip(),
                        null);
            }
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", interrupted);
        } finally {
            Files.deleteIfExists(log);
        }
    }

    private void pack(Tar tar, Path linked) throws IOException {
        copy(tar, driver, DRIVER, 0644);
        tar.folder("tmp", 01777);
        tar.folder("app", 0777);
        text(tar, "etc/passwd", "root:x:0:0:root:/:/bin/sh\napp:x:1000:1000:app:/app:/bin/sh\n");
        text(tar, "etc/group", "root:x:0:\napp:x:1000:\n");
        text(tar, "etc/nsswitch.conf", "hosts: files dns\n");
        for (Path library : libraries()) {
            copy(tar, library, library.toString().replaceFirst("^/usr/", "/"), 0755);
        }
        copy(tar, Path.of("/bin/busybox"), "bin/busybox", 0755);
        for (String tool : TOOLS) {
            tar.link("bin/" + tool, "busybox");
        }
        try (Stream<Path> files = Files.walk(linked)) {
            for (Path file : files.sorted().toList()) {
                if (Files.isRegularFile(file)) {
                    String name = HOME + "/" + linked.relativize(file);
                    copy(tar, file, name, Files.isExecutable(file) ? 0755 : 0644);
                }
            }
        }
    }

    /** The machine's own C library, at the paths at which its loader looks. */
    private static List<Path> libraries() throws IOException {
        String triplet = System.getProperty("os.arch", "").equals("aarch64") ? "aarch64" : "x86_64";
        List<Path> folders =
                List.of(
                        Path.of("/lib/" + triplet + "-linux-gnu"),
                        Path.of("/lib64"),
                        Path.of("/lib"));
        Path loader =
                Path.of(
                        triplet.equals("aarch64")
                                ? "/lib/ld-linux-aarch64.so.1"
                                : "/lib64/ld-linux-x86-64.so.2");
        List<Path> found =
                LIBRARIES.stream()
                        .flatMap(
                                name ->
                                        folders.stream()
                                                .map(folder -> folder.resolve(name))
                                                .filter(Files::exists)
                                                .limit(1))
                        .toList();
        if (!Files.exists(loader) || found.isEmpty()) {
            throw Problem.unavailable(
                    "base-image-failed",
                    "this machine's C library was not found at " + loader,
                    null);
        }
        return Stream.concat(Stream.of(loader), found.stream()).toList();
    }

    private static void text(Tar tar, String path, String content) throws IOException {
        tar.file(path, 0644, content.getBytes(StandardCharsets.UTF_8));
    }

    private static void copy(Tar tar, Path from, String to, int mode) throws IOException {
        long length = Files.size(from);
        OutputStream body = tar.file(to, mode, length);
        Files.copy(from, body);
        tar.endFile(length);
    }

    private interface Packing {
        void into(Tar tar) throws IOException;
    }

    private static void write(Path file, Packing packing) throws IOException {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file));
                Tar tar = new Tar(out)) {
            packing.into(tar);
        }
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
