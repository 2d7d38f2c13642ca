package mvi.manifest;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a Dockerfile copies of its context, and where to: as much of its language as tells whether
 * an image has a copy of a folder of its own.
 */
final class DockerfileCopies {
    private static final Pattern INSTRUCTION =
            Pattern.compile("\\s*(FROM|WORKDIR|COPY|ADD)\\s+(.*)", Pattern.CASE_INSENSITIVE);
    private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|[^\\s\",\\[\\]]+");

    private final List<Copy> copies = new ArrayList<>();
    private String workingFolder = "";

    private DockerfileCopies() {}

    /**
     * @param source in the context, normalised; empty for all of it
     * @param target absolute, or empty where only the base image knows
     */
    private record Copy(String source, String target) {}

    static DockerfileCopies read(String dockerfile) {
        DockerfileCopies read = new DockerfileCopies();
        String joined = dockerfile.replaceAll("\\\\[ \\t]*\\r?\\n", " ");
        for (String line : joined.lines().toList()) {
            Matcher instruction = INSTRUCTION.matcher(line);
            if (instruction.matches()) {
                read.take(
                        instruction.group(1).toUpperCase(Locale.ROOT), words(instruction.group(2)));
            }
        }
        return read;
    }

    /** Whether the image has its own copy of this folder of the context at {@code target}. */
    boolean haveAt(String folder, String target) {
        return copies.stream()
                .filter(copy -> copy.source().isEmpty() || MountCapture.isOf(folder, copy.source()))
                .anyMatch(
                        copy ->
                                copy.target().isEmpty()
                                        || MountCapture.isOf(target, copy.target())
                                        || MountCapture.isOf(copy.target(), target)
                                        || copy.target().equals("/"));
    }

    private static List<String> words(String rest) {
        List<String> words = new ArrayList<>();
        Matcher word = WORD.matcher(rest);
        while (word.find()) {
            words.add(word.group(1) == null ? word.group() : word.group(1));
        }
        return words;
    }

    private void take(String instruction, List<String> words) {
        switch (instruction) {
            case "FROM" -> workingFolder = "";
            case "WORKDIR" -> {
                if (!words.isEmpty()) {
                    workingFolder = absolute(words.getFirst());
                }
            }
            default -> {
                boolean isOfAnotherStage =
                        words.stream().anyMatch(each -> each.startsWith("--from="));
                List<String> paths = words.stream().filter(each -> !each.startsWith("--")).toList();
                if (!isOfAnotherStage && paths.size() > 1) {
                    String target = absolute(paths.getLast());
                    paths.subList(0, paths.size() - 1).forEach(each -> copy(each, target));
                }
            }
        }
    }

    private void copy(String source, String target) {
        String relative = source.replaceAll("^/+", "");
        Optional<String> inside = ReadContext.inside("", relative.replaceAll("/?\\*+$", ""));
        inside.ifPresent(each -> copies.add(new Copy(each, target)));
    }

    /** Empty where it depends on a working folder that only the base image knows. */
    private String absolute(String path) {
        if (path.startsWith("/")) {
            return path.length() > 1 ? path.replaceAll("/+$", "") : path;
        }
        return workingFolder.isEmpty()
                ? ""
                : ReadContext.inside(workingFolder, path).map(each -> "/" + each).orElse("");
    }
}
