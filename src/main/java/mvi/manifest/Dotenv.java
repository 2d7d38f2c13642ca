package mvi.manifest;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Env files as Compose reads them: {@code NAME=value} a line, {@code export} allowed, {@code #}
 * comments, single quotes literal, double quotes with escapes, both over several lines.
 */
final class Dotenv {
    private static final String NAME = "[A-Za-z_][A-Za-z0-9_.-]*";

    private final String file;
    private final String text;
    private final Findings findings;
    private final Interpolation above;
    private final Map<String, String> values = new LinkedHashMap<>();
    private int at;
    private int line = 1;

    private Dotenv(String file, String text, Findings findings, Interpolation above) {
        this.file = file;
        this.text = text;
        this.findings = findings;
        this.above = above;
    }

    /** A name without {@code =} takes its value from what is above the file, if it is there. */
    static Map<String, String> read(
            String file, String text, Findings findings, Interpolation above) {
        String lines = text.replace("\r\n", "\n");
        Dotenv reader =
                new Dotenv(
                        file,
                        lines.startsWith("\uFEFF") ? lines.substring(1) : lines,
                        findings,
                        above);
        while (reader.at < reader.text.length()) {
            reader.entry();
        }
        return reader.values;
    }

    /** What stands behind the first {@code =} of a line is the value, quotes and all. */
    static Map<String, String> readRaw(String file, String text, Findings findings) {
        Map<String, String> values = new LinkedHashMap<>();
        int line = 0;
        for (String each : text.lines().toList()) {
            line++;
            if (each.isBlank() || each.startsWith("#")) {
                continue;
            }
            int equals = each.indexOf('=');
            String name = equals < 0 ? each : each.substring(0, equals);
            if (!name.matches(NAME) || equals < 0) {
                badName(file, line, name, findings);
            } else {
                values.put(name, each.substring(equals + 1));
            }
        }
        return values;
    }

    private static void badName(String file, int line, String name, Findings findings) {
        findings.error(
                new Place(file, line, 1),
                "bad-env-line",
                "'"
                        + (name.length() > 40 ? name.substring(0, 40) + "…" : name)
                        + "' is not the name of a variable",
                "write NAME=value");
    }

    private void entry() {
        int end = endOfLine(at);
        String head = text.substring(at, end).strip();
        if (head.isEmpty() || head.startsWith("#")) {
            next(end);
            return;
        }
        int equals = text.indexOf('=', at);
        boolean hasValue = equals >= 0 && equals < end;
        String name = (hasValue ? text.substring(at, equals) : head).strip();
        if (name.startsWith("export ")) {
            name = name.substring("export ".length()).strip();
        }
        if (!name.matches(NAME)) {
            badName(file, line, name, findings);
            next(end);
            return;
        }
        if (!hasValue) {
            Optional<String> inherited = above.lookUp(name);
            if (inherited.isPresent()) {
                values.put(name, inherited.get());
            }
            next(end);
            return;
        }
        value(name, equals + 1, end);
    }

    private void value(String name, int start, int end) {
        int first = start;
        while (first < end && (text.charAt(first) == ' ' || text.charAt(first) == '\t')) {
            first++;
        }
        char quote = first < end ? text.charAt(first) : ' ';
        if (quote == '"' || quote == '\'') {
            quoted(name, first, quote);
            return;
        }
        String raw = text.substring(first, end);
        int comment = raw.startsWith("#") ? 0 : raw.indexOf(" #");
        values.put(name, expand((comment >= 0 ? raw.substring(0, comment) : raw).strip()));
        next(end);
    }

    private void quoted(String name, int open, char quote) {
        StringBuilder value = new StringBuilder();
        for (int i = open + 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == quote) {
                sayRest(name, i + 1);
                values.put(name, quote == '"' ? expand(value.toString()) : value.toString());
                next(endOfLine(i));
                return;
            }
            if (c == '\\' && quote == '\'' && text.startsWith("'", i + 1)) {
                value.append(text.charAt(++i));
                continue;
            }
            if (c == '\\' && quote == '"' && i + 1 < text.length()) {
                value.append(escaped(text.charAt(++i)));
            } else {
                value.append(c);
            }
        }
        findings.error(
                new Place(file, line, open - text.lastIndexOf('\n', open)),
                "bad-env-line",
                "the quote before " + name + "'s value is never closed",
                "close it");
        next(text.length());
    }

    /** Nothing but a comment may follow a closing quote. */
    private void sayRest(String name, int from) {
        String rest = text.substring(from, endOfLine(from)).strip();
        if (!rest.isEmpty() && !rest.startsWith("#")) {
            int breaks = (int) text.substring(at, from).chars().filter(c -> c == '\n').count();
            findings.error(
                    new Place(file, line + breaks, from - text.lastIndexOf('\n', from - 1)),
                    "bad-env-line",
                    "something follows the closing quote of " + name + "'s value",
                    "quote all of the value");
        }
    }

    private static String escaped(char c) {
        return switch (c) {
            case 'n' -> "\n";
            case 't' -> "\t";
            case 'r' -> "\r";
            case '$' -> "$$";
            case '"', '\\', '\'' -> String.valueOf(c);
            default -> "\\" + c;
        };
    }

    private String expand(String raw) {
        if (raw.indexOf('$') < 0) {
            return raw;
        }
        return above.over(values).replace(raw, new Place(file, line, 1));
    }

    private int endOfLine(int from) {
        int end = text.indexOf('\n', from);
        return end < 0 ? text.length() : end;
    }

    private void next(int end) {
        int to = Math.min(text.length(), end + 1);
        line += (int) text.substring(at, to).chars().filter(c -> c == '\n').count();
        at = to;
    }
}
