package mvi.services.database.core;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The log that a backup needs, as its manifest has it at its end (PostgreSQL manual, "Backup
 * Manifest Format").
 *
 * @param start where recovery begins
 * @param stop where the files are consistent
 */
public record BackupReport(int timeline, Lsn start, Lsn stop) {
    private static final String PLACE = "([0-9A-F]{1,8}/[0-9A-F]{1,8})";
    private static final Pattern RANGE =
            Pattern.compile(
                    "\"Timeline\": ([0-9]{1,9}), \"Start-LSN\": \"%1$s\", \"End-LSN\": \"%1$s\""
                            .formatted(PLACE));

    /** Empty where it says none. */
    public static Optional<BackupReport> parse(String manifest) {
        Matcher range = RANGE.matcher(manifest);
        return range.find()
                ? Optional.of(
                        new BackupReport(
                                Integer.parseInt(range.group(1)),
                                Lsn.parse(range.group(2)),
                                Lsn.parse(range.group(3))))
                : Optional.empty();
    }
}
