package mvi.start.up;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import mvi.engines.base.Problem;
import mvi.start.Home;

/**
 * The copy of the program that the running processes run from: under MVI_HOME/versions, named after
 * the build's time, so that a build under way, or a moved checkout, disturbs nothing that runs.
 */
record Distribution(Path folder) {
    private static final int KEPT = 2;

    /** Copies what the launcher runs from, if that version is not there yet. */
    static Distribution install(Home home, Path from) {
        try {
            String version = "v" + newest(from);
            Path folder = home.versions().resolve(version);
            if (!Files.isDirectory(folder)) {
                Path fresh = home.versions().resolve(version + ".new");
                delete(fresh);
                copy(from, fresh);
                Files.move(fresh, folder, StandardCopyOption.ATOMIC_MOVE);
            }
            keepNewest(home, folder);
            return new Distribution(folder);
        } catch (IOException failed) {
            throw new UncheckedIOException("can't copy the program to " + home.versions(), failed);
        }
    }

    Path launcher() {
        return folder.resolve("mvi");
    }

    /** Jar, launcher and AOT caches: whichever changed last makes it another version. */
    private static long newest(Path from) throws IOException {
        long newest = 0;
        for (String name : List.of("mvi.jar", "mvi", "aot")) {
            Path part = from.resolve(name);
            if (Files.exists(part)) {
                newest = Math.max(newest, Files.getLastModifiedTime(part).toMillis());
            }
        }
        return newest;
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    // An AOT cache fits only jars of the same size and time.
                    Files.copy(file, target, StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
        }
        if (!Files.exists(to.resolve("mvi"))) {
            throw Problem.bug("no launcher in " + from, null);
        }
    }

    private static void keepNewest(Home home, Path current) throws IOException {
        try (Stream<Path> versions = Files.list(home.versions())) {
            List<Path> old =
                    versions.filter(each -> !each.equals(current))
                            .sorted(Comparator.comparing(Path::getFileName).reversed())
                            .skip(KEPT - 1L)
                            .toList();
            for (Path each : old) {
                delete(each);
            }
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
