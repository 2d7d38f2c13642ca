package mvi.cli.output;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import mvi.engines.base.ByteCount;

/** Numbers and times for people, and text for shells. */
public final class Words {
    private Words() {}

    /** {@code 3m ago}; the text itself when it is no time. */
    public static String ago(String time, Instant now) {
        if (time.isEmpty()) {
            return "-";
        }
        try {
            long seconds = Math.max(0, Duration.between(Instant.parse(time), now).toSeconds());
            if (seconds < 60) {
                return seconds + "s ago";
            }
            if (seconds < 3600) {
                return seconds / 60 + "m ago";
            }
            return seconds < 86_400 ? seconds / 3600 + "h ago" : seconds / 86_400 + "d ago";
        } catch (DateTimeParseException notTime) {
            return time;
        }
    }

    public static String bytes(long bytes) {
        return bytes <= 0 ? "-" : new ByteCount(bytes).toString();
    }

    public static String number(double value) {
        String format = value >= 100 || value == 0 ? "%.0f" : value >= 0.1 ? "%.1f" : "%.2f";
        return String.format(Locale.ROOT, format, value);
    }

    public static String orDash(String text) {
        return text.isEmpty() ? "-" : text;
    }

    /** One word for a POSIX shell. */
    public static String shellQuoted(String text) {
        if (text.matches("[A-Za-z0-9_./:@%+,=-]+")) {
            return text;
        }
        return "'" + text.replace("'", "'\\''") + "'";
    }

    /** A value for an env file. */
    public static String dotenvQuoted(String text) {
        if (text.matches("[A-Za-z0-9_./:@%+,=-]*")) {
            return text;
        }
        return '"'
                + text.replace("\\", "\\\\")
                        .replace("\"", "\\\"")
                        .replace("$", "\\$")
                        .replace("\n", "\\n")
                + '"';
    }
}
