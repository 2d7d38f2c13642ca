package mvi.services.database.core;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code pg_basebackup --verbose} says of the log that its copy needs.
 *
 * @param start where recovery begins
 * @param stop where the copy is consistent
 */
public record BackupReport(int timeline, Lsn start, Lsn stop) {
    private static final Pattern START =
            Pattern.compile(
                    "write-ahead log start point: ([0-9A-F]+/[0-9A-F]+) on timeline ([0-9]+)");
    private static final Pattern STOP =
            Pattern.compile("write-ahead log end point: ([0-9A-F]+/[0-9A-F]+)");

    /** Empty where it does not say both. */
    public static Optional<BackupReport> parse(String words) {
        Matcher start = START.matcher(words);
        Matcher stop = STOP.matcher(words);
        return start.find() && stop.find()
                ? Optional.of(
                        new BackupReport(
                                Integer.parseInt(start.group(2)),
                                Lsn.parse(start.group(1)),
                                Lsn.parse(stop.group(1))))
                : Optional.empty();
    }
}
