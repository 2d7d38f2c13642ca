package mvi.engines.proxy;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Cases of a test in a resource beside it, one a line; hostile-requests.txt tells their form. */
final class CaseFile {
    private static final Pattern REPEATED = Pattern.compile("\\{([^{}]*)\\*(\\d+)}");

    private CaseFile() {}

    /** Each case in its parts, still escaped; the last of them may hold what parts the others. */
    static List<String[]> read(String resource, int parts) throws IOException {
        try (var in = CaseFile.class.getResourceAsStream(resource)) {
            String text =
                    new String(requireNonNull(in, resource).readAllBytes(), StandardCharsets.UTF_8);
            return text.lines()
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .map(line -> line.split("\\|", parts))
                    .toList();
        }
    }

    /** The bytes that are meant, one a char. */
    static String meant(String escaped) {
        String whole = repeated(escaped);
        StringBuilder meant = new StringBuilder();
        for (int i = 0; i < whole.length(); i++) {
            char c = whole.charAt(i);
            if (c == '~') {
                meant.append("\r\n");
            } else if (c != '\\') {
                meant.append(c);
            } else if (whole.charAt(++i) == 'x') {
                meant.append((char) Integer.parseInt(whole.substring(i + 1, i + 3), 16));
                i += 2;
            } else {
                meant.append(control(whole.charAt(i)));
            }
        }
        return meant.toString();
    }

    static String repeated(String escaped) {
        return REPEATED.matcher(escaped)
                .replaceAll(
                        found ->
                                Matcher.quoteReplacement(
                                        found.group(1).repeat(Integer.parseInt(found.group(2)))));
    }

    private static char control(char letter) {
        return switch (letter) {
            case 'r' -> '\r';
            case 'n' -> '\n';
            case 't' -> '\t';
            case 's' -> ' ';
            case '0' -> '\0';
            case '\\' -> '\\';
            default -> throw new IllegalArgumentException("no escape: " + letter);
        };
    }
}
