package mvi.rules;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** The one table of rooms: which may see which, and which library belongs where. */
final class Rooms {
    private static final Set<String> SERVICES =
            Set.of(
                    "host",
                    "network",
                    "crypto",
                    "image",
                    "container",
                    "balancer",
                    "database",
                    "log",
                    "metric",
                    "kv",
                    "blob");

    /**
     * Services whose root a service's back may enter. Acyclic; reasons stand in
     * docs/decisions/services.md.
     */
    private static final Map<String, Set<String>> EDGES =
            Map.of(
                    "blob", Set.of("crypto"),
                    "kv", Set.of("blob", "crypto"),
                    "image", Set.of("blob", "kv"),
                    "database", Set.of("container", "network", "blob", "crypto", "kv", "image"),
                    "container", Set.of("host", "network", "image"),
                    "balancer", Set.of("network", "crypto"),
                    "log", Set.of("blob"),
                    "metric", Set.of("blob"));

    private static final Map<String, Set<String>> ENGINES =
            Map.of(
                    "base", Set.of(),
                    "acme", Set.of("base"),
                    "store", Set.of("base"),
                    "http", Set.of("base"),
                    "wire", Set.of("base", "http"),
                    "policy", Set.of("base", "wire"),
                    "docker", Set.of("base"),
                    "logql", Set.of("base"),
                    "proxy", Set.of("base", "http", "wire"));

    /** Package prefixes of libraries, and the rooms in which they may be imported. */
    static final Map<String, List<String>> LIBRARIES =
            Map.ofEntries(
                    Map.entry("io.netty.", List.of("mvi.engines.http", "mvi.engines.proxy")),
                    Map.entry(
                            "com.fasterxml.jackson.",
                            List.of(
                                    "mvi.engines.docker",
                                    "mvi.engines.logql",
                                    "mvi.engines.wire",
                                    "mvi.engines.policy",
                                    "mvi.api",
                                    "mvi.cli",
                                    "mvi.start",
                                    "mvi.platform",
                                    "mvi.services")),
                    Map.entry("org.shredzone.acme4j.", List.of("mvi.engines.acme")),
                    Map.entry("org.rocksdb.", List.of("mvi.engines.store")),
                    Map.entry("com.github.dockerjava.", List.of("mvi.engines.docker")),
                    Map.entry("software.amazon.awssdk.", List.of("mvi.services")),
                    Map.entry("org.snakeyaml.", List.of("mvi.manifest", "mvi.start")),
                    Map.entry("com.cronutils.", List.of("mvi.manifest")),
                    Map.entry("com.google.re2j.", List.of("mvi.engines.logql")),
                    Map.entry("com.google.crypto.tink.", List.of("mvi.services.blob")),
                    Map.entry("picocli.", List.of("mvi.cli")),
                    Map.entry("org.bouncycastle.", List.of("mvi.engines.wire")),
                    Map.entry(
                            "com.github.luben.",
                            List.of(
                                    "mvi.engines.store",
                                    "mvi.services.database",
                                    "mvi.services.log")),
                    Map.entry("org.postgresql.", List.of("mvi.services.database")),
                    Map.entry("org.HdrHistogram.", List.of("mvi.engines.proxy")),
                    Map.entry(
                            "org.apache.commons.compress.",
                            List.of(
                                    "mvi.manifest",
                                    "mvi.engines.docker",
                                    "mvi.services.image",
                                    "mvi.services.database")));

    private Rooms() {}

    /** Whether a class of one package may use a class of another; both are of mvi. */
    static boolean mayUse(String from, String to) {
        if (from.equals(to) || from.equals("mvi") || from.startsWith("mvi.start")) {
            return true;
        }
        String[] source = from.split("\\.");
        String[] target = to.split("\\.");
        return switch (source[1]) {
            case "cli" ->
                    isUnder(to, "mvi.cli", "mvi.api.schema", "mvi.manifest")
                            || isEngine(target, "base", "http", "wire");
            case "api" ->
                    isUnder(to, "mvi.api", "mvi.manifest", "mvi.platform")
                            || isServiceRoot(target)
                            || isEngine(target, "base", "http", "wire");
            case "manifest" -> isUnder(to, "mvi.manifest") || isEngine(target, "base", "logql");
            case "platform" ->
                    isUnder(to, "mvi.platform", "mvi.manifest")
                            || isServiceRoot(target)
                            || isEngine(target, "base", "logql", "wire");
            case "services" -> mayServiceUse(source, target);
            case "engines" ->
                    target[1].equals("engines")
                            && ENGINES.getOrDefault(source[2], Set.of()).contains(target[2]);
            default -> false;
        };
    }

    private static boolean mayServiceUse(String[] source, String[] target) {
        String service = source[2];
        String part = source.length > 3 ? source[3] : "";
        boolean isOwnRoot = isServiceRoot(target) && target[2].equals(service);
        boolean isOwn = target[1].equals("services") && target[2].equals(service);
        return switch (part) {
            // Labels and specifications of containers are the words in which Database and Network
            // speak of them.
            case "" -> isOwnRoot || isEngine(target, "base");
            case "front" ->
                    isOwnRoot
                            || isOwnPart(target, service, "front")
                            || isEngine(target, "base", "http", "wire", "policy");
            case "core" ->
                    isOwnRoot
                            || isOwnPart(target, service, "core")
                            || isEngine(target, "base")
                            || (service.equals("log") && isEngine(target, "logql"))
                            || (isServiceRoot(target) && edges(service).contains(target[2]));
            case "back" ->
                    (isOwn && !isOwnPart(target, service, "front"))
                            || target[1].equals("engines")
                            || (isServiceRoot(target) && edges(service).contains(target[2]));
            default -> false;
        };
    }

    private static Set<String> edges(String service) {
        return EDGES.getOrDefault(service, Set.of());
    }

    static Map<String, Set<String>> edges() {
        return EDGES;
    }

    private static boolean isServiceRoot(String[] target) {
        return target.length == 3 && target[1].equals("services") && SERVICES.contains(target[2]);
    }

    private static boolean isOwnPart(String[] target, String service, String part) {
        return target.length > 3
                && target[1].equals("services")
                && target[2].equals(service)
                && target[3].equals(part);
    }

    private static boolean isEngine(String[] target, String... names) {
        return target[1].equals("engines") && List.of(names).contains(target[2]);
    }

    private static boolean isUnder(String name, String... roots) {
        for (String root : roots) {
            if (name.equals(root) || name.startsWith(root + ".")) {
                return true;
            }
        }
        return false;
    }
}
