package mvi.services.database.core;

import java.util.Optional;
import java.util.regex.Pattern;

/** A segment of a log as PostgreSQL names it: {@code 000000010000000A000000FF}. */
public record WalFile(int timeline, Lsn start) {
    private static final Pattern NAME = Pattern.compile("[0-9A-F]{24}");

    /** Empty for what is no segment, such as a history of timelines. */
    public static Optional<WalFile> parse(String name) {
        return NAME.matcher(name).matches()
                ? Optional.of(
                        new WalFile(
                                Integer.parseUnsignedInt(name.substring(0, 8), 16),
                                Lsn.ofFile(name.substring(8))))
                : Optional.empty();
    }
}
