package mvi.manifest;

import static mvi.manifest.ComposeTable.Stance.HONOURED;
import static mvi.manifest.ComposeTable.Stance.REFUSED;
import static mvi.manifest.ComposeTable.Stance.WARNED;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What mvi does with every key of the Compose Specification: the one table that the reader obeys
 * and docs/services/manifest.md is made from.
 */
public final class ComposeTable {
    /** What becomes of a key. */
    public enum Stance {
        HONOURED,
        /** The app runs, without what the key asks for, and this is said. */
        WARNED,
        /** The app would not be what the file says: a deploy stops. */
        REFUSED
    }

    /**
     * @param where the mapping that the key stands in
     * @param says what it means here, or why it is left out
     * @param fix the way that works, or empty
     */
    public record Row(String where, String key, Stance stance, String says, String fix) {}

    static final String TOP = "top level";
    static final String SERVICE = "service";
    static final String BUILD = "build";
    static final String BUILD_SECRET = "build.secrets entry";
    static final String PORT = "ports entry";
    static final String ENV_FILE = "env_file entry";
    static final String DEPENDENCY = "depends_on entry";
    static final String HEALTHCHECK = "healthcheck";
    static final String DEPLOY = "deploy";
    static final String UPDATE = "deploy.update_config";
    static final String RESTART_POLICY = "deploy.restart_policy";
    static final String RESOURCES = "deploy.resources";
    static final String LIMITS = "deploy.resources.limits";
    static final String ULIMIT = "ulimits entry";
    static final String EXTENDS = "extends";
    static final String INCLUDE = "include entry";
    static final String CONFIG = "configs (top level)";
    static final String CONFIG_ENTRY = "configs entry";
    static final String SECRET = "secrets (top level)";
    static final String SECRET_ENTRY = "secrets entry";
    static final String VOLUME_ENTRY = "volumes entry";
    static final String VOLUME = "volumes (top level)";
    static final String MVI_VOLUME = "x-mvi of a volume";
    static final String PROVIDER = "provider";
    static final String OPTIONS = "provider.options";
    static final String MVI = "x-mvi";
    static final String ON = "x-mvi.on";
    static final String ON_BLOB = "x-mvi.on.blob";
    static final String ON_LOG = "x-mvi.on.log";
    static final String ON_SCHEDULE = "x-mvi.on.schedule";

    private static final String EPHEMERAL =
            "link a blob service for files or postgres for shared state";
    private static final String IN_DOCKERFILE = "set it in the Dockerfile";

    public static final List<Row> ROWS =
            Stream.of(
                            ComposeTable.topRows(),
                            ComposeTable.serviceRows(),
                            ComposeTable.isolationRows(),
                            ComposeTable.mildRows(),
                            ComposeTable.buildRows(),
                            ComposeTable.smallRows(),
                            FunctionRows.all(),
                            ComposeTable.volumeRows(),
                            ComposeTable.configRows())
                    .flatMap(List::stream)
                    .toList();

    private static final Map<String, Map<String, Row>> BY_PLACE =
            ROWS.stream()
                    .collect(
                            Collectors.groupingBy(
                                    Row::where,
                                    LinkedHashMap::new,
                                    Collectors.toMap(Row::key, row -> row)));

    private ComposeTable() {}

    /** Says of each key what the table says; unknown ones are errors, x- keys pass. */
    static void check(String where, Tree.Fields fields, Findings findings) {
        Map<String, Row> rows = BY_PLACE.getOrDefault(where, Map.of());
        fields.fields()
                .forEach(
                        (key, field) -> {
                            Row row = rows.get(key);
                            if (row != null) {
                                say(row, field.key(), findings);
                            } else if (!key.startsWith("x-")) {
                                findings.error(
                                        field.key(),
                                        "unknown-key",
                                        "unknown key '" + key + "' (" + where + ")",
                                        NearName.didYouMean(key, rows.keySet()));
                                NearName.of(key, rows.keySet())
                                        .filter(near -> !fields.fields().containsKey(near))
                                        .ifPresent(
                                                near ->
                                                        findings.propose(
                                                                Edit.at(field.key(), key, near)));
                            }
                        });
    }

    static Optional<Row> row(String where, String key) {
        return Optional.ofNullable(BY_PLACE.getOrDefault(where, Map.of()).get(key));
    }

    private static void say(Row row, Place place, Findings findings) {
        String message = row.key() + ": " + row.says();
        switch (row.stance()) {
            case HONOURED -> {}
            case WARNED -> findings.warn(place, "left-out", message, row.fix());
            case REFUSED -> findings.error(place, "refused", message, row.fix());
        }
    }

    private static List<Row> topRows() {
        return List.of(
                row(TOP, "name", HONOURED, "the app's name", ""),
                row(TOP, "services", HONOURED, "processes and providers", ""),
                row(TOP, "version", HONOURED, "ignored, as the specification says", ""),
                row(TOP, MVI, HONOURED, "what Compose has no word for", ""),
                row(TOP, "networks", WARNED, "each app has one private network of its own", ""),
                row(TOP, "volumes", HONOURED, "names whose content may be lost", ""),
                row(TOP, "configs", HONOURED, "files, texts and variables", ""),
                row(TOP, "secrets", HONOURED, "files, and variables of two kinds", ""),
                row(TOP, "include", HONOURED, "other files of the project", ""),
                row(TOP, "models", REFUSED, "mvi runs no models", "call one by its URL"));
    }

    private static List<Row> serviceRows() {
        return List.of(
                row(SERVICE, "build", HONOURED, "how its image is made", ""),
                row(SERVICE, "image", HONOURED, "the image to run; beside build it is unused", ""),
                row(SERVICE, "command", HONOURED, "a list, or text split as a shell does", ""),
                row(SERVICE, "entrypoint", HONOURED, "a list, or text split as a shell does", ""),
                row(SERVICE, "environment", HONOURED, "a mapping or a list of NAME=value", ""),
                row(SERVICE, "env_file", HONOURED, "read at deploy; environment wins", ""),
                row(SERVICE, "ports", HONOURED, "the container port; the first is PORT", ""),
                row(SERVICE, "expose", HONOURED, "container ports after those of ports", ""),
                row(SERVICE, "depends_on", HONOURED, "links providers and processes", ""),
                row(SERVICE, "healthcheck", HONOURED, "beside the load balancer's own checks", ""),
                row(SERVICE, "stop_grace_period", HONOURED, "from SIGTERM to SIGKILL; 10s", ""),
                row(SERVICE, "deploy", HONOURED, "replicas and limits", ""),
                row(SERVICE, "scale", HONOURED, "as deploy.replicas", ""),
                row(SERVICE, "mem_limit", HONOURED, "as deploy.resources.limits.memory", ""),
                row(SERVICE, "cpus", HONOURED, "as deploy.resources.limits.cpus", ""),
                row(SERVICE, "provider", HONOURED, "a service of the platform", ""),
                row(
                        SERVICE,
                        MVI,
                        HONOURED,
                        "health, deadline, release, domains, egress, adopt; on makes a function",
                        ""),
                row(
                        SERVICE,
                        "profiles",
                        HONOURED,
                        "left out unless COMPOSE_PROFILES names one",
                        ""),
                row(SERVICE, "volumes", HONOURED, "files of the project; others stop a deploy", ""),
                row(SERVICE, "volumes_from", REFUSED, "file systems are ephemeral", EPHEMERAL),
                row(SERVICE, "configs", HONOURED, "placed as files of the release", ""),
                row(SERVICE, "secrets", HONOURED, "files in memory; sealed where they rest", ""),
                row(SERVICE, "extends", HONOURED, "a service of this file or of another", ""),
                row(SERVICE, "working_dir", HONOURED, "an absolute path", ""),
                row(SERVICE, "user", HONOURED, "user or user:group", ""));
    }

    private static List<Row> isolationRows() {
        String isolation = "would break the isolation of the app";
        return List.of(
                row(SERVICE, "privileged", REFUSED, isolation, "leave it out"),
                row(
                        SERVICE,
                        "cap_add",
                        HONOURED,
                        "from a short list that stays in the container",
                        ""),
                row(SERVICE, "devices", REFUSED, isolation, "leave it out"),
                row(SERVICE, "device_cgroup_rules", REFUSED, isolation, "leave it out"),
                row(SERVICE, "network_mode", REFUSED, isolation, "leave it out"),
                row(SERVICE, "pid", REFUSED, isolation, "leave it out"),
                row(SERVICE, "ipc", REFUSED, isolation, "leave it out"),
                row(SERVICE, "uts", REFUSED, isolation, "leave it out"),
                row(SERVICE, "userns_mode", REFUSED, isolation, "leave it out"),
                row(SERVICE, "cgroup", REFUSED, isolation, "leave it out"),
                row(SERVICE, "cgroup_parent", REFUSED, isolation, "leave it out"),
                row(SERVICE, "sysctls", HONOURED, "those of the container's own namespaces", ""),
                row(SERVICE, "runtime", REFUSED, "the platform chooses it", "leave it out"),
                row(SERVICE, "isolation", REFUSED, "the platform chooses it", "leave it out"),
                row(SERVICE, "use_api_socket", REFUSED, isolation, "leave it out"),
                row(SERVICE, "credential_spec", REFUSED, "for Windows only", "leave it out"),
                row(SERVICE, "gpus", REFUSED, "no devices are handed out", "leave it out"),
                row(SERVICE, "models", REFUSED, "mvi runs no models", "call one by its URL"),
                row(SERVICE, "external_links", REFUSED, isolation, "pass a URL by environment"),
                row(SERVICE, "post_start", REFUSED, "not run", "do it in the entrypoint"),
                row(SERVICE, "pre_start", REFUSED, "not run", "do it in the entrypoint"),
                row(SERVICE, "pre_stop", REFUSED, "not run", "do it on SIGTERM"),
                row(SERVICE, "extra_hosts", HONOURED, "entries of /etc/hosts", ""),
                row(SERVICE, "storage_opt", REFUSED, "file systems are ephemeral", EPHEMERAL));
    }

    private static List<Row> mildRows() {
        String own = "the platform has its own";
        return List.of(
                row(SERVICE, "restart", HONOURED, "always, with back-off, unless it says no", ""),
                row(SERVICE, "container_name", HONOURED, "another name for the others", ""),
                row(SERVICE, "hostname", HONOURED, "the same in each container of the process", ""),
                row(SERVICE, "domainname", WARNED, "many containers run one process", ""),
                row(SERVICE, "mac_address", WARNED, "many containers run one process", ""),
                row(SERVICE, "networks", WARNED, "each app has one; aliases are kept", ""),
                row(SERVICE, "links", HONOURED, "as depends_on; an alias is another name", ""),
                row(SERVICE, "logging", WARNED, "every line is kept", "see `mvi logs`"),
                row(SERVICE, "labels", HONOURED, "kept with the release; they change nothing", ""),
                row(SERVICE, "label_file", HONOURED, "as labels; those win", ""),
                row(SERVICE, "annotations", WARNED, "not applied", ""),
                row(SERVICE, "attach", WARNED, "there is nothing to attach to", "see `mvi logs`"),
                row(SERVICE, "develop", WARNED, "for laptops only", ""),
                row(SERVICE, "init", HONOURED, "false for an image with an init of its own", ""),
                row(SERVICE, "tty", WARNED, "there is no terminal", "use `mvi exec`"),
                row(SERVICE, "stdin_open", WARNED, "there is no terminal", "use `mvi exec`"),
                row(SERVICE, "read_only", HONOURED, "/tmp and tmpfs stay writable", ""),
                row(SERVICE, "tmpfs", HONOURED, "beside /tmp, which always is one", ""),
                row(SERVICE, "cap_drop", HONOURED, "of those that every container keeps", ""),
                row(
                        SERVICE,
                        "security_opt",
                        HONOURED,
                        "no-new-privileges, which is always set; others stop a deploy",
                        ""),
                row(SERVICE, "group_add", HONOURED, "groups beside the user's own", ""),
                row(SERVICE, "stop_signal", HONOURED, "instead of SIGTERM", ""),
                row(SERVICE, "platform", WARNED, "this machine's is used", ""),
                row(SERVICE, "pull_policy", HONOURED, "at a deploy, which pins the image", ""),
                row(SERVICE, "pull_refresh_after", WARNED, "an image is pinned at deploy", ""),
                row(SERVICE, "dns", HONOURED, "instead of the host's name servers", ""),
                row(SERVICE, "dns_opt", WARNED, own, ""),
                row(SERVICE, "dns_search", WARNED, own, ""),
                row(SERVICE, "ulimits", HONOURED, "within the host's own", ""),
                row(SERVICE, "pids_limit", HONOURED, "processes and threads; 512", ""),
                row(SERVICE, "shm_size", HONOURED, "of /dev/shm", ""),
                row(SERVICE, "mem_reservation", WARNED, "only limits are kept", ""),
                row(SERVICE, "memswap_limit", WARNED, "only limits are kept", ""),
                row(SERVICE, "mem_swappiness", WARNED, "only limits are kept", ""),
                row(SERVICE, "oom_kill_disable", WARNED, own, ""),
                row(SERVICE, "oom_score_adj", WARNED, own, ""),
                row(SERVICE, "blkio_config", WARNED, "only memory and CPU are limited", ""),
                row(SERVICE, "cpu_count", WARNED, "use cpus", ""),
                row(SERVICE, "cpu_percent", WARNED, "use cpus", ""),
                row(SERVICE, "cpu_shares", WARNED, "use cpus", ""),
                row(SERVICE, "cpu_period", WARNED, "use cpus", ""),
                row(SERVICE, "cpu_quota", WARNED, "use cpus", ""),
                row(SERVICE, "cpu_rt_runtime", WARNED, "use cpus", ""),
                row(SERVICE, "cpu_rt_period", WARNED, "use cpus", ""),
                row(SERVICE, "cpuset", WARNED, "use cpus", ""));
    }

    private static List<Row> buildRows() {
        String cache = "the platform keeps its own cache";
        String inMount = "RUN --mount says it";
        return List.of(
                row(BUILD, "context", HONOURED, "a folder of the project; its own by default", ""),
                row(BUILD, "dockerfile", HONOURED, "a path in the context", ""),
                row(BUILD, "args", HONOURED, "a mapping or a list", ""),
                row(BUILD, "target", HONOURED, "a stage of the Dockerfile", ""),
                row(BUILD, "dockerfile_inline", HONOURED, "the Dockerfile's text", ""),
                row(BUILD, "additional_contexts", REFUSED, "not read", "use one context"),
                row(BUILD, "secrets", HONOURED, "for RUN --mount=type=secret,id=TARGET", ""),
                row(BUILD_SECRET, "source", HONOURED, "a name of the top level", ""),
                row(BUILD_SECRET, "target", HONOURED, "its id in the Dockerfile; SOURCE", ""),
                row(BUILD_SECRET, "mode", WARNED, inMount, ""),
                row(BUILD_SECRET, "uid", WARNED, inMount, ""),
                row(BUILD_SECRET, "gid", WARNED, inMount, ""),
                row(BUILD, "ssh", REFUSED, "not forwarded", "COPY what the build needs"),
                row(BUILD, "privileged", REFUSED, "builds run in a cage", "leave it out"),
                row(BUILD, "entitlements", REFUSED, "builds run in a cage", "leave it out"),
                row(BUILD, "isolation", REFUSED, "builds run in a cage", "leave it out"),
                row(BUILD, "network", WARNED, "builds run in a cage", ""),
                row(BUILD, "extra_hosts", WARNED, "not applied", ""),
                row(BUILD, "cache_from", WARNED, cache, ""),
                row(BUILD, "cache_to", WARNED, cache, ""),
                row(BUILD, "no_cache", WARNED, cache, ""),
                row(BUILD, "pull", WARNED, cache, ""),
                row(BUILD, "labels", HONOURED, "labels of the image", ""),
                row(BUILD, "tags", WARNED, "an image is tagged with its Build ID", ""),
                row(BUILD, "platforms", WARNED, "this machine's is used", ""),
                row(BUILD, "shm_size", WARNED, "not applied", ""),
                row(BUILD, "ulimits", WARNED, "not applied", ""),
                row(BUILD, "provenance", WARNED, "not made", ""),
                row(BUILD, "sbom", WARNED, "not made", ""));
    }

    private static List<Row> configRows() {
        String owner = "files belong to root";
        String outside = "nothing is kept outside of the project";
        return List.of(
                row(CONFIG, "file", HONOURED, "a file of the project", ""),
                row(CONFIG, "content", HONOURED, "its text, variables replaced", ""),
                row(CONFIG, "environment", HONOURED, "a variable of the shell or .env", ""),
                row(CONFIG, "external", REFUSED, outside, "use file, content or environment"),
                row(CONFIG, "name", HONOURED, "ignored", ""),
                row(CONFIG, "labels", HONOURED, "ignored", ""),
                row(CONFIG, "template_driver", REFUSED, "for Swarm only", "leave it out"),
                row(SECRET, "file", HONOURED, "a file of the project", ""),
                row(SECRET, "environment", HONOURED, "a variable of the shell or .env", ""),
                row(SECRET, "external", HONOURED, "a variable of `mvi env`", ""),
                row(SECRET, "name", HONOURED, "of that variable; the secret's own", ""),
                row(SECRET, "labels", HONOURED, "ignored", ""),
                row(SECRET, "driver", REFUSED, "for Swarm only", "leave it out"),
                row(SECRET, "driver_opts", REFUSED, "for Swarm only", "leave it out"),
                row(SECRET, "template_driver", REFUSED, "for Swarm only", "leave it out"),
                row(SECRET_ENTRY, "source", HONOURED, "a name of the top level", ""),
                row(SECRET_ENTRY, "target", HONOURED, "a name or path; /run/secrets/SOURCE", ""),
                row(SECRET_ENTRY, "mode", HONOURED, "0444", ""),
                row(SECRET_ENTRY, "uid", WARNED, owner, ""),
                row(SECRET_ENTRY, "gid", WARNED, owner, ""),
                row(CONFIG_ENTRY, "source", HONOURED, "a name of the top level", ""),
                row(CONFIG_ENTRY, "target", HONOURED, "a path; /SOURCE", ""),
                row(CONFIG_ENTRY, "mode", HONOURED, "0444", ""),
                row(CONFIG_ENTRY, "uid", WARNED, owner, ""),
                row(CONFIG_ENTRY, "gid", WARNED, owner, ""));
    }

    private static List<Row> volumeRows() {
        String own = "the platform keeps no volumes";
        return List.of(
                row(INCLUDE, "path", HONOURED, "a file of the project, or several", ""),
                row(
                        INCLUDE,
                        "project_directory",
                        HONOURED,
                        "where its paths start; its folder",
                        ""),
                row(INCLUDE, "env_file", HONOURED, "its variables; .env of its folder", ""),
                row(EXTENDS, "service", HONOURED, "what is put under this one", ""),
                row(EXTENDS, "file", HONOURED, "a file of the project; this one", ""),
                row(VOLUME_ENTRY, "type", HONOURED, "bind, volume or tmpfs", ""),
                row(VOLUME_ENTRY, "source", HONOURED, "a path of the project, or a name", ""),
                row(VOLUME_ENTRY, "target", HONOURED, "an absolute path", ""),
                row(VOLUME_ENTRY, "read_only", HONOURED, "false", ""),
                row(VOLUME_ENTRY, "bind", WARNED, "files are captured, not mounted", ""),
                row(VOLUME_ENTRY, "volume", WARNED, own, ""),
                row(VOLUME_ENTRY, "tmpfs", WARNED, "it has 64 MB", "use tmpfs of the service"),
                row(VOLUME_ENTRY, "consistency", HONOURED, "ignored", ""),
                row(VOLUME_ENTRY, "image", REFUSED, "images are not mounted", "COPY --from it"),
                row(VOLUME, "name", WARNED, own, ""),
                row(VOLUME, "driver", WARNED, own, ""),
                row(VOLUME, "driver_opts", WARNED, own, ""),
                row(VOLUME, "external", WARNED, own, ""),
                row(VOLUME, "labels", WARNED, own, ""),
                row(VOLUME, MVI, HONOURED, "scratch", ""),
                row(MVI_VOLUME, "scratch", HONOURED, "true: its content may be lost", ""));
    }

    private static List<Row> smallRows() {
        return List.of(
                row(PORT, "target", HONOURED, "the container port", ""),
                row(PORT, "published", HONOURED, "ignored for HTTP, and said", ""),
                row(PORT, "protocol", HONOURED, "tcp", ""),
                row(PORT, "host_ip", HONOURED, "ignored with published", ""),
                row(PORT, "mode", HONOURED, "ignored", ""),
                row(PORT, "name", HONOURED, "ignored", ""),
                row(
                        PORT,
                        "app_protocol",
                        HONOURED,
                        "h2c, http2 and grpc: it gets HTTP/2 in clear",
                        ""),
                row(ENV_FILE, "path", HONOURED, "a file of the project", ""),
                row(ENV_FILE, "required", HONOURED, "true", ""),
                row(ENV_FILE, "format", HONOURED, "raw: values as they stand", ""),
                row(DEPENDENCY, "condition", HONOURED, "kept by every new release", ""),
                row(DEPENDENCY, "required", HONOURED, "true", ""),
                row(DEPENDENCY, "restart", WARNED, "processes are restarted each alone", ""),
                row(HEALTHCHECK, "interval", HONOURED, "30s; without test 2s", ""),
                row(HEALTHCHECK, "timeout", HONOURED, "30s; without test 2s", ""),
                row(HEALTHCHECK, "retries", HONOURED, "3", ""),
                row(HEALTHCHECK, "start_period", HONOURED, "lengthens the deadline", ""),
                row(HEALTHCHECK, "test", HONOURED, "run in the container; 0 is well", ""),
                row(HEALTHCHECK, "disable", HONOURED, "true: test is not run", ""),
                row(HEALTHCHECK, "start_interval", HONOURED, "until it is well; 2s", ""),
                row(DEPLOY, "replicas", HONOURED, "1", ""),
                row(DEPLOY, "resources", HONOURED, "limits", ""),
                row(DEPLOY, "mode", WARNED, "replicas are kept", ""),
                row(DEPLOY, "update_config", HONOURED, "how containers are replaced", ""),
                row(DEPLOY, "rollback_config", HONOURED, "as update_config, which counts", ""),
                row(UPDATE, "parallelism", HONOURED, "1; 0 is all", ""),
                row(UPDATE, "order", HONOURED, "start-first; stop-first runs fewer", ""),
                row(UPDATE, "failure_action", HONOURED, "rollback; another is said", ""),
                row(UPDATE, "delay", HONOURED, "0s; at most 10m", ""),
                row(UPDATE, "monitor", HONOURED, "0s; at most 10m, before it is done", ""),
                row(UPDATE, "max_failure_ratio", HONOURED, "0; another is said", ""),
                row(DEPLOY, "restart_policy", HONOURED, "instead of restart", ""),
                row(DEPLOY, "placement", WARNED, "the platform chooses the host", ""),
                row(DEPLOY, "endpoint_mode", WARNED, "the balancer is in front", ""),
                row(DEPLOY, "labels", WARNED, "not applied", ""),
                row(RESTART_POLICY, "condition", HONOURED, "any, on-failure or none", ""),
                row(RESTART_POLICY, "delay", WARNED, "the pauses grow from 0.5s to 60s", ""),
                row(RESTART_POLICY, "max_attempts", WARNED, "there is no last attempt", ""),
                row(RESTART_POLICY, "window", WARNED, "a minute without a crash", ""),
                row(RESOURCES, "limits", HONOURED, "memory and cpus", ""),
                row(RESOURCES, "reservations", WARNED, "only limits are kept", ""),
                row(ULIMIT, "soft", HONOURED, "what a process begins with", ""),
                row(ULIMIT, "hard", HONOURED, "how far it may raise it", ""),
                row(LIMITS, "memory", HONOURED, "512M", ""),
                row(LIMITS, "cpus", HONOURED, "1.5", ""),
                row(LIMITS, "pids", HONOURED, "as pids_limit", ""),
                row(PROVIDER, "type", HONOURED, "mvi", ""),
                row(PROVIDER, "options", HONOURED, "service", ""),
                row(OPTIONS, "service", HONOURED, "postgres, blob, kv or crypto", ""),
                row(OPTIONS, "memory", HONOURED, "of a database, which its settings follow", ""),
                row(OPTIONS, "version", HONOURED, "major version that a database must have", ""),
                row(
                        OPTIONS,
                        "durability",
                        HONOURED,
                        "synchronous: a database's commit waits until the archive has it",
                        ""),
                row(OPTIONS, "extensions", HONOURED, "that a database has, such as pg_trgm", ""),
                row(MVI, "health", HONOURED, "path that answers 2xx or 3xx when well", ""),
                row(MVI, "release", HONOURED, "a command, run once before each release", ""),
                row(MVI, "deadline", HONOURED, "how long a new container may take; 60s", ""),
                row(
                        MVI,
                        "domains",
                        HONOURED,
                        "host names besides APP.localhost; *. is one label",
                        ""),
                row(
                        MVI,
                        "listener",
                        HONOURED,
                        "http; passthrough for TLS of its own; tcp or tls at the ports of the host",
                        ""),
                row(MVI, "path", HONOURED, "/api: takes what is below it at the app's hosts", ""),
                row(MVI, "canonical", HONOURED, "the domain that the others are sent to", ""),
                row(MVI, "balance", HONOURED, "least-requests, round-robin or sticky", ""),
                row(MVI, "slow_start", HONOURED, "30s: a new container's share grows so long", ""),
                row(
                        MVI,
                        "concurrency",
                        HONOURED,
                        "requests of a container at once; of a function its events, 10",
                        ""),
                row(MVI, "body_limit", HONOURED, "10M: a request with more is refused", ""),
                row(
                        MVI,
                        "client_certificates",
                        HONOURED,
                        "a PEM file of authorities; HTTPS and tls clients show one of theirs",
                        ""),
                row(
                        MVI,
                        "hsts",
                        HONOURED,
                        "how long browsers shall come by HTTPS alone; 0s takes it back",
                        ""),
                row(
                        MVI,
                        "proxy_protocol",
                        HONOURED,
                        "v1 or v2, first on each connection of tcp, tls or passthrough",
                        ""),
                row(MVI, "adopt", HONOURED, "true: an image of postgres is mvi's database", ""),
                row(MVI, "egress", HONOURED, "none closes the way to the internet", ""));
    }

    private static Row row(String where, String key, Stance stance, String says, String fix) {
        return new Row(where, key, stance, says, fix);
    }
}
