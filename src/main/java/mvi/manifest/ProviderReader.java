package mvi.manifest;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import mvi.engines.base.ByteCount;

/** Reads {@code provider}: which service of the platform stands behind a name. */
final class ProviderReader {
    static final List<String> SERVICES = List.of("postgres", "blob", "kv", "crypto");

    private static final Pattern MAJOR = Pattern.compile("[0-9]{1,2}");
    private static final Pattern DURABILITY = Pattern.compile("synchronous|usual");
    private static final Pattern EXTENSION = Pattern.compile("[a-z][a-z0-9_-]{0,62}");
    private static final long LEAST_MEMORY = 64L << 20;

    private final ReadContext context;

    ProviderReader(ReadContext context) {
        this.context = context;
    }

    Optional<Manifest.Provider> read(String name, Tree tree) {
        Optional<Tree.Fields> fields = context.values().fields("provider", tree);
        if (fields.isEmpty()) {
            return Optional.empty();
        }
        ComposeTable.check(ComposeTable.PROVIDER, fields.get(), context.findings());
        Optional<Tree> type = fields.get().value("type");
        if (type.isEmpty()) {
            return context.values().wrong("provider", "type: mvi", fields.get());
        }
        Optional<String> written = context.values().text("provider.type", type.get());
        if (written.isEmpty()) {
            return Optional.empty();
        }
        if (SERVICES.contains(written.get())) {
            context.findings()
                    .warn(
                            type.get().place(),
                            "short-provider",
                            "provider {type: " + written.get() + "} is short for mvi's own",
                            "{type: mvi, options: {service: " + written.get() + "}}");
            Optional<Tree> options = fields.get().value("options");
            if (options.isPresent()) {
                context.findings()
                        .error(
                                options.get().place(),
                                "misplaced",
                                "provider.options belong to type: mvi",
                                "write {type: mvi, options: {service: " + written.get() + "}}");
            } else {
                context.findings()
                        .propose(
                                Edit.at(
                                        type.get().place(),
                                        written.get(),
                                        "mvi",
                                        "options: {service: " + written.get() + "}"));
            }
            return Optional.of(new Manifest.Provider(name, written.get(), Optional.empty()));
        }
        if (!written.get().equals("mvi")) {
            context.findings()
                    .error(
                            type.get().place(),
                            "unknown-provider",
                            "no provider '" + written.get() + "'",
                            "write type: mvi");
            return Optional.empty();
        }
        return options(name, fields.get());
    }

    private Optional<Manifest.Provider> options(String name, Tree.Fields provider) {
        Optional<Tree.Fields> options =
                provider.value("options")
                        .flatMap(each -> context.values().fields("provider.options", each));
        options.ifPresent(
                each -> ComposeTable.check(ComposeTable.OPTIONS, each, context.findings()));
        Optional<Tree> service = options.flatMap(each -> each.value("service"));
        if (service.isEmpty()) {
            context.findings()
                    .error(
                            provider.place(),
                            "no-service",
                            "provider '" + name + "' does not say which service",
                            "write options: {service: postgres}, or blob, kv, crypto");
            return Optional.empty();
        }
        Optional<String> written = context.values().text("service", service.get());
        if (written.isPresent() && !SERVICES.contains(written.get())) {
            String near = NearName.didYouMean(written.get(), SERVICES);
            context.findings()
                    .error(
                            service.get().place(),
                            "unknown-service",
                            "no service '" + written.get() + "'",
                            near.isEmpty() ? "there are postgres, blob, kv and crypto" : near);
            return Optional.empty();
        }
        return written.map(
                each ->
                        new Manifest.Provider(
                                name, each, Optional.empty(), choices(each, options.get())));
    }

    private DatabaseChoices choices(String service, Tree.Fields options) {
        boolean isDatabase = service.equals("postgres");
        for (String key : List.of("memory", "version", "durability", "extensions")) {
            Tree.Field field = options.fields().get(key);
            if (field != null && !isDatabase) {
                context.findings()
                        .error(
                                field.key(),
                                "misplaced",
                                key + " is an option of a database, and this is a " + service,
                                "take it out");
            }
        }
        return isDatabase
                ? new DatabaseChoices(
                        options.value("memory").flatMap(this::memory),
                        options.value("version")
                                .flatMap(
                                        each ->
                                                matching(
                                                        "version",
                                                        MAJOR,
                                                        "a major version such as 15",
                                                        each)),
                        options.value("durability")
                                .flatMap(
                                        each ->
                                                matching(
                                                        "durability",
                                                        DURABILITY,
                                                        "synchronous or usual",
                                                        each))
                                .filter(each -> each.equals("synchronous"))
                                .isPresent(),
                        options.value("extensions").map(this::extensions).orElse(List.of()))
                : DatabaseChoices.NONE;
    }

    private List<String> extensions(Tree tree) {
        return context.values().texts("extensions", tree).stream()
                .flatMap(
                        each ->
                                matching("extensions", EXTENSION, "a name such as pg_trgm", each)
                                        .stream())
                .distinct()
                .toList();
    }

    private Optional<ByteCount> memory(Tree tree) {
        return context.values()
                .bytes("memory", tree)
                .flatMap(
                        bytes ->
                                bytes.bytes() < LEAST_MEMORY
                                        ? context.values().wrong("memory", "64M or more", tree)
                                        : Optional.of(bytes));
    }

    private Optional<String> matching(String key, Pattern pattern, String expected, Tree tree) {
        return context.values()
                .text(key, tree)
                .flatMap(
                        text ->
                                pattern.matcher(text).matches()
                                        ? Optional.of(text)
                                        : context.values().wrong(key, expected, tree));
    }
}
