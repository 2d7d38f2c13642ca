package mvi.services.database;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Databases as resources: an instance in a container on its app's network, a data folder that the
 * platform owns, an archive from which any moment of its last days can be had again. Deleting one
 * marks it; its data stays for 7 days unless purged.
 *
 * <p>Problems: {@code no-such-database}, {@code no-such-backup} MISSING, {@code database-not-ready}
 * UNAVAILABLE with the instance's last lines, {@code database-files-lost} UNAVAILABLE.
 */
public interface DatabaseService {
    /**
     * Makes it when it is not there, starts it when it does not run, and returns when it answers
     * queries.
     *
     * @param login what it is made with, and what its password becomes; else it keeps what it has.
     *     INVALID {@code database-differs} when it was made with another role or name.
     * @param options what it is made with, and becomes, by a restart where that needs one; else it
     *     keeps what it has. INVALID {@code database-version}, {@code no-such-extension}.
     */
    Database ensure(
            String app,
            String name,
            Optional<DatabaseLogin> login,
            Optional<DatabaseOptions> options);

    List<Database> list();

    Optional<Database> find(String app, String name);

    /**
     * {@code postgres://user:password@address:5432/name}: a secret. MISSING when it is not there.
     */
    String url(String app, String name);

    /**
     * How one of PostgreSQL's own clients is run on it, as the app's role. MISSING {@code
     * no-such-database}; UNAVAILABLE {@code database-not-ready} while it does not run.
     *
     * @param arguments of psql; the others have none
     */
    Session session(String app, String name, Client client, List<String> arguments);

    /** Restarts what should run and does not; a second pass on a well world does nothing. */
    void reconcile();

    /** Stops the instance and keeps its data. */
    void stop(String app, String name);

    void delete(String app, String name, boolean purge);

    /** Takes back a deletion. CONFLICT {@code database-exists} when another has its name. */
    Database undelete(String app, String name);

    /** How well it is kept. */
    Protection protection(String app, String name);

    /**
     * Takes a backup now; it can be restored when this returns. UNAVAILABLE {@code backup-failed}.
     */
    Backup backUp(String app, String name);

    /**
     * A new instance that is as the database was at some moment. Under the same name it takes the
     * old one's place, address and credentials, and the old one is kept as one that was deleted,
     * under a name that says when; under another it is a database beside it.
     *
     * <p>INVALID {@code outside-window} with the window; CONFLICT {@code database-exists}, {@code
     * restore-runs}, {@code archive-gap}; UNAVAILABLE {@code restore-failed}, after which all is as
     * before.
     *
     * @param told each step, in words
     */
    Database restore(String app, String name, RestorePoint point, String as, Consumer<String> told);

    /** What reads and writes a database from outside of its app. */
    enum Client {
        /** Statements by standard input, or in the arguments. */
        PSQL,
        /** Writes it as SQL to standard output. */
        DUMP,
        /** Runs SQL of standard input. */
        LOAD,
        /**
         * Loads an archive of {@code pg_dump} in its custom format of standard input, or nothing.
         */
        LOAD_ARCHIVE
    }

    /** A command and the id of the container that it is for. */
    record Session(String container, List<String> command) {}

    /**
     * One of them.
     *
     * @param state {@code creating}, {@code starting}, {@code running}, {@code restoring}, {@code
     *     deleted}
     * @param deleted when it was
     */
    record Database(
            String app,
            String name,
            String engine,
            String version,
            String state,
            String address,
            Optional<Instant> deleted) {}

    /**
     * What of it can be had again.
     *
     * @param earliest moment that can be restored; empty before the first backup
     * @param latest moment that can be restored: now, while the archive keeps up
     * @param trouble why the archive does not keep up
     */
    record Protection(
            Optional<Instant> earliest,
            Optional<Instant> latest,
            Optional<String> trouble,
            List<Backup> backups) {
        /** While the archive can't be asked. */
        public static Protection unknown(String why) {
            return new Protection(Optional.empty(), Optional.empty(), Optional.of(why), List.of());
        }
    }

    /**
     * A copy of its files.
     *
     * @param bytes compressed
     */
    record Backup(String id, Instant taken, long bytes) {}
}
