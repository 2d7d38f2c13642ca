package mvi.manifest;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import mvi.engines.base.ByteCount;
import mvi.manifest.AppProcess.BuildSpec;
import mvi.manifest.AppProcess.Dependency;

/** Reads one service into a process. */
final class ServiceReader {
    static final Duration STOP_GRACE = Duration.ofSeconds(10);
    static final int REPLICAS = 100;

    private final ReadContext context;
    private final Values values;
    private final MviReader mvi;
    private final ConfigReader secrets;
    private final List<ConfigReader> files;
    private final Set<String> scratch;
    private final ReleaseCommands releases;
    private final FunctionReader functions;

    /**
     * @param configs of the top level
     * @param secrets of the top level
     * @param scratch top-level volumes whose content may be lost
     * @param releases gets the commands that go before the services
     * @param named gets what functions run for
     */
    ServiceReader(
            ReadContext context,
            MviReader mvi,
            ConfigReader configs,
            ConfigReader secrets,
            Set<String> scratch,
            ReleaseCommands releases,
            FunctionCheck named) {
        this.functions = new FunctionReader(context, named);
        this.secrets = secrets;
        this.files = List.of(configs, secrets);
        this.scratch = scratch;
        this.releases = releases;
        this.context = context;
        this.values = context.values();
        this.mvi = mvi;
    }

    /** Whatever is wrong with it is a finding; the process is then only good for further checks. */
    AppProcess read(String name, Place key, Tree.Fields fields, List<Dependency> dependencies) {
        Optional<BuildSpec> build =
                fields.value("build").flatMap(new BuildReader(context, secrets)::read);
        Optional<String> image = fields.value("image").flatMap(this::image);
        if (fields.value("build").isEmpty() && fields.value("image").isEmpty()) {
            context.findings()
                    .error(
                            key,
                            "no-image",
                            "'" + name + "' has neither build nor image",
                            "add `build: .`, an image, or a provider");
        }
        Limits limits = limits(fields);
        VolumeReader.Volumes volumes =
                fields.value("volumes")
                        .map(new VolumeReader(context, build, scratch, advice(build, image))::read)
                        .orElse(VolumeReader.Volumes.NONE);
        if (volumes.losesData()) {
            proposeAdoption(fields);
        }
        MviReader.Own own =
                fields.value(ComposeTable.MVI).map(mvi::read).orElse(MviReader.Own.NONE);
        own.release().ifPresent(command -> releases.add(name, command));
        Optional<Tree.Fields> written = fields.mapping(ComposeTable.MVI);
        Optional<FunctionSpec> function =
                written.filter(FunctionReader::isOne)
                        .map(each -> functions.read(name, fields, each));
        if (function.isEmpty()) {
            written.ifPresent(functions::sayUnused);
        }
        Tree.Fields running = function.isEmpty() ? fields : Tree.Fields.none(fields.place());
        PortReader.Ports ports =
                new PortReader(context, own, function.isPresent())
                        .read(fields.value("ports"), fields.value("expose"), key);
        return new AppProcess(
                name,
                build,
                image,
                fields.value("pull_policy").map(this::pull).orElse(AppProcess.Pull.MISSING),
                fields.value("entrypoint")
                        .map(each -> values.words("entrypoint", each))
                        .orElse(List.of()),
                fields.value("command")
                        .map(each -> values.words("command", each))
                        .orElse(List.of()),
                new EnvironmentReader(context)
                        .read(fields.value("env_file"), fields.value("environment")),
                ports.all(),
                ports.isAnyPublished() && function.isEmpty(),
                ports.routing(),
                function.map(each -> each.linked(dependencies)).orElse(dependencies),
                function.isPresent()
                        ? AppProcess.Lifetime.FUNCTION
                        : new LifetimeReader(context).read(fields),
                new HealthReader(context).read(running, own),
                fields.value("stop_grace_period")
                        .flatMap(each -> values.duration("stop_grace_period", each))
                        .orElse(STOP_GRACE),
                function.isPresent() ? 0 : limits.replicas(),
                new UpdateReader(context).read(running),
                function.isPresent() ? memory(limits.memory(), written.get()) : limits.memory(),
                limits.cpus(),
                new SettingsReader(context, fields).read(volumes.tmpfs()),
                Stream.concat(
                                volumes.mounts().stream(),
                                files.stream().flatMap(each -> each.of(fields).stream()))
                        .toList(),
                function);
    }

    /** Of a function, which may say it in {@code x-mvi} as well. */
    private Optional<ByteCount> memory(Optional<ByteCount> limit, Tree.Fields own) {
        Optional<ByteCount> memory = functions.memory(own);
        if (memory.isPresent() && limit.isPresent() && !memory.equals(limit)) {
            context.findings()
                    .error(
                            own.value("memory").orElse(own).place(),
                            "conflict",
                            "x-mvi.memory and deploy.resources.limits.memory say different things",
                            "keep one of them");
        }
        return memory.or(() -> limit);
    }

    private void proposeAdoption(Tree.Fields fields) {
        Tree.Field image = fields.fields().get("image");
        if (image != null
                && DatabaseImage.of(fields).filter(DatabaseImage::isProvided).isPresent()
                && fields.value("build").isEmpty()
                && fields.value(ComposeTable.MVI).isEmpty()) {
            context.findings().propose(Edit.at(image.key(), "", "x-mvi: {adopt: true}", ""));
        }
    }

    private static String advice(Optional<BuildSpec> build, Optional<String> image) {
        return image.filter(each -> build.isEmpty())
                .flatMap(DatabaseImage::of)
                .map(DatabaseImage::advice)
                .orElse(VolumeReader.EPHEMERAL);
    }

    private AppProcess.Pull pull(Tree tree) {
        String policy = tree instanceof Tree.Text text ? text.value() : "";
        return switch (policy) {
            // What is built is built at each deploy, whatever it says.
            case "missing", "if_not_present", "build" -> AppProcess.Pull.MISSING;
            case "always" -> AppProcess.Pull.ALWAYS;
            case "never" -> AppProcess.Pull.NEVER;
            default -> {
                if (policy.matches("daily|weekly|every_[0-9a-z]+")) {
                    context.findings()
                            .warn(
                                    tree.place(),
                                    "left-out",
                                    "pull_policy: an image is fetched by deploys only",
                                    "say always, and deploy when it is time");
                } else {
                    values.wrong("pull_policy", "always, never, missing or build", tree);
                }
                yield AppProcess.Pull.MISSING;
            }
        };
    }

    private Optional<String> image(Tree tree) {
        Optional<String> image = values.text("image", tree);
        if (image.isPresent() && !image.get().matches("[A-Za-z0-9][A-Za-z0-9._:/@-]{0,510}")) {
            return values.wrong("image", "the name of an image", tree);
        }
        return image;
    }

    private record Limits(int replicas, Optional<ByteCount> memory, double cpus) {}

    private Limits limits(Tree.Fields service) {
        Tree.Fields deploy = part(service, "deploy", ComposeTable.DEPLOY);
        Tree.Fields resources = part(deploy, "resources", ComposeTable.RESOURCES);
        Tree.Fields limits = part(resources, "limits", ComposeTable.LIMITS);
        EqualKeys equal = new EqualKeys(context.findings(), service);
        return new Limits(
                equal.read("scale", "deploy.replicas", deploy.value("replicas"), this::replicas)
                        .orElse(1),
                equal.read(
                        "mem_limit",
                        "deploy.resources.limits.memory",
                        limits.value("memory"),
                        each -> memory(values, "memory", each)),
                equal.read(
                                "cpus",
                                "deploy.resources.limits.cpus",
                                limits.value("cpus"),
                                each -> values.cpus("cpus", each))
                        .orElse(0.0));
    }

    private Optional<Integer> replicas(Tree tree) {
        OptionalInt replicas = values.integer("replicas", tree, 0, REPLICAS);
        return replicas.isPresent() ? Optional.of(replicas.getAsInt()) : Optional.empty();
    }

    /** Zero is no limit, and the engines refuse less than 6 MB. */
    static Optional<ByteCount> memory(Values values, String name, Tree tree) {
        Optional<ByteCount> memory = values.bytes(name, tree).filter(each -> each.bytes() != 0);
        return memory.isPresent() && memory.get().compareTo(ByteCount.mib(6)) < 0
                ? values.wrong(name, "at least 6M", tree)
                : memory;
    }

    private Tree.Fields part(Tree.Fields of, String key, String where) {
        Tree.Fields part =
                of.value(key)
                        .flatMap(each -> values.fields(key, each))
                        .orElse(Tree.Fields.none(of.place()));
        ComposeTable.check(where, part, context.findings());
        return part;
    }
}
