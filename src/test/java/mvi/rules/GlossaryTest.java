package mvi.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class GlossaryTest {
    private static final int COLUMNS = 6;
    private static final int CODE = 2;
    private static final int CLI = 3;
    private static final int API = 4;

    @Test
    void aTermHasOneRow() throws IOException {
        Set<String> seen = new HashSet<>();
        for (List<String> row : Page.of("glossary.md").rows()) {
            assertThat(row).hasSize(COLUMNS);
            assertThat(seen.add(row.getFirst())).as(row.getFirst()).isTrue();
        }
    }

    @Test
    void everyTypeCommandAndPathExists() throws IOException {
        Set<String> types = types();
        String commands = commands();
        String api = Page.of("api.md").text();
        TreeSet<String> missing = new TreeSet<>();
        for (List<String> row : Page.of("glossary.md").rows()) {
            String code = name(row.get(CODE));
            String command = name(row.get(CLI)).replaceFirst("mvi ", "");
            String path = name(row.get(API));
            if (!code.isEmpty() && !types.contains(code)) {
                missing.add(row.getFirst() + ": type " + code);
            }
            for (String word :
                    command.isEmpty() ? List.<String>of() : List.of(command.split(" ", -1))) {
                if (!commands.contains("\"" + word + "\"")) {
                    missing.add(row.getFirst() + ": command " + command);
                }
            }
            if (!path.isEmpty() && !api.contains("`" + path + "`")) {
                missing.add(row.getFirst() + ": path " + path);
            }
        }
        assertThat(missing).isEmpty();
    }

    /** What stands between backquotes; empty for a dash. */
    private static String name(String cell) {
        return cell.startsWith("`") ? cell.substring(1, cell.length() - 1) : "";
    }

    private static Set<String> types() throws IOException {
        Set<String> names = new HashSet<>();
        for (Path file : sources("src/main/java/mvi")) {
            names.add(file.getFileName().toString().replace(".java", ""));
        }
        return names;
    }

    private static String commands() throws IOException {
        StringBuilder all = new StringBuilder();
        for (Path file : sources("src/main/java/mvi/cli/command")) {
            all.append(Files.readString(file));
        }
        return all.toString();
    }

    private static List<Path> sources(String root) throws IOException {
        try (Stream<Path> files = Files.walk(Path.of(root))) {
            return files.filter(file -> file.toString().endsWith(".java")).toList();
        }
    }
}
