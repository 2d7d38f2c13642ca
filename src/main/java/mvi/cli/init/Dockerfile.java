package mvi.cli.init;

import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a Dockerfile says about the containers made from it.
 *
 * @param port the first TCP port of the last EXPOSE that names one in figures
 */
record Dockerfile(OptionalInt port, boolean hasEntrypoint) {
    private static final Pattern CONTINUATION = Pattern.compile("\\\\[ \\t]*\\r?\\n");
    private static final Pattern EXPOSE = Pattern.compile("(?im)^[ \\t]*EXPOSE[ \\t]([^\\r\\n#]*)");
    private static final Pattern ENTRYPOINT = Pattern.compile("(?im)^[ \\t]*ENTRYPOINT[ \\t]");

    /** A port, or the first of a range. */
    private static final Pattern PORT = Pattern.compile("(\\d{1,5})(?:-\\d{1,5})?(?:/tcp)?");

    static Dockerfile read(String text) {
        String joined = CONTINUATION.matcher(text).replaceAll(" ");
        OptionalInt port = OptionalInt.empty();
        Matcher expose = EXPOSE.matcher(joined);
        while (expose.find()) {
            OptionalInt named = firstPort(expose.group(1));
            port = named.isPresent() ? named : port;
        }
        return new Dockerfile(port, ENTRYPOINT.matcher(joined).find());
    }

    private static OptionalInt firstPort(String words) {
        for (String word : words.strip().split("\\s+")) {
            Matcher port = PORT.matcher(word);
            int number = port.matches() ? Integer.parseInt(port.group(1)) : 0;
            if (number > 0 && number <= 65_535) {
                return OptionalInt.of(number);
            }
        }
        return OptionalInt.empty();
    }
}
