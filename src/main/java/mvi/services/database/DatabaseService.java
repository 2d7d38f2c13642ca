package mvi.services.database;

import java.util.List;
import java.util.Optional;

/**
 * Databases as resources: an instance in a container on its app's network, a data folder that the
 * platform owns. Deleting one marks it; its data stays for 7 days unless purged.
 *
 * <p>Problems: {@code no-such-database} MISSING, {@code database-not-ready} UNAVAILABLE with the
 * instance's last lines.
 */
public interface DatabaseService {
    /**
     * Makes it when it is not there, starts it when it does not run, and returns when it answers
     * queries.
     *
     * @param login what it is made with, and what its password becomes; else it keeps what it has.
     *     INVALID {@code database-differs} when it was made with another role or name.
     */
    Database ensure(String app, String name, Optional<DatabaseLogin> login);

    List<Database> list();

    Optional<Database> find(String app, String name);

    /** Restarts what should run and does not; a second pass on a well world does nothing. */
    void reconcile();

    /** Stops the instance and keeps its data. */
    void stop(String app, String name);

    void delete(String app, String name, boolean purge);

    /**
     * @param url {@code postgres://user:password@address:5432/name}: a secret
     */
    record Database(
            String app,
            String name,
            String engine,
            String version,
            String state,
            String address,
            String url) {}
}
