package mvi.services.database.core;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import mvi.engines.base.ByteCount;

/**
 * {@code postgresql.conf} as a pure function of an instance's memory. The shares of memory are the
 * ones that PostgreSQL's manual recommends (Resource Consumption, Query Planning).
 */
public final class PostgresSettings {
    /** Of the replication slot by which the archive holds on to what it has not got yet. */
    public static final String SLOT = "mvi";

    /** Of the role that follows the log. */
    public static final String FOLLOWER = "mvi_archive";

    /**
     * Who may come from where ({@code pg_hba.conf}): the administrator only from inside the
     * container, everybody else by password, or from inside by {@link #users}. Who can dial at all
     * is the firewall's.
     */
    public static final String HOSTS =
            """
            local all         mvi         peer map=administrator
            local replication mvi         peer map=administrator
            local all         all         peer map=administrator
            host  all         mvi         0.0.0.0/0 reject
            host  replication mvi_archive 0.0.0.0/0 scram-sha-256
            host  all         mvi_archive 0.0.0.0/0 reject
            host  all         all         0.0.0.0/0 scram-sha-256
            """;

    /** PostgreSQL's settings know no Z. */
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS'+00'").withZone(ZoneOffset.UTC);

    private static final int CONNECTIONS = 100;
    private static final long MIB = 1 << 20;

    private PostgresSettings() {}

    /**
     * {@code pg_ident.conf}: the container's own user is the administrator, and the app's role when
     * it runs a client for the operator.
     */
    public static String users(String role) {
        return "administrator postgres mvi\nadministrator postgres \"%s\"\n"
                .formatted(role.replace("\"", "\"\""));
    }

    /**
     * The file.
     *
     * @param keptLog most that is kept of the log for the archive before a copy anew is better
     * @param isSynchronous whether a commit waits until the archive has it
     */
    public static String file(ByteCount memory, ByteCount keptLog, boolean isSynchronous) {
        String folder = InstancePaths.SEEN_CONFIG;
        long all = memory.bytes() / MIB;
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("listen_addresses", "*");
        settings.put("unix_socket_directories", "/tmp");
        settings.put("hba_file", folder + "/pg_hba.conf");
        settings.put("ident_file", folder + "/pg_ident.conf");
        settings.put("password_encryption", "scram-sha-256");
        settings.put("ssl", "on");
        settings.put("ssl_cert_file", folder + "/server.crt");
        settings.put("ssl_key_file", folder + "/server.key");
        settings.put("ssl_min_protocol_version", "TLSv1.2");
        settings.put("max_connections", Integer.toString(CONNECTIONS));
        settings.put("shared_buffers", mib(Math.max(16, all / 4)));
        settings.put("effective_cache_size", mib(Math.max(32, all * 6 / 10)));
        // What is left is for some of the connections to sort at once, not all.
        settings.put("work_mem", mib(Math.clamp(all / CONNECTIONS, 1, 64)));
        settings.put("maintenance_work_mem", mib(Math.clamp(all / 16, 16, 1024)));
        settings.put("random_page_cost", "1.1");
        settings.put("wal_level", "replica");
        settings.put("max_wal_size", mib(Math.clamp(all * 2, 256, 4096)));
        settings.put("min_wal_size", "80MB");
        settings.put("checkpoint_timeout", "10min");
        settings.put("max_wal_senders", "4");
        settings.put("max_replication_slots", "4");
        settings.put("max_slot_wal_keep_size", mib(keptLog.bytes() / MIB));
        // The archive says that it is alive more often than this.
        settings.put("wal_sender_timeout", "30s");
        settings.put("synchronous_standby_names", isSynchronous ? SLOT : "");
        settings.put("logging_collector", "off");
        settings.put("log_destination", "stderr");
        settings.put("log_min_messages", "warning");
        settings.put("log_checkpoints", "off");
        return text(settings);
    }

    /** What a copy needs besides to become an instance of its own. */
    public static String recovery(Optional<Instant> target) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("restore_command", "/mvi/fetch-wal %f %p");
        settings.put("recovery_target_timeline", "current");
        settings.put("recovery_target_action", "promote");
        target.ifPresent(at -> settings.put("recovery_target_time", TIME.format(at)));
        return text(settings);
    }

    private static String mib(long count) {
        return count + "MB";
    }

    private static String text(Map<String, String> settings) {
        return settings.entrySet().stream()
                .map(each -> each.getKey() + " = '" + each.getValue().replace("'", "''") + "'\n")
                .collect(Collectors.joining());
    }
}
