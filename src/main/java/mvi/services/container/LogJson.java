package mvi.services.container;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A flat JSON object whose values are strings, or objects that are skipped: a line of Docker's
 * json-file. Nothing else of JSON (RFC 8259) is needed here.
 */
final class LogJson {
    private final String text;
    private int at;

    private LogJson(String text) {
        this.text = text;
    }

    static Optional<Map<String, String>> read(String line) {
        try {
            return Optional.of(new LogJson(line.strip()).object());
        } catch (IllegalArgumentException | IndexOutOfBoundsException damaged) {
            return Optional.empty();
        }
    }

    private Map<String, String> object() {
        Map<String, String> fields = new LinkedHashMap<>();
        expect('{');
        while (text.charAt(at) != '}') {
            String name = string();
            expect(':');
            if (text.charAt(at) == '"') {
                fields.put(name, string());
            } else {
                object();
            }
            if (text.charAt(at) == ',') {
                at++;
            }
        }
        at++;
        return fields;
    }

    private String string() {
        expect('"');
        StringBuilder value = new StringBuilder();
        while (text.charAt(at) != '"') {
            char c = text.charAt(at++);
            value.append(c == '\\' ? escaped() : c);
        }
        at++;
        return value.toString();
    }

    private char escaped() {
        char c = text.charAt(at++);
        return switch (c) {
            case 'n' -> '\n';
            case 't' -> '\t';
            case 'r' -> '\r';
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'u' -> {
                char code = (char) Integer.parseInt(text.substring(at, at + 4), 16);
                at += 4;
                yield code;
            }
            default -> c;
        };
    }

    private void expect(char c) {
        if (text.charAt(at) != c) {
            throw new IllegalArgumentException("expected " + c + " at " + at);
        }
        at++;
    }
}
