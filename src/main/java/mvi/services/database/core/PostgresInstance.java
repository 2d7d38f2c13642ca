package mvi.services.database.core;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mvi.services.container.ContainerSpec;
import mvi.services.database.DatabaseConfig;
import mvi.services.database.DatabaseRecord;

/** How an instance is run and set up, as pure functions of its record. */
public final class PostgresInstance {
    public static final int PORT = 5432;

    /**
     * Role and database inside an instance that was asked for by no other name: an instance belongs
     * to one resource, so the name says nothing more.
     */
    public static final String ROLE = "app";

    /** User and group of the image that mvi makes. */
    public static final int UID = 900;

    private static final int LAST_ADDRESS = 254;
    private static final int PROCESSES = 256;

    private final DatabaseConfig config;

    public PostgresInstance(DatabaseConfig config) {
        this.config = config;
    }

    public static int addressNumber(DatabaseRecord record) {
        return LAST_ADDRESS - record.slot();
    }

    public String containerName(DatabaseRecord record) {
        return "mvi-" + config.platform() + "-" + record.app() + "-" + record.name() + "-db";
    }

    /** The folder of a record, as seen by the host. */
    public java.nio.file.Path folder(DatabaseRecord record) {
        return config.folder().resolve(record.id());
    }

    public ContainerSpec container(DatabaseRecord record, String network, String address) {
        return new ContainerSpec(
                containerName(record),
                config.registry() + "/" + record.image(),
                List.of(),
                List.of("/mvi/start-postgres"),
                Map.of(),
                new ContainerSpec.Labels(
                        record.app(), record.name(), "", ContainerSpec.Labels.DATABASE),
                new ContainerSpec.NetworkAttachment(network, Optional.of(address)),
                Map.of(),
                List.of(
                        new ContainerSpec.Mount(
                                folder(record).toString(), "/var/lib/postgresql/data", false)),
                List.of(),
                new ContainerSpec.Resources(config.memory(), 0, PROCESSES),
                Optional.of(UID + ":" + UID),
                Optional.empty(),
                Duration.ofSeconds(30),
                // SIGINT is PostgreSQL's fast shutdown: it rolls back what is open and checkpoints.
                "SIGINT",
                ContainerSpec.Settings.NONE);
    }

    /** Asks whether it answers queries. */
    public static List<String> probe() {
        return List.of("/mvi/psql", "-qAtc", "select 1");
    }

    /** Reads {@link #setUp} from its standard input. */
    public static List<String> administer() {
        return List.of("/mvi/psql", "-qAt", "-v", "ON_ERROR_STOP=1", "-f", "-");
    }

    /** Makes role and database, or gives the role this password when they are there. */
    public static byte[] setUp(DatabaseRecord record, String password) {
        String sql =
                """
                set log_statement = 'none';
                select %5$s where not exists (select from pg_roles where rolname = %3$s) \\gexec
                alter role %1$s login nosuperuser nocreatedb nocreaterole password %7$s;
                select %6$s where not exists (select from pg_database where datname = %4$s) \\gexec
                alter database %2$s owner to %1$s;
                """
                        .formatted(
                                identifier(record.role()),
                                identifier(record.database()),
                                literal(record.role()),
                                literal(record.database()),
                                literal("create role " + identifier(record.role()) + " login"),
                                literal("create database " + identifier(record.database())),
                                literal(password));
        return sql.getBytes(StandardCharsets.UTF_8);
    }

    private static String identifier(String name) {
        return "\"" + name.replace("\"", "\"\"") + "\"";
    }

    /** Backslashes stand for themselves in PostgreSQL's literals. */
    private static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    /** The secret URL that dependents get. */
    public static String url(DatabaseRecord record, String address, String password) {
        return "postgres://%s:%s@%s:%d/%s"
                .formatted(
                        encoded(record.role()),
                        encoded(password),
                        address,
                        PORT,
                        encoded(record.database()));
    }

    /** Percent-encoded as RFC 3986 section 2.1 has it. */
    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
