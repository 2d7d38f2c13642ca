package mvi.cli.init;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mvi.engines.base.Problem;

/**
 * A Procfile: a line {@code NAME: COMMAND} for each process.
 *
 * @param processes commands, as words, by the names that a manifest takes, in the file's order
 * @param release what Heroku runs once before each release
 * @param renamed what was written, by what it became
 */
record Procfile(
        Map<String, List<String>> processes,
        Optional<List<String>> release,
        Map<String, String> renamed) {
    static final String FILE = "Procfile";
    static final int LIMIT = 64 << 10;
    static final int PROCESSES = 100;

    private static final String RELEASE = "release";
    private static final int NAME_LENGTH = 40;
    private static final int SHOWN = 60;
    private static final Pattern LINE = Pattern.compile("\\s*([^\\s:]+)\\s*:(.*)");

    /** One line of it. */
    private record Entry(String name, String written, List<String> command) {}

    static Procfile read(String text) {
        Map<String, List<String>> processes = new LinkedHashMap<>();
        Map<String, String> renamed = new LinkedHashMap<>();
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            checkCharacters(number, line);
            if (line.isBlank() || line.strip().startsWith("#")) {
                continue;
            }
            Entry entry = entry(number, line);
            if (processes.putIfAbsent(entry.name(), entry.command()) != null) {
                throw bad(
                        number,
                        "a second process is called '" + entry.name() + "'",
                        "give each a name of its own; a-z, 0-9 and - tell names apart");
            }
            if (processes.size() > PROCESSES) {
                throw bad(number, "more than " + PROCESSES + " processes", "split the app");
            }
            if (!entry.written().equals(entry.name())) {
                renamed.put(entry.name(), shortened(entry.written()));
            }
        }
        Optional<List<String>> release = Optional.ofNullable(processes.remove(RELEASE));
        if (processes.isEmpty()) {
            throw Problem.invalid(
                    "empty-procfile",
                    "the Procfile names no process that goes on running: write web: COMMAND");
        }
        return new Procfile(processes, release, renamed);
    }

    private static Entry entry(int number, String line) {
        Matcher parts = LINE.matcher(line);
        if (!parts.matches() || parts.group(2).isBlank()) {
            throw bad(number, "'" + shortened(line) + "' is not NAME: COMMAND", "write web: …");
        }
        List<String> command =
                ShellCommand.words(parts.group(2).strip())
                        .orElseThrow(() -> bad(number, "a quote is never closed", "close it"));
        return new Entry(legal(number, parts.group(1)), parts.group(1), command);
    }

    /** Before a line is shown to anyone or written on. */
    private static void checkCharacters(int number, String line) {
        if (line.codePoints().anyMatch(Procfile::isOdd)) {
            throw bad(
                    number,
                    "a character that is not UTF-8 text or can't be seen",
                    "save the file as UTF-8, without control characters");
        }
    }

    private static boolean isOdd(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL -> c != '\t';
            case Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.PRIVATE_USE,
                    Character.SURROGATE,
                    Character.UNASSIGNED ->
                    true;
            default -> c == '\uFFFD';
        };
    }

    private static String legal(int number, String written) {
        String name =
                written.toLowerCase(Locale.ROOT)
                        .replaceAll("[^a-z0-9]+", "-")
                        .replaceAll("^-|-$", "");
        if (name.isEmpty() || name.length() > NAME_LENGTH || name.startsWith("x-")) {
            throw bad(
                    number,
                    "'" + shortened(written) + "' can't be the name of a process",
                    "use a-z, 0-9 and -, at most " + NAME_LENGTH + ", and no x- first");
        }
        return name;
    }

    private static String shortened(String text) {
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
    }

    private static Problem bad(int line, String what, String fix) {
        return Problem.invalid("bad-procfile", FILE + ":" + line + ": " + what + ": " + fix);
    }
}
