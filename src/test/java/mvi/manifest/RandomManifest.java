package mvi.manifest;

import static mvi.manifest.YamlWriter.map;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** Makes a manifest that is valid, in the Compose form or the short one, as maps and lists. */
final class RandomManifest {
    private static final int SERVICES = 5;

    private final RandomGenerator random;
    private final Map<String, Object> top = new LinkedHashMap<>();
    private final Map<String, Object> services = new LinkedHashMap<>();
    private final List<String> processes = new ArrayList<>();
    private final List<String> functions = new ArrayList<>();

    private RandomManifest(RandomGenerator random) {
        this.random = random;
    }

    static Map<String, Object> make(RandomGenerator random) {
        return new RandomManifest(random).make();
    }

    private Map<String, Object> make() {
        Map<String, Object> configs = new LinkedHashMap<>();
        configs.put("plain", map("file", "./nginx.conf", "name", "real", "labels", List.of("a=b")));
        configs.put("a text", map("content", "tag=${TAG}\n$$x"));
        configs.put("variable", map("environment", "GREETING"));
        Map<String, Object> secrets = new LinkedHashMap<>();
        secrets.put("file", map("file", "nginx.conf", "labels", map("a", "b")));
        secrets.put("variable", map("environment", "HOST"));
        secrets.put("kept", map("external", true, "name", "API_KEY"));
        secrets.put("other", map("external", true));
        for (int i = random.nextInt(SERVICES); i >= 0; i--) {
            service(configs, secrets);
        }
        if (random.nextBoolean()) {
            top.put("version", "3.8");
            top.put("name", "hello");
        }
        if (random.nextInt(4) == 0) {
            Map<String, Object> elsewhere = map("path", "sub/deep/compose.yaml");
            elsewhere.put("project_directory", "api/src");
            elsewhere.put("env_file", "sub/.env");
            top.put("include", List.of("short.yaml", map("path", "inner.yaml"), elsewhere));
        }
        if (random.nextInt(3) == 0) {
            top.put("x-mvi", map("domains", List.of("example.com"), "egress", "none"));
        }
        top.put("configs", configs);
        top.put("secrets", secrets);
        top.put("volumes", map("lost", map("x-mvi", map("scratch", true))));
        if (random.nextInt(4) == 0) {
            top.putAll(services);
        } else {
            top.put("services", services);
        }
        return top;
    }

    private void service(Map<String, Object> configs, Map<String, Object> secrets) {
        // A function is nothing that another can wait for.
        List<String> others =
                services.keySet().stream().filter(each -> !functions.contains(each)).toList();
        String name = services.isEmpty() ? "web" : "s" + services.size();
        RandomService service = new RandomService(random, name, others);
        Map<String, Object> made =
                switch (random.nextInt(9)) {
                    case 0 -> service.provider();
                    case 1 -> service.database();
                    case 2 -> {
                        functions.add(name);
                        String bucket = "bucket" + services.size();
                        services.put(
                                bucket,
                                map(
                                        "provider",
                                        map("type", "mvi", "options", map("service", "blob"))));
                        yield service.function(bucket, processes);
                    }
                    default -> {
                        processes.add(name);
                        yield service.process(
                                new ArrayList<>(configs.keySet()),
                                new ArrayList<>(secrets.keySet()));
                    }
                };
        services.put(name, random.nextInt(4) == 0 ? merged(name, made) : made);
    }

    /** Some of its keys come from a fragment that stands before the services. */
    private Map<String, Object> merged(String name, Map<String, Object> service) {
        Map<String, Object> fragment = new LinkedHashMap<>();
        Map<String, Object> own = new LinkedHashMap<>();
        own.put("<<", new YamlWriter.Merged(name));
        service.forEach(
                (key, value) -> {
                    if (random.nextBoolean()) {
                        fragment.put(key, value);
                    }
                    if (!fragment.containsKey(key) || random.nextInt(4) == 0) {
                        own.put(key, value);
                    }
                });
        top.put("x-" + name, new YamlWriter.Anchored(name, fragment));
        return own;
    }
}
