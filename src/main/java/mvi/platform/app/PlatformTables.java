package mvi.platform.app;

import java.util.LinkedHashMap;
import java.util.Map;
import mvi.engines.base.Kind;
import mvi.engines.base.Principal;
import mvi.engines.base.Problem;
import mvi.services.kv.KvService;
import mvi.services.kv.TableName;
import mvi.services.kv.TableSpec;

/** The platform's own tables in KV, all in the platform's account. */
public final class PlatformTables {
    public static final TableName APPS = table("mvi-apps");
    public static final TableName LOCKS = table("mvi-locks");
    public static final TableName CREDENTIALS = table("mvi-credentials");
    public static final TableName CREDENTIAL_USES = table("mvi-credential-uses");
    public static final TableName GRANTS = table("mvi-grants");
    public static final TableName ENVIRONMENTS = table("mvi-environments");
    public static final TableName BUILDS = table("mvi-builds");
    public static final TableName RELEASES = table("mvi-releases");
    public static final TableName CRASHES = table("mvi-crashes");
    public static final TableName NAMES = table("mvi-names");
    public static final TableName CERTIFICATES = table("mvi-certificates");
    public static final TableName AUTHORITIES = table("mvi-authorities");
    public static final TableName ORDERS = table("mvi-certificate-orders");
    public static final TableName TOKENS = table("mvi-tokens");
    public static final TableName BLOB_CHECKS = table("mvi-blob-checks");
    public static final TableName FUNCTIONS = table("mvi-functions");
    public static final TableName EVENTS = table("mvi-events");
    public static final TableName SCHEDULES = table("mvi-schedules");
    public static final TableName SCHEDULE_RUNS = table("mvi-schedule-runs");
    public static final TableName LOG_TRIGGERS = table("mvi-log-triggers");

    private PlatformTables() {}

    private static TableName table(String name) {
        return new TableName(Principal.PLATFORM_ACCOUNT, name);
    }

    /** Makes those that are not there. Idempotent. */
    public static void ensure(KvService kv) {
        Map<TableName, TableSpec> specs = new LinkedHashMap<>();
        specs.put(APPS, TableSpec.of("name"));
        specs.put(LOCKS, TableSpec.of("app"));
        specs.put(CREDENTIALS, TableSpec.of("accessKeyId"));
        specs.put(CREDENTIAL_USES, TableSpec.of("accessKeyId"));
        specs.put(GRANTS, TableSpec.of("account", "id"));
        specs.put(ENVIRONMENTS, TableSpec.of("app", "version"));
        specs.put(BUILDS, TableSpec.of("id"));
        specs.put(RELEASES, TableSpec.of("app", "number"));
        specs.put(CRASHES, TableSpec.of("app", "process"));
        specs.put(NAMES, TableSpec.of("app"));
        specs.put(CERTIFICATES, TableSpec.of("name"));
        specs.put(AUTHORITIES, TableSpec.of("directory"));
        specs.put(ORDERS, TableSpec.of("host"));
        specs.put(TOKENS, TableSpec.of("hash"));
        specs.put(BLOB_CHECKS, TableSpec.of("kind", "id"));
        specs.put(FUNCTIONS, TableSpec.of("account", "name"));
        specs.put(EVENTS, TableSpec.of("queue", "number"));
        specs.put(SCHEDULES, TableSpec.of("function", "schedule"));
        specs.put(SCHEDULE_RUNS, TableSpec.of("schedule", "tick"));
        specs.put(LOG_TRIGGERS, TableSpec.of("function", "trigger"));
        specs.forEach((name, spec) -> ensure(kv, name, spec));
    }

    private static void ensure(KvService kv, TableName name, TableSpec spec) {
        try {
            kv.describeTable(name);
        } catch (Problem missing) {
            if (missing.kind() != Kind.MISSING) {
                throw missing;
            }
            create(kv, name, spec);
        }
    }

    private static void create(KvService kv, TableName name, TableSpec spec) {
        try {
            kv.createTable(name, spec);
        } catch (Problem problem) {
            if (problem.kind() != Kind.CONFLICT) {
                throw problem;
            }
        }
    }
}
