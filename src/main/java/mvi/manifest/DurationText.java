package mvi.manifest;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as Compose writes them: {@code 1m30s}, {@code 1.5s}, {@code 500ms}. */
public final class DurationText {
    private static final Pattern PART =
            Pattern.compile("(\\d{1,12}(?:\\.\\d{1,9})?)(us|ms|s|m|h|d)");

    private DurationText() {}

    /** Empty when it is not a duration. */
    public static Optional<Duration> parse(String text) {
        Matcher matcher = PART.matcher(text.strip());
        double nanos = 0;
        int end = 0;
        while (matcher.find() && matcher.start() == end) {
            nanos += Double.parseDouble(matcher.group(1)) * unit(matcher.group(2));
            end = matcher.end();
        }
        boolean isWhole = end > 0 && end == text.strip().length();
        return isWhole && nanos < 1e18
                ? Optional.of(Duration.ofNanos((long) nanos))
                : Optional.empty();
    }

    private static double unit(String unit) {
        return switch (unit) {
            case "us" -> 1e3;
            case "ms" -> 1e6;
            case "s" -> 1e9;
            case "m" -> 60e9;
            case "h" -> 3600e9;
            default -> 86_400e9;
        };
    }
}
