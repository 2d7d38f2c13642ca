package mvi.services.database.core;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mvi.engines.base.ByteCount;
import mvi.engines.base.Secret;
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

    public InstancePaths paths(DatabaseRecord record) {
        return new InstancePaths(config.folder().resolve(record.id()));
    }

    /** It makes an empty cluster only for a record that has none yet. */
    public ContainerSpec container(DatabaseRecord record, String network, String address) {
        InstancePaths paths = paths(record);
        ByteCount memory = config.memory(record.options());
        boolean mayBeNew = record.state() == DatabaseRecord.State.CREATING;
        return new ContainerSpec(
                containerName(record),
                config.registry() + "/" + record.image(),
                List.of(),
                mayBeNew ? List.of("/mvi/start-postgres", "new") : List.of("/mvi/start-postgres"),
                Map.of(),
                new ContainerSpec.Labels(
                        record.app(), record.name(), "", ContainerSpec.Labels.DATABASE),
                new ContainerSpec.NetworkAttachment(network, Optional.of(address)),
                Map.of(),
                List.of(
                        mount(paths.data(), InstancePaths.SEEN_DATA, false),
                        mount(paths.config(), InstancePaths.SEEN_CONFIG, true),
                        mount(paths.restore(), InstancePaths.SEEN_RESTORE, false)),
                List.of(),
                new ContainerSpec.Resources(memory, 0, PROCESSES),
                Optional.of(UID + ":" + UID),
                Optional.empty(),
                Duration.ofSeconds(30),
                // SIGINT is PostgreSQL's fast shutdown: it rolls back what is open and checkpoints.
                "SIGINT",
                settings(memory));
    }

    /** Parallel queries share memory with each other by /dev/shm. */
    private static ContainerSpec.Settings settings(ByteCount memory) {
        ContainerSpec.Settings none = ContainerSpec.Settings.NONE;
        return new ContainerSpec.Settings(
                none.hostname(),
                none.groups(),
                none.hasInit(),
                none.isReadOnly(),
                none.tmpfs(),
                new ByteCount(memory.bytes() / 4),
                none.added(),
                none.dropped(),
                none.ulimits(),
                none.sysctls(),
                none.nameServers());
    }

    private static ContainerSpec.Mount mount(Path source, String target, boolean isReadOnly) {
        return new ContainerSpec.Mount(source.toString(), target, isReadOnly);
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
                set synchronous_commit = 'local';
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

    /**
     * Its version, as {@code 15.18}, and on the lines after it the extensions that it could have.
     */
    public static byte[] abilities() {
        return "show server_version; select name from pg_available_extensions order by name;"
                .getBytes(StandardCharsets.UTF_8);
    }

    /** Has the database have these extensions. */
    public static byte[] extend(DatabaseRecord record) {
        StringBuilder sql = new StringBuilder("\\connect ").append(connectionName(record));
        for (String each : record.options().extensions()) {
            sql.append("create extension if not exists ")
                    .append(identifier(each))
                    .append(" cascade;\n");
        }
        return sql.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** As psql's own commands read names. */
    private static String connectionName(DatabaseRecord record) {
        return identifier(record.database()) + "\n";
    }

    /** Copies its files, as a tar archive, to its standard output. */
    public static List<String> copy() {
        return List.of("/mvi/copy-files");
    }

    /**
     * Lets {@link PostgresSettings#FOLLOWER} follow the log, by this password, from where the slot
     * is on. The last line of the answer is the timeline and that place.
     */
    public static byte[] follow(Secret password) {
        String sql =
                """
                set log_statement = 'none';
                set synchronous_commit = 'local';
                select 'create role %1$s' where not exists (select from pg_roles where rolname = '%1$s') \\gexec
                alter role %1$s login replication password %3$s;
                select pg_drop_replication_slot(slot_name) from pg_replication_slots
                    where slot_name = '%2$s' and wal_status = 'lost';
                select pg_create_physical_replication_slot('%2$s', true)
                    where not exists (select from pg_replication_slots where slot_name = '%2$s');
                select substring(pg_walfile_name(pg_current_wal_lsn()) for 8) || ' ' || restart_lsn
                    from pg_replication_slots where slot_name = '%2$s';
                """
                        .formatted(
                                PostgresSettings.FOLLOWER,
                                PostgresSettings.SLOT,
                                literal(password.revealText()));
        return sql.getBytes(StandardCharsets.UTF_8);
    }

    /** Whether it still recovers, and how far its log is on the disk. */
    public static byte[] progress() {
        return """
        select pg_is_in_recovery() || ' ' || case when pg_is_in_recovery()
            then pg_last_wal_replay_lsn() else pg_current_wal_flush_lsn() end;
        """
                .getBytes(StandardCharsets.UTF_8);
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
