package mvi.manifest;

import static mvi.manifest.YamlWriter.map;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** Makes a service that is valid, of the keys that mvi honours, each in any of its forms. */
final class RandomService {
    private static final List<String> TEXTS =
            List.of(
                    "plain",
                    "",
                    " two words ",
                    "it's \"quoted\"",
                    "a: b # c",
                    "null",
                    "true",
                    "0x1F",
                    "1.10",
                    "line\nand line\n",
                    "tab\t\u0007\u001b[0m",
                    "\u00fcber \u65e5\u672c \ud83d\ude80 \u2028",
                    "a=b=c",
                    "- [x, {y: z}]",
                    "*alias &anchor !tag",
                    "\\path\\u0041");

    /** As they stand in a manifest: with what is replaced. */
    private static final List<String> REPLACED =
            List.of(
                    "$TAG",
                    "${TAG}-${NONE:-none}",
                    "$$HOME",
                    "${EMPTY:+x}${EMPTY-y}",
                    "$$$$",
                    "${NONE:-$$}");

    private static final List<String> COMMANDS =
            List.of(
                    "run --all",
                    "sh -c 'echo \"two words\"' a\\ b",
                    "\"one two\" three",
                    "echo $$HOME ${TAG}");

    private static final List<String> DURATIONS =
            List.of("1s", "1m30s", "1.5s", "500ms", "2h", "1d", "0.29s", "1500us", "1.000000001s");

    private static final List<String> PAUSES = List.of("0s", "1.5s", "10m", "500ms");

    private static final List<String> BYTES =
            List.of("6m", "256M", "1.5gb", "67108864", "100 MB", "7000000b", "64mib");

    private final RandomGenerator random;
    private final String name;
    private final List<String> others;
    private final Map<String, Object> service = new LinkedHashMap<>();

    /**
     * @param others services that it may depend on
     */
    RandomService(RandomGenerator random, String name, List<String> others) {
        this.random = random;
        this.name = name;
        this.others = others;
    }

    Map<String, Object> provider() {
        Map<String, Object> options = new LinkedHashMap<>();
        options.put("service", one(List.of("postgres", "blob", "kv", "crypto")));
        if (options.containsValue("postgres")) {
            if (random.nextBoolean()) {
                options.put("memory", one(List.of("64M", "1G", "300000k")));
                options.put("version", one(List.of("15", "9")));
            }
            if (random.nextBoolean()) {
                options.put("durability", one(List.of("synchronous", "usual")));
                options.put(
                        "extensions", one(List.of("pg_trgm", List.of("pgcrypto", "uuid-ossp"))));
            }
        }
        service.put("provider", map("type", "mvi", "options", options));
        sometimes("container_name", name + "-container");
        return service;
    }

    Map<String, Object> database() {
        service.put("image", one(List.of("postgres", "postgres:16", "docker.io/library/postgres")));
        service.put("x-mvi", map("adopt", true));
        Map<String, Object> environment = new LinkedHashMap<>();
        environment.put("POSTGRES_PASSWORD", "p" + text());
        if (random.nextBoolean()) {
            environment.put("POSTGRES_USER", one(List.of("me", "_a-b", "A$$1")));
        }
        if (random.nextBoolean()) {
            environment.put("POSTGRES_DB", "shop");
        }
        service.put("environment", pairs(environment));
        sometimes("volumes", List.of("data:/var/lib/postgresql/data"));
        return service;
    }

    /**
     * @param configs of the top level
     * @param secrets of the top level
     */
    Map<String, Object> process(List<String> configs, List<String> secrets) {
        image(secrets);
        sometimes("command", one(List.of(one(COMMANDS), texts())));
        sometimes("entrypoint", one(List.of(one(COMMANDS), texts())));
        sometimes("environment", pairs(environment()));
        sometimes(
                "env_file",
                one(
                        List.of(
                                "web.env",
                                List.of("web.env", map("path", "gone.env", "required", false)),
                                List.of(map("path", "raw.env", "format", "raw")),
                                List.of(map("path", "./web.env")))));
        ports();
        dependencies();
        health();
        limits();
        containers();
        kernel();
        sometimes("profiles", one(List.of(List.of("asked"), "other", List.of())));
        sometimes("volumes", volumes());
        sometimes("configs", placed(configs, "/etc/configs/"));
        sometimes("secrets", placed(secrets, "secret-"));
        sometimes("x-other", map("a", texts()));
        return service;
    }

    /**
     * @param bucket that there is
     * @param processes that there are
     */
    Map<String, Object> function(String bucket, List<String> processes) {
        service.put(one(List.of("image", "build")), "api");
        sometimes("environment", pairs(environment()));
        Map<String, Object> own = new LinkedHashMap<>();
        String runtime = one(List.of("lambda", "http", "exec"));
        List<Object> on = new ArrayList<>();
        for (int i = random.nextInt(3); i >= 0; i--) {
            on.add(on(bucket, "." + name + i, processes));
        }
        if (random.nextInt(4) > 0) {
            own.put("on", random.nextBoolean() ? on : on.getFirst());
        }
        if (random.nextBoolean() || !own.containsKey("on")) {
            own.put("runtime", runtime);
            if (runtime.equals("http")) {
                sometimes("expose", List.of("8080"));
            }
        }
        own.putAll(
                one(
                        List.of(
                                map("concurrency", 1 + random.nextInt(1000)),
                                map("timeout", one(List.of("1s", "90s", "24h"))),
                                map("retries", random.nextInt(11)),
                                map("memory", one(BYTES)))));
        service.put("x-mvi", own);
        return service;
    }

    /**
     * A source or two.
     *
     * @param suffix of its own: no two triggers may be for one object
     */
    private Map<String, Object> on(String bucket, String suffix, List<String> processes) {
        Map<String, Object> on = new LinkedHashMap<>();
        switch (random.nextInt(4)) {
            case 0 ->
                    on.put(
                            "blob",
                            map(
                                    "bucket",
                                    bucket,
                                    "events",
                                    one(List.of("removed", List.of("removed", "created"))),
                                    "prefix",
                                    one(List.of("", "in/")),
                                    "suffix",
                                    suffix));
            case 1 -> on.putAll(map("schedule", "rate(5 minutes)", "timezone", "Asia/Tokyo"));
            case 2 -> on.put("schedule", schedule());
            default -> on.put("release", one(List.of("failed", List.of("failed", "succeeded"))));
        }
        if (!processes.isEmpty() && random.nextBoolean()) {
            on.put("log", map("process", one(processes), "match", one(List.of("", "|= \"x\""))));
        }
        return on;
    }

    private Map<String, Object> schedule() {
        Map<String, Object> schedule =
                random.nextBoolean()
                        ? map("rate", one(List.of("1 day", "rate(2 hours)")))
                        : map("cron", one(List.of("*/5 * * * *", "@daily", "cron(0 5 L * ? *)")));
        schedule = new LinkedHashMap<>(schedule);
        schedule.put("timezone", one(List.of("UTC", "Europe/Berlin")));
        schedule.put("overlap", one(List.of("skip", "queue", "allow")));
        schedule.put("missed", one(List.of("one", "none")));
        schedule.put("expect", one(List.of("26h", "1.5s")));
        return schedule;
    }

    private void image(List<String> secrets) {
        if (random.nextInt(3) > 0) {
            service.put(
                    "image", one(List.of("nginx", "app:${TAG}", "r.example:5000/a/b@sha256:0")));
        }
        sometimes("pull_policy", one(List.of("always", "never", "missing", "build")));
        if (!service.containsKey("image") && random.nextInt(4) == 0) {
            service.put("extends", map("file", "base.yaml", "service", "base"));
        } else if (!service.containsKey("image") || random.nextInt(3) == 0) {
            service.put("build", one(List.of(".", "./api/", build(secrets))));
        }
    }

    private Map<String, Object> build(List<String> secrets) {
        Map<String, Object> build = new LinkedHashMap<>();
        switch (random.nextInt(3)) {
            case 0 -> build.put("dockerfile_inline", "FROM x\nRUN echo $$HOME\n");
            case 1 -> build.putAll(map("context", "api", "dockerfile", "./Dockerfile.dev"));
            default -> build.put("context", ".");
        }
        if (random.nextBoolean()) {
            build.put("args", pairs(environment()));
        }
        if (random.nextBoolean()) {
            build.put("target", "run");
            build.put("labels", pairs(environment()));
        }
        if (random.nextBoolean() && !secrets.isEmpty()) {
            String named = one(secrets);
            build.put(
                    "secrets",
                    one(List.of(List.of(named), List.of(map("source", named, "target", "b.pem")))));
        }
        return build;
    }

    private Map<String, Object> environment() {
        Map<String, Object> environment = new LinkedHashMap<>();
        for (int i = random.nextInt(4); i >= 0; i--) {
            environment.put(one(List.of("A", "B_C", "d.e", "with space", "HOST")), text());
        }
        return environment;
    }

    private void ports() {
        int first = 1 + random.nextInt(60_000);
        sometimes(
                "ports",
                List.of(
                        first,
                        "80:" + (first + 1),
                        "127.0.0.1:0:" + (first + 2) + "/tcp",
                        (first + 3) + "-" + (first + 5),
                        map("target", first + 6, "published", "8080", "protocol", "tcp"),
                        map("target", first + 8, "host_ip", "::1", "mode", "host"),
                        map("target", first + 9, "name", "web", "app_protocol", "http")));
        sometimes("expose", List.of(String.valueOf(first + 7), first));
    }

    private void dependencies() {
        if (others.isEmpty()) {
            return;
        }
        Map<String, Object> conditions = new LinkedHashMap<>();
        conditions.put(
                one(others), map("condition", one(List.of("service_started", "service_healthy"))));
        conditions.put("nowhere", map("required", false));
        sometimes("depends_on", one(List.of(List.of(one(others)), conditions)));
        String linked = one(others);
        sometimes("links", List.of(linked, linked + ":" + name + "-link"));
        sometimes("container_name", name + "-container");
        sometimes(
                "networks",
                one(List.of(List.of("front"), map("back", map("aliases", List.of(name + ".x"))))));
    }

    private void health() {
        sometimes("restart", one(List.of("always", "unless-stopped", "on-failure", "no")));
        Object test =
                one(
                        List.of(
                                one(COMMANDS),
                                List.of("CMD", text(), "b"),
                                List.of("CMD-SHELL", text()),
                                List.of("NONE")));
        sometimes(
                "healthcheck",
                map(
                        "test",
                        test,
                        "disable",
                        random.nextInt(3) == 0,
                        "start_interval",
                        one(DURATIONS),
                        "interval",
                        one(DURATIONS),
                        "timeout",
                        one(DURATIONS),
                        "retries",
                        1 + random.nextInt(9),
                        "start_period",
                        one(DURATIONS)));
        sometimes(
                "x-mvi",
                one(
                        List.of(
                                map("health", "/up?a=$$b"),
                                map("deadline", one(DURATIONS)),
                                map("domains", List.of(name + ".example.org", "example.org")),
                                map("listener", "http", "client_certificates", "ca.pem"),
                                map("path", "/api/" + name, "balance", "sticky"),
                                map("concurrency", 1 + random.nextInt(500), "slow_start", "30s"),
                                map("body_limit", one(BYTES), "balance", "round-robin"),
                                map("canonical", "example.org", "domains", List.of("example.org")),
                                map("release", one(List.of(one(COMMANDS), texts()))),
                                map("listener", "passthrough"),
                                map("listener", "passthrough", "proxy_protocol", "v1"),
                                map("hsts", one(List.of("0s", "180d", "1m30s"))),
                                map("egress", one(List.of("open", "none"))))));
        sometimes("stop_grace_period", one(DURATIONS));
    }

    private void limits() {
        sometimes("shm_size", one(BYTES));
        if (random.nextBoolean()) {
            sometimes("scale", random.nextInt(101));
            sometimes("mem_limit", one(BYTES));
            sometimes("cpus", one(List.of(1.5, "0.25", ".5", 0)));
            sometimes("pids_limit", one(List.of(-1, 0, 1, 32_768)));
            return;
        }
        Map<String, Object> limits = map("memory", one(BYTES), "cpus", "0.333333", "pids", 9);
        Map<String, Object> update = map("parallelism", random.nextInt(5));
        update.put("order", one(List.of("start-first", "stop-first")));
        update.putAll(map("failure_action", "rollback", "max_failure_ratio", 0));
        update.putAll(map("delay", one(PAUSES), "monitor", one(PAUSES)));
        sometimes(
                "deploy",
                map(
                        "replicas",
                        random.nextInt(101),
                        "resources",
                        map("limits", limits),
                        "update_config",
                        update,
                        "rollback_config",
                        map("parallelism", 1),
                        "restart_policy",
                        map("condition", one(List.of("any", "on-failure", "none")))));
    }

    private void containers() {
        sometimes("user", one(List.of("1000:1000", "app", "0")));
        sometimes("group_add", List.of("audio", 7));
        sometimes("working_dir", one(List.of("/srv/app", "/with space/$$x")));
        sometimes("hostname", one(List.of("one", "A-1")));
        sometimes("stop_signal", one(List.of("SIGINT", "9", "QUIT")));
        sometimes("init", random.nextBoolean());
        sometimes("read_only", random.nextBoolean());
        sometimes("tmpfs", one(List.of("/run", List.of("/run", "/a:size=16m,mode=1777"))));
        sometimes("labels", pairs(environment()));
        sometimes("label_file", List.of("raw.env"));
    }

    private void kernel() {
        sometimes("cap_add", List.of(one(List.of("CAP_CHOWN", "kill")), "SYS_NICE"));
        sometimes("cap_drop", one(List.of(List.of("ALL"), List.of("cap_setuid", "SETGID"))));
        sometimes("security_opt", List.of("no-new-privileges:true"));
        sometimes("ulimits", map("nofile", map("soft", 9, "hard", "-1"), "nproc", 50, "core", -1));
        sometimes("sysctls", pairs(map("net.core.somaxconn", 1024, "kernel.sem", "1 2 3 4")));
        sometimes(
                "extra_hosts",
                one(
                        List.of(
                                List.of("mail:10.1.2.3", "six=[fd00::1]"),
                                map("mail.example", "10.1.2.3", "six", "fd00::1"))));
        sometimes("dns", one(List.of("9.9.9.9", List.of("9.9.9.9", "2620:fe::fe"))));
    }

    private List<Object> volumes() {
        return some(
                List.of(
                        "./nginx.conf:/etc/nginx.conf:ro,z",
                        "./conf/:/etc/conf.d",
                        map(
                                "type",
                                "bind",
                                "source",
                                "conf",
                                "target",
                                "/$$a b",
                                "read_only",
                                true),
                        map("type", "tmpfs", "target", "/run/mvi", "consistency", "cached"),
                        "lost:/var/cache/lost"));
    }

    private List<Object> placed(List<String> names, String folder) {
        List<Object> placed = new ArrayList<>();
        for (String each : names) {
            placed.add(
                    one(
                            List.of(
                                    each,
                                    map("source", each),
                                    map("source", each, "target", folder + each, "mode", "0440"),
                                    map(
                                            "source",
                                            each,
                                            "target",
                                            "/a:b" + each,
                                            "mode",
                                            "0o755"))));
        }
        return some(placed);
    }

    /** {@code NAME: value} or {@code NAME=value}, and with luck a name alone. */
    private Object pairs(Map<String, Object> pairs) {
        if (random.nextBoolean()) {
            return pairs;
        }
        List<Object> list = new ArrayList<>();
        pairs.forEach((key, value) -> list.add(key + "=" + value));
        return list;
    }

    private List<Object> texts() {
        List<Object> texts = new ArrayList<>();
        for (int i = random.nextInt(4); i >= 0; i--) {
            texts.add(text());
        }
        return texts;
    }

    private String text() {
        return random.nextInt(3) == 0 ? one(REPLACED) : one(TEXTS);
    }

    private List<Object> some(List<Object> all) {
        return all.stream().filter(each -> random.nextInt(3) > 0).toList();
    }

    private void sometimes(String key, Object value) {
        if (random.nextInt(3) == 0) {
            service.put(key, value);
        }
    }

    private <T> T one(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
