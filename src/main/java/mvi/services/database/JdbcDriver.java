package mvi.services.database;

import java.net.URI;
import java.nio.file.Path;
import org.postgresql.Driver;

/** PostgreSQL's JDBC driver, for apps: the platform itself asks its databases in other ways. */
public final class JdbcDriver {
    private JdbcDriver() {}

    /** The jar that this process has it from. */
    public static Path jar() {
        return Path.of(
                URI.create(
                        Driver.class
                                .getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                                .toString()));
    }
}
