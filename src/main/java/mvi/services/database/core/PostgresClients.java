package mvi.services.database.core;

import java.util.ArrayList;
import java.util.List;
import mvi.services.database.DatabaseRecord;
import mvi.services.database.DatabaseService.Client;

/**
 * PostgreSQL's own clients, run in the instance's container: they are of its version, and need no
 * password there, since the container's user is known by its socket.
 */
public final class PostgresClients {
    private static final String BINARIES = "$(ls -d /usr/lib/postgresql/*/bin | tail -n 1)";

    /** Names of owners say nothing in another instance. */
    private static final String PORTABLE = " --no-owner --no-privileges";

    private static final List<String> LOADED =
            List.of("-q", "-o", "/dev/null", "-v", "ON_ERROR_STOP=1", "-f", "-");

    private PostgresClients() {}

    /** The command. */
    public static List<String> command(
            DatabaseRecord record, Client client, List<String> arguments) {
        return switch (client) {
            case PSQL -> psql(record, arguments);
            case DUMP -> other(record, "pg_dump" + PORTABLE);
            // A statement that fails ends it; who gives the statements says when they are whole.
            case LOAD -> psql(record, LOADED);
            case LOAD_ARCHIVE ->
                    other(record, "pg_restore --single-transaction --exit-on-error" + PORTABLE);
        };
    }

    private static List<String> psql(DatabaseRecord record, List<String> arguments) {
        List<String> command =
                new ArrayList<>(List.of("/mvi/psql", "-U", record.role(), "-d", record.database()));
        command.addAll(arguments);
        return List.copyOf(command);
    }

    /** Role and database are given as arguments: the shell makes nothing of what is in them. */
    private static List<String> other(DatabaseRecord record, String program) {
        return List.of(
                "sh",
                "-c",
                "exec \"" + BINARIES + "\"/" + program + " -h /tmp -U \"$1\" -d \"$2\"",
                "sh",
                record.role(),
                record.database());
    }
}
