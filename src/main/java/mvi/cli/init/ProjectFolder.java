package mvi.cli.init;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import mvi.engines.base.Kind;
import mvi.engines.base.Problem;
import mvi.manifest.FolderFiles;
import mvi.manifest.ProjectFiles;

/**
 * A project folder as detection sees it: bounded, and only what is really in it.
 *
 * @param entries paths of what stands in the folder itself and where builds leave their jars, of
 *     whatever sort it is
 */
public record ProjectFolder(ProjectFiles files, Set<String> entries) {
    static final int ENTRIES = 10_000;
    static final int FILE_LIMIT = 1 << 20;

    private static final List<String> LISTED =
            List.of("", JavaProject.MAVEN_JARS, JavaProject.GRADLE_JARS);

    public static ProjectFolder of(Path folder) {
        ProjectFiles files = new FolderFiles(folder);
        Set<String> entries = new TreeSet<>();
        for (String each : LISTED) {
            if (files.isFolder(each)) {
                list(folder, each, each.isEmpty() ? "*" : "*.jar", entries);
            }
        }
        return new ProjectFolder(files, entries);
    }

    /** Whether anything has this name, be it a link that leads nowhere. */
    public boolean has(String name) {
        return entries.contains(name);
    }

    /** A problem when something has the name and is no file of this folder. */
    boolean isFile(String path) {
        if (files.isFile(path)) {
            return true;
        }
        if (has(path)) {
            throw Problem.invalid(
                    "no-file",
                    "'"
                            + path
                            + "' is no file of this folder, but a folder, or a link that leads"
                            + " nowhere or out: put the file itself in its place");
        }
        return false;
    }

    /** What is no UTF-8 in it becomes U+FFFD. */
    String text(String path, int limit) {
        byte[] bytes;
        try {
            bytes = files.read(path, limit).orElseGet(() -> new byte[0]);
        } catch (IOException unreadable) {
            throw new Problem(
                    "unreadable",
                    Kind.INVALID,
                    "can't read '" + path + "': look at its permissions",
                    "",
                    unreadable);
        }
        if (bytes.length > limit) {
            throw Problem.limit(
                    "file-too-large",
                    "'" + path + "' is larger than " + (limit >> 10) + " KB: is it what it seems?");
        }
        String text = new String(bytes, StandardCharsets.UTF_8);
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    /** Names in a folder that was listed, in their order. */
    List<String> names(String folder, String ending) {
        String prefix = prefix(folder);
        return entries.stream()
                .filter(each -> each.startsWith(prefix) && each.endsWith(ending))
                .map(each -> each.substring(prefix.length()))
                .filter(each -> !each.contains("/"))
                .toList();
    }

    private static void list(Path root, String folder, String glob, Set<String> into) {
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(root.resolve(folder), glob)) {
            for (Path each : stream) {
                into.add(prefix(folder) + each.getFileName());
                if (into.size() > ENTRIES) {
                    throw Problem.limit(
                            "folder-too-large",
                            "'"
                                    + root.resolve(folder)
                                    + "' holds more than "
                                    + ENTRIES
                                    + " entries: name the project's own folder");
                }
            }
        } catch (IOException | DirectoryIteratorException unreadable) {
            throw new Problem(
                    "unreadable",
                    Kind.INVALID,
                    "can't list '" + root.resolve(folder) + "': look at its permissions",
                    "",
                    unreadable);
        }
    }

    private static String prefix(String folder) {
        return folder.isEmpty() ? "" : folder + "/";
    }
}
