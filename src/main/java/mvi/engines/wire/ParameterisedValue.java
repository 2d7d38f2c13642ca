package mvi.engines.wire;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A header field's value with parameters (RFC 9110 section 5.6.6): {@code form-data; name="key"}.
 * Value and names are in lower case.
 */
record ParameterisedValue(String value, Map<String, String> parameters) {
    /** Empty when it can't be read, or when a parameter is given twice. */
    static Optional<ParameterisedValue> parse(String text) {
        int semicolon = text.indexOf(';');
        String value = semicolon < 0 ? text : text.substring(0, semicolon);
        Map<String, String> parameters = new LinkedHashMap<>();
        int at = semicolon;
        while (at >= 0 && at < text.length()) {
            int equals = text.indexOf('=', at);
            if (equals < 0) {
                // A semicolon too many is what some clients end with.
                if (!text.substring(at + 1).isBlank()) {
                    return Optional.empty();
                }
                break;
            }
            String name = text.substring(at + 1, equals).strip().toLowerCase(Locale.ROOT);
            StringBuilder parameter = new StringBuilder();
            at = read(text, equals + 1, parameter);
            if (at < 0
                    || name.isEmpty()
                    || name.indexOf(';') >= 0
                    || parameters.put(name, parameter.toString()) != null) {
                return Optional.empty();
            }
        }
        return Optional.of(
                new ParameterisedValue(value.strip().toLowerCase(Locale.ROOT), parameters));
    }

    /** Gives where the next semicolon or the end is, or −1 for a value that can't be read. */
    private static int read(String text, int start, StringBuilder into) {
        int at = start;
        while (at < text.length() && text.charAt(at) == ' ') {
            at++;
        }
        if (at == text.length() || text.charAt(at) != '"') {
            int end = text.indexOf(';', at);
            into.append(text.substring(at, end < 0 ? text.length() : end).strip());
            return end < 0 ? text.length() : end;
        }
        for (at++; at < text.length() && text.charAt(at) != '"'; at++) {
            // Only these two: some browsers send the path of a file with bare backslashes.
            boolean isEscape =
                    text.charAt(at) == '\\'
                            && at + 1 < text.length()
                            && "\"\\".indexOf(text.charAt(at + 1)) >= 0;
            at += isEscape ? 1 : 0;
            into.append(text.charAt(at));
        }
        if (at == text.length()) {
            return -1;
        }
        int end = text.indexOf(';', at);
        boolean isAlone = text.substring(at + 1, end < 0 ? text.length() : end).isBlank();
        if (!isAlone) {
            return -1;
        }
        return end < 0 ? text.length() : end;
    }
}
