package mvi.platform.release;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mvi.engines.base.ByteCount;
import mvi.engines.base.Problem;
import mvi.engines.wire.Json;
import mvi.manifest.AppProcess;
import mvi.manifest.AppProcess.Condition;
import mvi.manifest.AppProcess.Dependency;
import mvi.manifest.AppProcess.Lifetime;
import mvi.manifest.CapturedMount;
import mvi.manifest.ContainerSettings;
import mvi.manifest.DatabaseChoices;
import mvi.manifest.Manifest;
import mvi.platform.app.ItemMaps;
import mvi.services.kv.AttributeValue;

/** Manifests as values of an item. What a build needed is not kept: the image is. */
final class ManifestItems {
    private ManifestItems() {}

    static AttributeValue write(Manifest manifest) {
        Map<String, AttributeValue> all = new LinkedHashMap<>();
        manifest.name().ifPresent(name -> all.put("name", AttributeValue.text(name)));
        all.put(
                "processes",
                new AttributeValue.ListOf(
                        manifest.processes().stream().map(ManifestItems::process).toList()));
        List<AttributeValue> providers = new ArrayList<>();
        for (Manifest.Provider provider : manifest.providers()) {
            providers.add(provider(provider));
        }
        all.put("providers", new AttributeValue.ListOf(providers));
        all.put("domains", texts(manifest.domains()));
        all.put("egress", new AttributeValue.Bool(manifest.isEgressOpen()));
        all.put("aliases", ItemMaps.texts(manifest.aliases()));
        return new AttributeValue.MapOf(all);
    }

    static Manifest read(AttributeValue value) {
        Fields fields = new Fields(value);
        List<AppProcess> processes =
                fields.list("processes").stream().map(ManifestItems::process).toList();
        List<Manifest.Provider> providers = new ArrayList<>();
        for (AttributeValue each : fields.list("providers")) {
            providers.add(provider(new Fields(each)));
        }
        return new Manifest(
                fields.optional("name").map(AttributeValue::asText),
                processes,
                providers,
                fields.texts("domains"),
                fields.isTrue("egress"),
                ItemMaps.texts(fields.optional("aliases")));
    }

    private static AttributeValue provider(Manifest.Provider provider) {
        Map<String, AttributeValue> all = new LinkedHashMap<>();
        all.put("name", AttributeValue.text(provider.name()));
        all.put("service", AttributeValue.text(provider.service()));
        provider.login()
                .ifPresent(
                        login -> {
                            all.put("user", AttributeValue.text(login.user()));
                            all.put("password", AttributeValue.text(login.password()));
                            all.put("database", AttributeValue.text(login.database()));
                        });
        DatabaseChoices choices = provider.choices();
        choices.memory().ifPresent(each -> all.put("memory", AttributeValue.number(each.bytes())));
        choices.version().ifPresent(each -> all.put("version", AttributeValue.text(each)));
        all.put("synchronous", new AttributeValue.Bool(choices.isSynchronous()));
        all.put("extensions", texts(choices.extensions()));
        return new AttributeValue.MapOf(all);
    }

    private static Manifest.Provider provider(Fields fields) {
        return new Manifest.Provider(
                fields.text("name"),
                fields.text("service"),
                fields.optional("user")
                        .map(
                                user ->
                                        new Manifest.Login(
                                                user.asText(),
                                                fields.text("password"),
                                                fields.text("database"))),
                new DatabaseChoices(
                        fields.optional("memory").map(each -> new ByteCount(each.asLong())),
                        fields.optional("version").map(AttributeValue::asText),
                        fields.optional("synchronous").isPresent() && fields.isTrue("synchronous"),
                        fields.optional("extensions").isPresent()
                                ? fields.texts("extensions")
                                : List.of()));
    }

    private static AttributeValue process(AppProcess process) {
        Map<String, AttributeValue> all = new LinkedHashMap<>();
        all.put("name", AttributeValue.text(process.name()));
        process.image().ifPresent(image -> all.put("image", AttributeValue.text(image)));
        all.put("entrypoint", texts(process.entrypoint()));
        all.put("command", texts(process.command()));
        all.put("environment", ItemMaps.texts(process.environment()));
        all.put(
                "ports",
                new AttributeValue.ListOf(
                        process.ports().stream().map(AttributeValue::number).toList()));
        all.put("published", new AttributeValue.Bool(process.isPublished()));
        all.put("routing", AttributeValue.text(Json.text(process.routing())));
        all.put("dependsOn", texts(process.dependsOn()));
        all.put(
                "conditions",
                texts(
                        process.dependencies().stream()
                                .map(each -> each.condition().name())
                                .toList()));
        all.put("lifetime", AttributeValue.text(process.lifetime().name()));
        process.function()
                .ifPresent(
                        function ->
                                all.put(
                                        "function",
                                        AttributeValue.text(FunctionItems.write(function))));
        process.health()
                .test()
                .ifPresent(test -> all.put("test", AttributeValue.text(Json.text(test))));
        AppProcess.Health health = process.health();
        health.path().ifPresent(path -> all.put("healthPath", AttributeValue.text(path)));
        all.put("intervalMillis", millis(health.interval()));
        all.put("timeoutMillis", millis(health.timeout()));
        all.put("retries", AttributeValue.number(health.retries()));
        all.put("deadlineMillis", millis(health.deadline()));
        all.put("graceMillis", millis(process.stopGrace()));
        all.put("replicas", AttributeValue.number(process.replicas()));
        all.put("update", AttributeValue.text(Json.text(process.update())));
        process.memory()
                .ifPresent(memory -> all.put("memory", AttributeValue.number(memory.bytes())));
        all.put("cpus", AttributeValue.text(Double.toString(process.cpus())));
        all.put("settings", AttributeValue.text(Json.text(process.settings())));
        all.put(
                "mounts",
                AttributeValue.text(
                        Json.text(
                                process.mounts().stream()
                                        .map(CapturedMount::withoutContent)
                                        .toList())));
        return new AttributeValue.MapOf(all);
    }

    private static AppProcess process(AttributeValue value) {
        Fields fields = new Fields(value);
        return new AppProcess(
                fields.text("name"),
                Optional.empty(),
                fields.optional("image").map(AttributeValue::asText),
                AppProcess.Pull.MISSING,
                fields.texts("entrypoint"),
                fields.texts("command"),
                ItemMaps.texts(Optional.of(fields.required("environment"))),
                fields.list("ports").stream().map(port -> (int) port.asLong()).toList(),
                // An earlier version published all of them.
                fields.optional("published").isEmpty() || fields.isTrue("published"),
                fields.optional("routing")
                        .map(text -> Json.read(text.asText(), AppProcess.Routing.class))
                        .orElse(AppProcess.Routing.DEFAULT),
                dependencies(fields),
                fields.optional("lifetime")
                        .map(text -> Lifetime.valueOf(text.asText()))
                        .orElse(Lifetime.SERVICE),
                new AppProcess.Health(
                        fields.optional("healthPath").map(AttributeValue::asText),
                        fields.duration("intervalMillis"),
                        fields.duration("timeoutMillis"),
                        (int) fields.number("retries"),
                        fields.duration("deadlineMillis"),
                        fields.optional("test")
                                .map(text -> Json.read(text.asText(), AppProcess.Test.class))),
                fields.duration("graceMillis"),
                (int) fields.number("replicas"),
                update(fields),
                fields.optional("memory").map(memory -> new ByteCount(memory.asLong())),
                Double.parseDouble(fields.text("cpus")),
                fields.optional("settings")
                        .map(text -> Json.read(text.asText(), ContainerSettings.class))
                        .orElse(ContainerSettings.NONE),
                fields.optional("mounts")
                        .map(text -> List.of(Json.read(text.asText(), CapturedMount[].class)))
                        .orElse(List.of()),
                fields.optional("function").map(text -> FunctionItems.read(text.asText())));
    }

    /** Earlier versions kept how many were replaced at once, and the first not even that. */
    private static AppProcess.Update update(Fields fields) {
        AppProcess.Update usual = AppProcess.Update.DEFAULT;
        return fields.optional("update")
                .map(text -> Json.read(text.asText(), AppProcess.Update.class))
                .or(
                        () ->
                                fields.optional("parallelism")
                                        .map(
                                                each ->
                                                        new AppProcess.Update(
                                                                (int) each.asLong(),
                                                                usual.order(),
                                                                usual.delay(),
                                                                usual.monitor())))
                .orElse(usual);
    }

    private static List<Dependency> dependencies(Fields fields) {
        List<String> services = fields.texts("dependsOn");
        List<String> conditions =
                fields.optional("conditions").isPresent() ? fields.texts("conditions") : List.of();
        List<Dependency> all = new ArrayList<>();
        for (int i = 0; i < services.size(); i++) {
            Condition condition =
                    i < conditions.size()
                            ? Condition.valueOf(conditions.get(i))
                            : Condition.STARTED;
            all.add(new Dependency(services.get(i), condition));
        }
        return all;
    }

    private static AttributeValue texts(List<String> texts) {
        return new AttributeValue.ListOf(texts.stream().map(AttributeValue::text).toList());
    }

    private static AttributeValue millis(Duration duration) {
        return AttributeValue.number(duration.toMillis());
    }

    /** A map value, read by name. */
    private record Fields(Map<String, AttributeValue> values) {
        Fields(AttributeValue value) {
            this(
                    value instanceof AttributeValue.MapOf map
                            ? map.values()
                            : Map.<String, AttributeValue>of());
        }

        Optional<AttributeValue> optional(String name) {
            return Optional.ofNullable(values.get(name));
        }

        AttributeValue required(String name) {
            return optional(name)
                    .orElseThrow(() -> Problem.bug("a manifest without " + name, null));
        }

        String text(String name) {
            return required(name).asText();
        }

        long number(String name) {
            return required(name).asLong();
        }

        Duration duration(String name) {
            return Duration.ofMillis(number(name));
        }

        boolean isTrue(String name) {
            return required(name) instanceof AttributeValue.Bool bool && bool.value();
        }

        List<AttributeValue> list(String name) {
            return required(name) instanceof AttributeValue.ListOf list ? list.values() : List.of();
        }

        List<String> texts(String name) {
            return list(name).stream().map(AttributeValue::asText).toList();
        }
    }
}
