package mvi.manifest;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.SequencedSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a Dockerfile says about the containers made from it.
 *
 * @param ports TCP ports that it exposes in figures; the last EXPOSE counts first
 */
public record Dockerfile(List<Integer> ports, boolean hasEntrypoint) {
    private static final Pattern CONTINUATION = Pattern.compile("\\\\[ \\t]*\\r?\\n");
    private static final Pattern EXPOSE = Pattern.compile("(?im)^[ \\t]*EXPOSE[ \\t]([^\\r\\n#]*)");
    private static final Pattern ENTRYPOINT = Pattern.compile("(?im)^[ \\t]*ENTRYPOINT[ \\t]");

    /** A port, or the first of a range. */
    private static final Pattern PORT = Pattern.compile("(\\d{1,5})(?:-\\d{1,5})?(?:/tcp)?");

    public static Dockerfile read(String text) {
        String joined = CONTINUATION.matcher(text).replaceAll(" ");
        List<List<Integer>> lines = new ArrayList<>();
        Matcher expose = EXPOSE.matcher(joined);
        while (expose.find()) {
            lines.addFirst(ports(expose.group(1)));
        }
        SequencedSet<Integer> all = new LinkedHashSet<>();
        lines.forEach(all::addAll);
        return new Dockerfile(List.copyOf(all), ENTRYPOINT.matcher(joined).find());
    }

    /** The first port of the last EXPOSE that names one. */
    public OptionalInt port() {
        return ports.isEmpty() ? OptionalInt.empty() : OptionalInt.of(ports.getFirst());
    }

    private static List<Integer> ports(String words) {
        List<Integer> ports = new ArrayList<>();
        for (String word : words.strip().split("\\s+")) {
            Matcher port = PORT.matcher(word);
            int number = port.matches() ? Integer.parseInt(port.group(1)) : 0;
            if (number > 0 && number <= 65_535) {
                ports.add(number);
            }
        }
        return ports;
    }
}
