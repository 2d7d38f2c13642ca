package mvi.acceptance;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** What becomes the file system of an image, made of this machine's own files. */
final class RootFolder {
    private static final Pattern LIBRARY = Pattern.compile("(?m)(/\\S+) \\(0x");

    private final Path root;

    /**
     * @param root empty, and this folder's alone
     */
    RootFolder(Path root) {
        this.root = root;
    }

    /** A program, or a library, with those that it is linked to, where they are here. */
    void program(Path program) throws IOException {
        copy(program, program);
        linkedTo(program);
    }

    /** A folder less those of some names; what is a library in it brings what it is linked to. */
    void tree(Path from, Path to, Set<String> without) throws IOException {
        List<Path> libraries = new ArrayList<>();
        Files.walkFileTree(
                from,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(
                            Path folder, BasicFileAttributes attributes) {
                        return without.contains(String.valueOf(folder.getFileName()))
                                ? FileVisitResult.SKIP_SUBTREE
                                : FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                            throws IOException {
                        copy(file, to.resolve(from.relativize(file)));
                        if (file.toString().contains(".so")) {
                            libraries.add(file);
                        }
                        return FileVisitResult.CONTINUE;
                    }
                });
        for (Path library : libraries) {
            linkedTo(library);
        }
    }

    /** Of what is linked to nothing, or no program at all, this finds nothing. */
    private void linkedTo(Path program) throws IOException {
        String linked = Shell.run("ldd", program.toString()).out();
        for (MatchResult each : LIBRARY.matcher(linked).results().toList()) {
            copy(Path.of(each.group(1)), Path.of(each.group(1)));
        }
    }

    void text(String path, String permissions, String text) throws IOException {
        Path file = target(Path.of(path));
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }

    void link(String path, String to) throws IOException {
        Files.createSymbolicLink(target(Path.of(path)), Path.of(to));
    }

    /** As an image of this machine's engine, with these changes to its settings. */
    void become(String image, List<String> changes) {
        Path tar = root.resolveSibling(root.getFileName() + ".tar");
        Shell.run("tar", "-C", root.toString(), "-cf", tar.toString(), ".").succeeded();
        List<String> command = new ArrayList<>(List.of("podman", "import", "-q"));
        changes.forEach(each -> command.addAll(List.of("--change", each)));
        command.addAll(List.of(tar.toString(), image));
        Shell.run(command.toArray(String[]::new)).succeeded();
    }

    private void copy(Path from, Path to) throws IOException {
        Path target = target(to);
        if (!Files.exists(target) && Files.isRegularFile(from)) {
            Files.copy(from, target);
        }
    }

    private Path target(Path path) throws IOException {
        Path target = root.resolve(path.toString().replaceFirst("^/", ""));
        Files.createDirectories(target.getParent());
        return target;
    }
}
