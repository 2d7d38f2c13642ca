package mvi.rules;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** A page of docs as its tests read it. */
record Page(Path file) {
    static Page of(String name) {
        return new Page(Path.of("docs", name));
    }

    String text() throws IOException {
        return Files.readString(file);
    }

    /** The cells of every row of its tables, without headings and rulers. */
    List<List<String>> rows() throws IOException {
        List<String> lines = Files.readAllLines(file);
        return Stream.iterate(0, i -> i < lines.size(), i -> i + 1)
                .filter(i -> lines.get(i).startsWith("|") && !isRuler(lines.get(i)))
                .filter(i -> i + 1 == lines.size() || !isRuler(lines.get(i + 1)))
                .map(i -> cells(lines.get(i)))
                .toList();
    }

    private static boolean isRuler(String line) {
        return line.startsWith("|---");
    }

    private static List<String> cells(String line) {
        String inner = line.substring(1, line.lastIndexOf('|'));
        return Arrays.stream(inner.split("\\|", -1)).map(String::strip).toList();
    }
}
