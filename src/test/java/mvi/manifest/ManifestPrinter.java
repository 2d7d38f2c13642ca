package mvi.manifest;

import static mvi.manifest.YamlWriter.map;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import mvi.manifest.AppProcess.BuildSpec;
import mvi.manifest.AppProcess.Condition;
import mvi.manifest.AppProcess.Dependency;
import mvi.manifest.AppProcess.Health;
import mvi.manifest.AppProcess.Lifetime;
import mvi.manifest.AppProcess.Requests;
import mvi.manifest.AppProcess.Test;

/**
 * Writes a manifest back as a Compose file in its long form: what is read from that must be the
 * same manifest. A secret's content does not stand in a Compose file, so that it goes by variables
 * of the shell.
 */
final class ManifestPrinter {
    private final Map<String, Object> configs = new TreeMap<>();
    private final Map<String, Object> secrets = new TreeMap<>();
    private final Map<String, String> variables = new TreeMap<>();
    private int named;

    private ManifestPrinter() {}

    /**
     * @param variables that the shell must have for the text to be read
     */
    record Printed(String text, Map<String, String> variables) {}

    static Printed print(Manifest manifest) {
        ManifestPrinter printer = new ManifestPrinter();
        Map<String, Object> document = printer.document(manifest);
        return new Printed(YamlWriter.write(document, YamlWriter.Whim.NONE), printer.variables);
    }

    private Map<String, Object> document(Manifest manifest) {
        Map<String, Object> services = new LinkedHashMap<>();
        manifest.processes().stream()
                .filter(each -> each.lifetime() != Lifetime.STEP)
                .forEach(each -> services.put(each.name(), process(each, manifest)));
        manifest.providers().forEach(each -> services.put(each.name(), provider(each, manifest)));
        Map<String, Object> document = new LinkedHashMap<>();
        manifest.name().ifPresent(name -> document.put("name", name));
        document.put(
                "x-mvi",
                map(
                        "domains",
                        manifest.domains(),
                        "egress",
                        manifest.isEgressOpen() ? "open" : "none"));
        document.put("services", services);
        document.put("configs", configs);
        document.put("secrets", secrets);
        return document;
    }

    private static Map<String, Object> provider(Manifest.Provider provider, Manifest manifest) {
        Map<String, Object> service = new LinkedHashMap<>();
        if (provider.login().isPresent()) {
            Manifest.Login login = provider.login().get();
            service.put("image", "postgres");
            service.put("x-mvi", map("adopt", true));
            service.put(
                    "environment",
                    map(
                            "POSTGRES_USER",
                            literal(login.user()),
                            "POSTGRES_PASSWORD",
                            literal(login.password()),
                            "POSTGRES_DB",
                            literal(login.database())));
        } else {
            service.put("provider", map("type", "mvi", "options", options(provider)));
        }
        service.put("networks", networks(provider.name(), manifest));
        return service;
    }

    private static Map<String, Object> options(Manifest.Provider provider) {
        Map<String, Object> options = new LinkedHashMap<>();
        options.put("service", provider.service());
        DatabaseChoices choices = provider.choices();
        choices.memory().ifPresent(each -> options.put("memory", each.bytes()));
        choices.version().ifPresent(each -> options.put("version", each));
        if (choices.isSynchronous()) {
            options.put("durability", "synchronous");
        }
        if (!choices.extensions().isEmpty()) {
            options.put("extensions", choices.extensions());
        }
        return options;
    }

    private Map<String, Object> process(AppProcess process, Manifest manifest) {
        Map<String, Object> service = new LinkedHashMap<>();
        process.build().ifPresent(each -> service.put("build", build(each)));
        process.image().ifPresent(each -> service.put("image", literal(each)));
        putFilled(service, "entrypoint", literal(process.entrypoint()));
        putFilled(service, "command", literal(process.command()));
        service.put("environment", literal(process.environment()));
        if (process.isPublished()) {
            service.put(
                    "ports", process.ports().stream().map(port -> map("target", port)).toList());
        } else {
            putFilled(service, "expose", process.ports().stream().map(String::valueOf).toList());
        }
        Map<String, Object> dependsOn = new LinkedHashMap<>();
        process.dependencies().stream()
                .filter(each -> each.condition() != Condition.COMPLETED)
                .forEach(each -> dependsOn.put(each.service(), map("condition", condition(each))));
        service.put("depends_on", dependsOn);
        service.put("networks", networks(process.name(), manifest));
        if (process.function().isPresent()) {
            own(service).putAll(FunctionPrinter.print(process, process.function().get()));
        } else {
            health(process, service);
            service.put("restart", restart(process.lifetime()));
        }
        manifest.process(process.name() + ReleaseCommands.SUFFIX)
                .ifPresent(step -> own(service).put("release", literal(step.command())));
        service.put("pull_policy", process.pull().name().toLowerCase(Locale.ROOT));
        service.put("stop_grace_period", duration(process.stopGrace()));
        service.put("deploy", deploy(process));
        settings(process.settings(), service);
        mounts(process.mounts(), service);
        return service;
    }

    private Map<String, Object> build(BuildSpec spec) {
        Map<String, Object> build = new LinkedHashMap<>();
        build.put("context", literal(spec.context()));
        spec.inline()
                .ifPresentOrElse(
                        text -> build.put("dockerfile_inline", literal(text)),
                        () -> build.put("dockerfile", literal(spec.dockerfile())));
        build.put("args", literal(spec.args()));
        build.put("labels", literal(spec.labels()));
        spec.target().ifPresent(target -> build.put("target", literal(target)));
        List<Object> placed = new ArrayList<>();
        for (CapturedMount secret : spec.secrets()) {
            String id = secret.target().substring(secret.target().lastIndexOf('/') + 1);
            placed.add(map("source", secret(secret), "target", id));
        }
        build.put("secrets", placed);
        return build;
    }

    private static Map<String, Object> networks(String service, Manifest manifest) {
        List<String> aliases =
                manifest.aliases().keySet().stream()
                        .filter(alias -> service.equals(manifest.aliases().get(alias)))
                        .toList();
        return map("default", map("aliases", aliases));
    }

    private static void health(AppProcess process, Map<String, Object> service) {
        Health health = process.health();
        Map<String, Object> own = own(service);
        if (process.routing().listening() == AppProcess.Listening.PASSTHROUGH) {
            own.put("listener", "passthrough");
        }
        process.routing()
                .proxyProtocol()
                .ifPresent(
                        version ->
                                own.put("proxy_protocol", version.name().toLowerCase(Locale.ROOT)));
        process.routing()
                .tls()
                .ifPresent(
                        tls -> {
                            tls.hsts().ifPresent(hsts -> own.put("hsts", duration(hsts)));
                            if (!tls.clientAuthorities().isEmpty()) {
                                own.put("client_certificates", "ca.pem");
                            }
                        });
        health.path().ifPresent(path -> own.put("health", literal(path)));
        own.put("deadline", duration(health.deadline()));
        requests(process.routing().requests(), own);
        if (health.test().isPresent()) {
            Test test = health.test().get();
            List<Object> command = new ArrayList<>(List.of("CMD"));
            command.addAll(literal(test.command()));
            service.put(
                    "healthcheck",
                    map(
                            "test",
                            command,
                            "interval",
                            duration(test.interval()),
                            "start_interval",
                            duration(test.startInterval()),
                            "timeout",
                            duration(test.timeout()),
                            "retries",
                            test.retries()));
            return;
        }
        service.put(
                "healthcheck",
                map(
                        "interval",
                        duration(health.interval()),
                        "timeout",
                        duration(health.timeout()),
                        "retries",
                        health.retries()));
    }

    private static void requests(Requests requests, Map<String, Object> own) {
        if (!requests.path().isEmpty()) {
            own.put("path", literal(requests.path()));
        }
        if (!requests.canonical().isEmpty()) {
            own.put("canonical", requests.canonical());
        }
        own.put("balance", requests.balancing().name().toLowerCase(Locale.ROOT).replace('_', '-'));
        own.put("slow_start", duration(requests.slowStart()));
        if (requests.concurrency() > 0) {
            own.put("concurrency", requests.concurrency());
        }
        if (requests.bodyLimit() > 0) {
            own.put("body_limit", requests.bodyLimit());
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> own(Map<String, Object> service) {
        return (Map<String, Object>)
                service.computeIfAbsent("x-mvi", unused -> new LinkedHashMap<String, Object>());
    }

    /** The only steps here are of release commands, which are printed as these. */
    private static String condition(Dependency dependency) {
        return switch (dependency.condition()) {
            case LINKED -> throw new AssertionError("only a release command's step is linked");
            case STARTED -> "service_started";
            case HEALTHY -> "service_healthy";
            case COMPLETED -> throw new AssertionError("a step is not printed");
        };
    }

    /** What makes a step is the condition of others. */
    private static String restart(Lifetime lifetime) {
        return switch (lifetime) {
            case SERVICE, STEP, FUNCTION -> "always";
            case UNTIL_SUCCESS -> "on-failure";
            case ONCE -> "no";
        };
    }

    private static Map<String, Object> deploy(AppProcess process) {
        Map<String, Object> limits = new LinkedHashMap<>();
        process.memory().ifPresent(memory -> limits.put("memory", memory.bytes()));
        if (process.cpus() > 0) {
            limits.put("cpus", BigDecimal.valueOf(process.cpus()).toPlainString());
        }
        if (process.function().isPresent()) {
            return map("resources", map("limits", limits));
        }
        return map(
                "replicas",
                process.replicas(),
                "update_config",
                map(
                        "parallelism",
                        process.update().parallelism(),
                        "order",
                        process.update().order().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                        "delay",
                        duration(process.update().delay()),
                        "monitor",
                        duration(process.update().monitor())),
                "resources",
                map("limits", limits));
    }

    private static void settings(ContainerSettings settings, Map<String, Object> service) {
        settings.user().ifPresent(each -> service.put("user", each));
        putFilled(service, "group_add", settings.groups());
        settings.workingDir().ifPresent(each -> service.put("working_dir", literal(each)));
        settings.hostname().ifPresent(each -> service.put("hostname", each));
        settings.stopSignal().ifPresent(each -> service.put("stop_signal", each));
        service.put("init", settings.hasInit());
        service.put("read_only", settings.isReadOnly());
        List<String> tmpfs = new ArrayList<>();
        settings.tmpfs()
                .forEach(
                        (path, options) ->
                                tmpfs.add(
                                        literal(path) + (options.isEmpty() ? "" : ":" + options)));
        putFilled(service, "tmpfs", tmpfs);
        settings.sharedMemory().ifPresent(each -> service.put("shm_size", each.bytes()));
        putFilled(service, "cap_add", settings.addedCapabilities());
        putFilled(service, "cap_drop", settings.droppedCapabilities());
        Map<String, Object> ulimits = new LinkedHashMap<>();
        settings.ulimits()
                .forEach(
                        (name, limit) ->
                                ulimits.put(
                                        name,
                                        map(
                                                "soft",
                                                limit(limit.soft()),
                                                "hard",
                                                limit(limit.hard()))));
        service.put("ulimits", ulimits);
        settings.pids().ifPresent(each -> service.put("pids_limit", each));
        service.put("sysctls", literal(settings.sysctls()));
        service.put("extra_hosts", settings.hosts());
        putFilled(service, "dns", settings.nameServers());
        service.put("labels", literal(settings.labels()));
    }

    private static long limit(long limit) {
        return limit == Long.MAX_VALUE ? -1 : limit;
    }

    /** In their order: bind mounts, configs, secrets. */
    private void mounts(List<CapturedMount> mounts, Map<String, Object> service) {
        List<Object> volumes = new ArrayList<>();
        List<Object> placedConfigs = new ArrayList<>();
        List<Object> placedSecrets = new ArrayList<>();
        for (CapturedMount mount : mounts) {
            if (mount.isSecret()) {
                placedSecrets.add(placed(mount, secret(mount)));
            } else if (placedConfigs.isEmpty() && isBind(mount)) {
                volumes.add(
                        map(
                                "type",
                                "bind",
                                "source",
                                literal("./" + mount.source()),
                                "target",
                                literal(mount.target()),
                                "read_only",
                                mount.isReadOnly()));
            } else {
                placedConfigs.add(placed(mount, config(mount)));
            }
        }
        service.put("volumes", volumes);
        service.put("configs", placedConfigs);
        service.put("secrets", placedSecrets);
    }

    /** Not where only a config can be: a bind mount has no mode, and no colon in its target. */
    private static boolean isBind(CapturedMount mount) {
        return mount.content().isEmpty()
                && mount.mode().isEmpty()
                && mount.target().indexOf(':') < 0;
    }

    private static Map<String, Object> placed(CapturedMount mount, String name) {
        Map<String, Object> placed = new LinkedHashMap<>();
        placed.put("source", literal(name));
        placed.put("target", literal(mount.target()));
        mount.mode().ifPresent(mode -> placed.put("mode", "0%03o".formatted(mode)));
        return placed;
    }

    /**
     * The name of one at the top level; a file's is made up, since the mount has the file's own.
     */
    private String config(CapturedMount mount) {
        if (mount.content().isPresent()) {
            configs.put(mount.source(), map("content", literal(mount.content().get())));
            return mount.source();
        }
        String name = "file " + named++;
        configs.put(name, map("file", literal(mount.source())));
        return name;
    }

    private String secret(CapturedMount mount) {
        if (mount.variable().isPresent()) {
            secrets.put(mount.source(), map("external", true, "name", mount.variable().get()));
            return mount.source();
        }
        if (mount.content().isPresent()) {
            String variable = "CONTENT_" + named++;
            variables.put(variable, mount.content().get());
            secrets.put(mount.source(), map("environment", variable));
            return mount.source();
        }
        String name = "file " + named++;
        secrets.put(name, map("file", literal(mount.source())));
        return name;
    }

    /** What is empty in the model was not said. */
    private static void putFilled(Map<String, Object> service, String key, List<?> list) {
        if (!list.isEmpty()) {
            service.put(key, list);
        }
    }

    private static String duration(Duration duration) {
        return BigDecimal.valueOf(duration.toNanos(), 9).toPlainString() + "s";
    }

    private static String literal(String text) {
        return text.replace("$", "$$");
    }

    private static List<String> literal(List<String> texts) {
        return texts.stream().map(ManifestPrinter::literal).toList();
    }

    /** Values, since keys are not replaced. */
    private static Map<String, String> literal(Map<String, String> texts) {
        Map<String, String> literal = new LinkedHashMap<>();
        texts.forEach((key, value) -> literal.put(key, literal(value)));
        return literal;
    }
}
