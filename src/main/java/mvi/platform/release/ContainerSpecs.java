package mvi.platform.release;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import mvi.engines.base.ByteCount;
import mvi.engines.base.Ids;
import mvi.engines.base.PlatformId;
import mvi.engines.base.Problem;
import mvi.manifest.AppProcess;
import mvi.manifest.CapturedMount;
import mvi.manifest.ContainerSettings;
import mvi.manifest.Manifest;
import mvi.platform.app.AppRecord;
import mvi.platform.app.Credentials;
import mvi.platform.app.Generation;
import mvi.platform.environment.EnvironmentComposer;
import mvi.platform.environment.Environments;
import mvi.platform.environment.TrustFiles;
import mvi.services.container.ContainerSpec;
import mvi.services.container.ContainerSpec.SeedFile;
import mvi.services.network.AppNetwork;

/** Says everything about a container that is to start. */
public final class ContainerSpecs {
    private static final int NAME_CHARACTERS = 4;
    private static final int READABLE = 0444;

    private final PlatformId platform;
    private final Ids ids;
    private final Environments environments;
    private final Credentials credentials;
    private final AppLinks links;
    private final AppNetworks networks;
    private final EnvironmentComposer composer;
    private final TrustFiles trust;
    private final ReleaseFiles files;
    private final ByteCount defaultMemory;

    public ContainerSpecs(
            PlatformId platform,
            Ids ids,
            Environments environments,
            Credentials credentials,
            AppLinks links,
            AppNetworks networks,
            EnvironmentComposer composer,
            TrustFiles trust,
            ReleaseFiles files,
            ByteCount defaultMemory) {
        this.files = files;
        this.platform = platform;
        this.ids = ids;
        this.environments = environments;
        this.credentials = credentials;
        this.links = links;
        this.networks = networks;
        this.composer = composer;
        this.trust = trust;
        this.defaultMemory = defaultMemory;
    }

    /** A container of a process, as its release has it. */
    ContainerSpec process(
            AppRecord app, Release release, Generation generation, String name, AppNetwork net) {
        AppProcess process = process(release, name);
        return spec(
                app,
                release,
                generation,
                process,
                net,
                process.command(),
                ContainerSpec.Labels.PROCESS);
    }

    /** A container of a process for one command, outside of every rollout. */
    public ContainerSpec oneOff(
            AppRecord app, Release release, String name, List<String> command, AppNetwork net) {
        Generation generation = app.desired().generation();
        return spec(
                app,
                release,
                generation,
                process(release, name),
                net,
                command,
                ContainerSpec.Labels.ONE_OFF);
    }

    /**
     * A container for events of a function, outside of every rollout.
     *
     * @param role kept warm, or for one event
     * @param name ends the container's name: a container of the same name is the same one; random
     *     where it is empty
     * @param more variables that win over all others
     */
    public ContainerSpec function(
            AppRecord app,
            Release release,
            Generation generation,
            AppProcess process,
            AppNetwork net,
            String role,
            String name,
            Map<String, String> more) {
        ContainerSpec spec = spec(app, release, generation, process, net, process.command(), role);
        return spec.with(more)
                .named(name.isEmpty() ? spec.name() : prefix(app, process, generation) + name);
    }

    private String prefix(AppRecord app, AppProcess process, Generation generation) {
        return "mvi-%s-%s-%s-%s-"
                .formatted(platform, app.name(), process.name(), generation.label());
    }

    /** What a process of a release sees, reaching the platform's services at this address. */
    public Map<String, String> environment(
            AppRecord app, Release release, AppProcess process, String endpoint) {
        return composer.compose(
                new EnvironmentComposer.Inputs(
                        ProcessPorts.of(process).orElse(EnvironmentComposer.DEFAULT_PORT),
                        process.environment(),
                        environments.version(app.name(), release.environmentVersion()).variables(),
                        links.of(app, release.manifest(), process.dependsOn()),
                        endpoint,
                        credentials.of(app),
                        trust.variables()));
    }

    static AppProcess process(Release release, String name) {
        return release.manifest()
                .process(name)
                .orElseThrow(
                        () ->
                                Problem.missing(
                                        "no-such-process",
                                        "release "
                                                + release.name()
                                                + " of '"
                                                + release.app()
                                                + "' has no process '"
                                                + name
                                                + "'"));
    }

    private ContainerSpec spec(
            AppRecord app,
            Release release,
            Generation generation,
            AppProcess process,
            AppNetwork network,
            List<String> command,
            String role) {
        String image = release.images().get(process.name());
        if (image == null) {
            throw Problem.missing(
                    "image-missing",
                    "release " + release.name() + " has no image for '" + process.name() + "'");
        }
        ByteCount memory = process.memory().orElse(defaultMemory);
        ContainerSettings settings = process.settings();
        return new ContainerSpec(
                prefix(app, process, generation) + ids.random(NAME_CHARACTERS),
                image,
                process.entrypoint(),
                command,
                environmentOf(app, release, process, network.endpoint()),
                new ContainerSpec.Labels(app.name(), process.name(), generation.label(), role),
                new ContainerSpec.NetworkAttachment(network.engineName(), Optional.empty()),
                hosts(app, release.manifest(), network, settings),
                List.of(),
                files(app, release, process),
                new ContainerSpec.Resources(
                        memory,
                        process.cpus(),
                        settings.pids().orElse(ContainerSpec.Resources.DEFAULT.pids())),
                settings.user(),
                settings.workingDir(),
                process.stopGrace().isZero() ? Duration.ofSeconds(10) : process.stopGrace(),
                settings.stopSignal().orElse("SIGTERM"),
                settings(settings));
    }

    private List<SeedFile> files(AppRecord app, Release release, AppProcess process) {
        List<SeedFile> all = new ArrayList<>(trust.files());
        all.addAll(files.of(release, process.name()));
        List<CapturedMount> external =
                process.mounts().stream().filter(each -> each.variable().isPresent()).toList();
        if (!external.isEmpty()) {
            Map<String, String> variables =
                    environments.version(app.name(), release.environmentVersion()).variables();
            external.forEach(each -> all.add(external(app, each, variables)));
        }
        return all;
    }

    private static SeedFile external(
            AppRecord app, CapturedMount secret, Map<String, String> variables) {
        String variable = secret.variable().orElseThrow();
        String value = variables.get(variable);
        if (value == null) {
            throw Problem.invalid(
                    "no-such-secret",
                    "the secret '%s' is not set: mvi env set -a %s %s=…"
                            .formatted(secret.source(), app.name(), variable));
        }
        return new SeedFile(
                secret.target(),
                value.getBytes(StandardCharsets.UTF_8),
                secret.mode().orElse(READABLE),
                true);
    }

    /** The app's own names win: they are how its processes and its data are found. */
    private Map<String, String> hosts(
            AppRecord app, Manifest manifest, AppNetwork network, ContainerSettings settings) {
        Map<String, String> own = new TreeMap<>(networks.hosts(app.name(), manifest, network));
        own.putAll(links.hosts(app, manifest));
        Map<String, String> all = new TreeMap<>(settings.hosts());
        manifest.aliases()
                .forEach(
                        (alias, service) -> {
                            String address = own.get(service);
                            if (address != null) {
                                all.put(alias, address);
                            }
                        });
        all.putAll(own);
        return all;
    }

    private static ContainerSpec.Settings settings(ContainerSettings settings) {
        Map<String, ContainerSpec.Ulimit> ulimits = new TreeMap<>();
        settings.ulimits()
                .forEach(
                        (name, limit) ->
                                ulimits.put(
                                        name,
                                        new ContainerSpec.Ulimit(limit.soft(), limit.hard())));
        return new ContainerSpec.Settings(
                settings.hostname(),
                settings.groups(),
                settings.hasInit(),
                settings.isReadOnly(),
                settings.tmpfs(),
                settings.sharedMemory().orElse(ByteCount.ZERO),
                settings.addedCapabilities(),
                settings.droppedCapabilities(),
                ulimits,
                settings.sysctls(),
                settings.nameServers());
    }

    /** What the process sees, and which release it is of. */
    private Map<String, String> environmentOf(
            AppRecord app, Release release, AppProcess process, String endpoint) {
        Map<String, String> all = new TreeMap<>(environment(app, release, process, endpoint));
        all.putIfAbsent("MVI_RELEASE", release.name());
        return all;
    }
}
