package mvi.services.database;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import mvi.engines.base.ByteCount;
import mvi.engines.base.Problem;

/**
 * What an app may choose of its database.
 *
 * @param memory of the instance, from which its settings follow; else the service's usual
 * @param version the major version that the app counts on, as {@code 15}
 * @param isSynchronous whether a commit waits until the archive has it
 * @param extensions that the database has; one that is taken off the list stays, as its data may
 *     need it
 */
public record DatabaseOptions(
        Optional<ByteCount> memory,
        Optional<String> version,
        boolean isSynchronous,
        List<String> extensions) {
    /** The least that PostgreSQL starts with, and works. */
    public static final ByteCount LEAST_MEMORY = new ByteCount(64L << 20);

    public static final DatabaseOptions USUAL =
            new DatabaseOptions(Optional.empty(), Optional.empty(), false, List.of());

    private static final Pattern EXTENSION = Pattern.compile("[a-z][a-z0-9_-]{0,62}");

    public DatabaseOptions {
        extensions = List.copyOf(extensions);
        if (memory.filter(each -> each.bytes() < LEAST_MEMORY.bytes()).isPresent()) {
            throw Problem.invalid(
                    "bad-memory", "a database has " + LEAST_MEMORY + " of memory at least");
        }
        for (String each : extensions) {
            if (!EXTENSION.matcher(each).matches()) {
                throw Problem.invalid("bad-extension", "'" + each + "' is no name of an extension");
            }
        }
    }
}
