package mvi.manifest;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import mvi.manifest.ComposeTable.Stance;

/** Reads a whole manifest from its tree, in the Compose form or the short one. */
final class FileReader {
    static final int SERVICES = 1000;
    static final String NAME = "[a-z0-9][a-z0-9-]{0,39}";

    /** Keys that a provider has a use for, and those that are errors. */
    private static final Set<String> OF_PROVIDERS =
            Set.of(
                    "provider",
                    "depends_on",
                    "links",
                    "container_name",
                    "profiles",
                    "labels",
                    "build",
                    "image");

    private final ReadContext context;
    private final Set<String> domains = new LinkedHashSet<>();
    private final MviReader mvi;
    private final OtherFiles others;
    private final ConfigReader configs;
    private final ConfigReader secrets;
    private final Set<String> scratch = new HashSet<>();

    FileReader(ReadContext context) {
        this.context = context;
        this.mvi = new MviReader(context, domains);
        this.others = new OtherFiles(context);
        this.configs = new ConfigReader(context, ConfigReader.Kind.CONFIGS);
        this.secrets = new ConfigReader(context, ConfigReader.Kind.SECRETS);
    }

    /**
     * @param files the name of the one that the tree is of, and of those that are merged over it
     */
    Optional<Manifest> read(List<String> files, Tree tree) {
        if (!(tree instanceof Tree.Fields read) || read.fields().isEmpty()) {
            return context.values().wrong("the manifest", "services: and what runs in them", tree);
        }
        Tree.Fields whole = new IncludeReader(context, others).whole(files, read);
        Map<String, Tree.Field> extended =
                new ExtendsReader(context, others).resolve(services(whole));
        Map<String, Tree.Field> services =
                TreeMerge.settled(new Tree.Fields(extended, whole.place())).fields();
        Tree.Fields top = TreeMerge.settled(whole);
        Optional<String> name = top.value("name").flatMap(this::name);
        top.value(ComposeTable.MVI).ifPresent(this::topMvi);
        top.value("volumes").ifPresent(this::topVolumes);
        top.value("configs").ifPresent(configs::define);
        top.value("secrets").ifPresent(secrets::define);
        if (services.isEmpty()) {
            if (!context.findings().hasErrors()) {
                context.findings()
                        .error(top.place(), "no-services", "there are no services", "add one");
            }
            return Optional.empty();
        }
        AdoptionReader adoption = new AdoptionReader(context, secrets, top.value(ComposeTable.MVI));
        return Optional.of(manifest(name, services, adoption));
    }

    private Map<String, Tree.Field> services(Tree.Fields top) {
        Map<String, Tree.Field> services = new LinkedHashMap<>();
        top.value("services")
                .flatMap(written -> context.values().fields("services", written))
                .ifPresent(fields -> services.putAll(fields.fields()));
        ComposeTable.check(ComposeTable.TOP, top, context.findings());
        if (services.size() > SERVICES) {
            context.findings()
                    .error(
                            top.place(),
                            "too-many-services",
                            services.size() + " services are more than " + SERVICES,
                            "split the app");
            services.clear();
        }
        return services;
    }

    private Optional<String> name(Tree tree) {
        Optional<String> name = context.values().text("name", tree);
        if (name.isPresent() && !name.get().matches(NAME)) {
            badName(tree.place(), name.get());
            return Optional.empty();
        }
        return name;
    }

    private void topVolumes(Tree tree) {
        context.values()
                .fields("volumes", tree)
                .ifPresent(fields -> fields.fields().forEach(this::topVolume));
    }

    private void topVolume(String name, Tree.Field field) {
        context.values()
                .fields("volumes." + name, field.value())
                .ifPresent(
                        fields -> {
                            ComposeTable.check(ComposeTable.VOLUME, fields, context.findings());
                            if (fields.value(ComposeTable.MVI)
                                    .filter(this::isScratch)
                                    .isPresent()) {
                                scratch.add(name);
                            }
                        });
    }

    private boolean isScratch(Tree tree) {
        Optional<Tree.Fields> own = context.values().fields("x-mvi", tree);
        own.ifPresent(
                fields -> ComposeTable.check(ComposeTable.MVI_VOLUME, fields, context.findings()));
        return own.flatMap(fields -> fields.value("scratch"))
                .filter(each -> context.values().truth("x-mvi.scratch", each, false))
                .isPresent();
    }

    private void topMvi(Tree tree) {
        MviReader.Own own = mvi.read(tree);
        boolean isOfServices =
                own.health().isPresent()
                        || own.deadline().isPresent()
                        || own.release().isPresent()
                        || own.requests().isPresent()
                        || own.tls().isPresent()
                        || own.proxyProtocol().isPresent()
                        || tree instanceof Tree.Fields fields && FunctionReader.hasKeys(fields);
        if (isOfServices) {
            context.findings()
                    .error(
                            tree.place(),
                            "misplaced",
                            "x-mvi: only domains and egress belong here; the rest to a service",
                            "move them under it");
        }
    }

    private Manifest manifest(
            Optional<String> name, Map<String, Tree.Field> services, AdoptionReader adoption) {
        List<AppProcess> processes = new ArrayList<>();
        List<Manifest.Provider> providers = new ArrayList<>();
        DependencyReader dependencies = new DependencyReader(context, services.keySet());
        AliasReader aliases = new AliasReader(context);
        ReleaseCommands releases = new ReleaseCommands(context);
        FunctionCheck functions = new FunctionCheck(context);
        ServiceReader reader =
                new ServiceReader(context, mvi, configs, secrets, scratch, releases, functions);
        Map<String, Tree.Field> wanted = new LinkedHashMap<>(services);
        Profiles profiles = new Profiles(context);
        wanted.entrySet()
                .removeIf(
                        each ->
                                each.getValue().value() instanceof Tree.Fields fields
                                        && !profiles.have(each.getKey(), fields));
        for (Map.Entry<String, Tree.Field> each : services.entrySet()) {
            Optional<Tree.Fields> fields = service(each.getKey(), each.getValue());
            if (fields.isEmpty() || !wanted.containsKey(each.getKey())) {
                continue;
            }
            List<AppProcess.Dependency> dependsOn =
                    dependencies.read(each.getKey(), fields.get(), wanted.keySet());
            aliases.read(each.getKey(), fields.get());
            Optional<Tree> provider = fields.get().value("provider");
            if (provider.isPresent()) {
                alone(each.getKey(), fields.get());
                new ProviderReader(context)
                        .read(each.getKey(), provider.get())
                        .ifPresent(providers::add);
            } else if (adoption.isAsked(fields.get())) {
                adoption.read(each.getKey(), each.getValue().key(), fields.get())
                        .ifPresent(providers::add);
            } else {
                processes.add(
                        reader.read(each.getKey(), each.getValue().key(), fields.get(), dependsOn));
            }
        }
        dependencies.findCycles();
        dependencies.findWaits(processes);
        List<AppProcess> all =
                releases.withSteps(
                        dependencies.withPorts(
                                dependencies.withSteps(
                                        processes,
                                        providers.stream()
                                                .map(Manifest.Provider::name)
                                                .collect(Collectors.toSet()))),
                        services.keySet());
        sayWhenNothingIsPublic(all, wanted);
        new RequestsCheck(context, domains, wanted).check(all);
        functions.check(all, providers);
        return new Manifest(
                name,
                all,
                providers,
                List.copyOf(domains),
                mvi.isEgressOpen(),
                aliases.settle(wanted.keySet()));
    }

    /** A worker alone is as it should be; what takes requests was hardly written for nobody. */
    private void sayWhenNothingIsPublic(
            List<AppProcess> processes, Map<String, Tree.Field> services) {
        boolean isAnyReached =
                processes.stream()
                        .anyMatch(each -> each.isPublic() || !each.routing().hostPorts().isEmpty());
        if (isAnyReached) {
            return;
        }
        for (AppProcess process : processes) {
            Tree.Field field = services.get(process.name());
            if (process.takesRequests() && field != null) {
                context.findings()
                        .warn(
                                field.key(),
                                "nothing-public",
                                "no service names `ports`, so that nothing of the app is reached"
                                        + " from outside",
                                "write ports: [\""
                                        + process.ports().getFirst()
                                        + "\"] in '"
                                        + process.name()
                                        + "', or name it web");
                return;
            }
        }
    }

    private Optional<Tree.Fields> service(String name, Tree.Field field) {
        if (name.startsWith("x-")) {
            return Optional.empty();
        }
        if (!name.matches(NAME)) {
            badName(field.key(), name);
        }
        Optional<Tree.Fields> fields = context.values().fields("'" + name + "'", field.value());
        fields.ifPresent(
                each -> ComposeTable.check(ComposeTable.SERVICE, each, context.findings()));
        return fields;
    }

    /** What the platform runs has nothing of its own to run, and no other settings. */
    private void alone(String name, Tree.Fields fields) {
        fields.fields()
                .forEach(
                        (key, field) -> {
                            boolean isHonoured =
                                    ComposeTable.row(ComposeTable.SERVICE, key)
                                            .filter(row -> row.stance() == Stance.HONOURED)
                                            .isPresent();
                            if (isHonoured && !OF_PROVIDERS.contains(key)) {
                                context.findings()
                                        .warn(
                                                field.key(),
                                                "left-out",
                                                key + ": the platform runs '" + name + "'",
                                                "");
                            }
                        });
        for (String key : List.of("build", "image")) {
            Tree.Field field = fields.fields().get(key);
            if (field != null) {
                context.findings()
                        .error(
                                field.key(),
                                "provider-runs-nothing",
                                "'" + name + "' is a provider, so nothing is run from " + key,
                                "keep one of the two");
            }
        }
    }

    private void badName(Place place, String name) {
        String better =
                name.toLowerCase(Locale.ROOT)
                        .replaceAll("[^a-z0-9]+", "-")
                        .replaceAll("^-+|-+$", "");
        better = better.length() > 40 ? better.substring(0, 40) : better;
        context.findings()
                .error(
                        place,
                        "bad-name",
                        "'"
                                + (name.length() > 60 ? name.substring(0, 60) + "…" : name)
                                + "' is not a name: a-z, 0-9 and -, at most 40, not - first",
                        better.isEmpty() ? "" : "write " + better);
    }
}
