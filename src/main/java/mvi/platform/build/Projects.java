package mvi.platform.build;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import mvi.engines.base.ByteSource;
import mvi.engines.base.Problem;
import mvi.engines.base.Secret;
import mvi.manifest.AppProcess;
import mvi.manifest.AppProcess.BuildSpec;
import mvi.manifest.CapturedFile;
import mvi.manifest.CapturedMount;
import mvi.manifest.Checked;
import mvi.manifest.Finding;
import mvi.manifest.Manifest;
import mvi.manifest.ManifestReader;

/** Project folders that were sent to be deployed, unpacked for as long as the deploy needs them. */
public final class Projects {
    private final Path folder;
    private final Unpacker unpacker;
    private final Packer packer;
    private final Capturer capturer;

    /** Unpacks a tar into an empty folder, within bounds, and nothing outside of it. */
    @FunctionalInterface
    public interface Unpacker {
        void unpack(InputStream in, Path folder) throws IOException;
    }

    /** Packs one build's context. */
    @FunctionalInterface
    public interface Packer {
        ByteSource pack(Path folder, BuildSpec build) throws IOException;
    }

    /** Reads the files of mounts. */
    @FunctionalInterface
    public interface Capturer {
        List<CapturedFile> capture(Path folder, String process, List<CapturedMount> mounts)
                throws IOException;
    }

    public Projects(Path folder, Unpacker unpacker, Packer packer, Capturer capturer) {
        this.capturer = capturer;
        this.folder = folder;
        this.unpacker = unpacker;
        this.packer = packer;
    }

    /** A project, checked. Closing it deletes the folder. */
    public final class Project implements AutoCloseable {
        private final Path root;
        private final Manifest manifest;
        private final List<Finding> warnings;

        private Project(Path root, Manifest manifest, List<Finding> warnings) {
            this.root = root;
            this.manifest = manifest;
            this.warnings = warnings;
        }

        public Manifest manifest() {
            return manifest;
        }

        public List<Finding> warnings() {
            return warnings;
        }

        public List<CapturedFile> files(AppProcess process) throws IOException {
            return capturer.capture(root, process.name(), process.mounts());
        }

        /** What the steps of a build may mount, by id; a variable is one of the app's own. */
        Map<String, Secret> secrets(
                AppProcess process, BuildSpec build, Map<String, String> variables)
                throws IOException {
            Map<String, Secret> secrets = new TreeMap<>();
            for (CapturedFile file : capturer.capture(root, process.name(), build.secrets())) {
                secrets.put(id(file.path()), Secret.of(file.content()));
            }
            for (CapturedMount mount : build.secrets()) {
                if (mount.variable().isPresent()) {
                    secrets.put(id(mount.target()), variable(mount.variable().get(), variables));
                }
            }
            return secrets;
        }

        private static String id(String target) {
            return target.substring(target.lastIndexOf('/') + 1);
        }

        private static Secret variable(String name, Map<String, String> variables) {
            String value = variables.get(name);
            if (value == null) {
                throw Problem.invalid(
                        "unset-variable",
                        "a secret of the build is the app's variable '"
                                + name
                                + "', which is not set: mvi env set "
                                + name
                                + "=…");
            }
            return Secret.of(value);
        }

        ByteSource context(BuildSpec build) throws IOException {
            return packer.pack(root, build);
        }

        @Override
        public void close() {
            delete(root);
        }
    }

    /** What a process that died left behind goes. */
    public void clear() {
        try {
            Files.createDirectories(folder);
            try (Stream<Path> left = Files.list(folder)) {
                left.forEach(Projects::delete);
            }
        } catch (IOException failed) {
            throw cannotWrite(failed);
        }
    }

    /** Throws INVALID {@code bad-manifest} with everything that is wrong with it. */
    public Project open(ByteSource tar) throws IOException {
        Path root = Files.createTempDirectory(folder, "project-");
        boolean isGood = false;
        try {
            unpacker.unpack(tar.asStream(), root);
            switch (ManifestReader.read(root, Map.of())) {
                case Checked.Good good -> {
                    isGood = true;
                    return new Project(root, good.manifest(), good.findings());
                }
                case Checked.Bad bad ->
                        throw Problem.invalid(
                                "bad-manifest",
                                bad.findings().stream()
                                        .map(Finding::format)
                                        .collect(Collectors.joining("\n")));
            }
        } finally {
            if (!isGood) {
                delete(root);
            }
        }
    }

    private static void delete(Path root) {
        try (Stream<Path> all = Files.walk(root)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException | UncheckedIOException failed) {
            throw cannotWrite(failed);
        }
    }

    private static Problem cannotWrite(Exception cause) {
        return Problem.unavailable(
                "no-space-for-builds", "the platform's folder for builds can't be written", cause);
    }
}
