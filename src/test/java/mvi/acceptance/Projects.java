package mvi.acceptance;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Copies of project folders, to be changed and thrown away. */
final class Projects {
    static final Path HELLO = Path.of("examples/hello").toAbsolutePath();
    private static final Path NOTES = Path.of("src/test/apps/notes").toAbsolutePath();

    /**
     * What the notes app needs of this test's own class path; the beginnings of the jars' names.
     */
    private static final List<String> NEEDED =
            List.of(
                    "s3-",
                    "dynamodb-",
                    "kms-",
                    "aws-",
                    "protocol-core-",
                    "arns-",
                    "profiles-",
                    "crt-core-",
                    "http-auth-",
                    "http-client-spi-",
                    "identity-spi-",
                    "reactive-streams-",
                    "checksums-",
                    "retries-",
                    "sdk-core-",
                    "auth-",
                    "eventstream-",
                    "regions-",
                    "annotations-2",
                    "utils-",
                    "metrics-spi-",
                    "json-utils-",
                    "third-party-jackson-core-",
                    "endpoints-spi-",
                    "url-connection-client-",
                    "postgresql-",
                    "slf4j-");

    private Projects() {}

    /** A copy under the world's folder, which goes with it. */
    static Path copy(World world, Path project, String name) throws IOException {
        Path copy = world.home().resolve("project-" + name);
        if (Files.exists(copy)) {
            return copy;
        }
        tree(project, copy);
        return copy;
    }

    /** A copy of a folder with all that is in it, where nothing is yet. */
    static void tree(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }

    static Path hello(World world, String name) throws IOException {
        return copy(world, HELLO, name);
    }

    static Path notes(World world, String name) throws IOException {
        Path copy = copy(world, NOTES, name);
        Path lib = copy.resolve("lib");
        if (Files.exists(lib)) {
            return copy;
        }
        Files.createDirectories(lib);
        for (String jar : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            Path path = Path.of(jar);
            String file = String.valueOf(path.getFileName());
            if (file.endsWith(".jar") && NEEDED.stream().anyMatch(file::startsWith)) {
                Files.copy(path, lib.resolve(file));
            }
        }
        return copy;
    }

    static void edit(Path file, UnaryOperator<String> change) throws IOException {
        String before = Files.readString(file);
        String after = change.apply(before);
        if (after.equals(before)) {
            throw new AssertionError("nothing changed in " + file + ":\n" + before);
        }
        Files.writeString(file, after);
    }
}
