package mvi.platform.function;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import mvi.engines.base.ByteCount;
import mvi.engines.base.Clock;
import mvi.engines.base.Kind;
import mvi.engines.base.Problem;
import mvi.manifest.FunctionSpec;
import mvi.platform.environment.EnvironmentComposer;
import mvi.platform.release.AppNetworks;
import mvi.platform.release.ContainerSpecs;
import mvi.services.container.Container;
import mvi.services.container.ContainerService;
import mvi.services.container.ContainerSpec;
import mvi.services.container.ContainerSpec.Labels;
import mvi.services.network.AppNetwork;

/** Makes containers for functions, and waits until each is ready for its first event. */
final class SandboxStarter {
    private final Parts parts;
    private final FunctionConfig config;
    private final Clock clock;
    private final Map<String, AppNetwork> networks = new ConcurrentHashMap<>();
    private final Set<String> starting = ConcurrentHashMap.newKeySet();

    /** What containers are made with. */
    record Parts(
            ContainerService containers,
            ContainerSpecs specs,
            AppNetworks networks,
            RuntimeListener listener,
            EventPost post,
            LastWords lastWords) {}

    SandboxStarter(Parts parts, FunctionConfig config, Clock clock) {
        this.parts = parts;
        this.config = config;
        this.clock = clock;
    }

    ByteCount memory(FunctionVersion version) {
        return version.process().memory().orElse(config.containerMemory());
    }

    /** Whether a container of this name is on its way and not yet known to anybody. */
    boolean isStarting(String container) {
        return starting.contains(container);
    }

    /**
     * Blocks until it is ready or won't be.
     *
     * @param register is told of the container as soon as it runs
     */
    SandboxStart start(FunctionVersion version, Consumer<Sandbox> register) {
        ContainerSpec spec;
        try {
            spec = spec(version, Labels.FUNCTION, "");
        } catch (Problem problem) {
            return failed("", problem);
        }
        starting.add(spec.name());
        try {
            Container container = parts.containers().start(spec);
            // The last container may have gone, and the bridge with it, just before this one came.
            AppNetwork _ = network(version);
            Sandbox sandbox = new Sandbox(version, container, wire(version, container));
            register.accept(sandbox);
            return await(sandbox);
        } catch (Problem problem) {
            networks.remove(version.app().account());
            return failed(spec.name(), problem);
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
            return new SandboxStart.Failed(
                    spec.name(), Fault.of(Fault.INIT, "the platform is closing"), true);
        } finally {
            starting.remove(spec.name());
        }
    }

    /** A container of this version; see {@link ContainerSpecs#function}. */
    ContainerSpec spec(FunctionVersion version, String role, String name) {
        AppNetwork network = network(version);
        if (version.spec().runtime() == FunctionSpec.Runtime.LAMBDA) {
            parts.listener().listen(network.endpoint());
        }
        return parts.specs()
                .function(
                        version.app(),
                        version.release(),
                        version.generation(),
                        version.process(),
                        network,
                        role,
                        name,
                        environment(version, network));
    }

    /**
     * Rules of the firewall are looked after by their own watch, so that once is enough. The bridge
     * goes with the app's last container, which may be that of a function; one that the engine
     * makes takes another hardware address with each container, and the others' packets are lost.
     */
    private AppNetwork network(FunctionVersion version) {
        String app = version.app().name();
        return networks.compute(
                version.app().account(),
                (unused, known) ->
                        known != null && parts.networks().isHeld(app)
                                ? known
                                : parts.networks().ensure(app, version.release().manifest()));
    }

    private Map<String, String> environment(FunctionVersion version, AppNetwork network) {
        Map<String, String> all = new LinkedHashMap<>();
        String name = version.process().name();
        all.put("AWS_LAMBDA_FUNCTION_NAME", name);
        all.put("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST");
        if (version.spec().runtime() == FunctionSpec.Runtime.HTTP) {
            all.put("PORT", Integer.toString(port(version)));
        }
        if (version.spec().runtime() != FunctionSpec.Runtime.LAMBDA) {
            return all;
        }
        long megabytes = memory(version).bytes() / ByteCount.mib(1).bytes();
        all.put("AWS_LAMBDA_RUNTIME_API", network.endpoint() + ":" + config.port());
        all.put("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", Long.toString(megabytes));
        all.put("AWS_LAMBDA_LOG_GROUP_NAME", "/mvi/" + version.app().name() + "/" + name);
        all.put("AWS_LAMBDA_LOG_STREAM_NAME", version.release().name());
        all.put("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand");
        List<String> command = version.process().command();
        if (!command.isEmpty()) {
            all.put("_HANDLER", command.getFirst());
        }
        return all;
    }

    private Wire wire(FunctionVersion version, Container container) {
        if (version.spec().runtime() == FunctionSpec.Runtime.LAMBDA) {
            return new LambdaWire(clock);
        }
        return new HttpWire(
                parts.post(),
                new EventPost.Address(
                        container
                                .address()
                                .orElseThrow(
                                        () ->
                                                Problem.unavailable(
                                                        "container-without-address",
                                                        container.name() + " has no address",
                                                        null)),
                        port(version)),
                clock);
    }

    private static int port(FunctionVersion version) {
        return version.process().ports().stream()
                .findFirst()
                .orElse(EnvironmentComposer.DEFAULT_PORT);
    }

    private SandboxStart await(Sandbox sandbox) throws InterruptedException {
        return switch (sandbox.wire().awaitReady(config.initLimit())) {
            case Wire.Readiness.Ready unused -> new SandboxStart.Started(sandbox, true);
            case Wire.Readiness.Failed failed ->
                    new SandboxStart.Failed(sandbox.name(), failed.fault(), false);
            case Wire.Readiness.TimedOut unused ->
                    failed(
                            sandbox,
                            "it was not ready for an event after "
                                    + config.initLimit().toSeconds()
                                    + " s: "
                                    + expected(sandbox.version()));
            case Wire.Readiness.Ended unused ->
                    failed(
                            sandbox,
                            "it ended before it was ready for an event"
                                    + parts.lastWords().howEnded(sandbox.container()));
        };
    }

    private static String expected(FunctionVersion version) {
        return version.spec().runtime() == FunctionSpec.Runtime.LAMBDA
                ? "a function of runtime lambda asks for its events at AWS_LAMBDA_RUNTIME_API"
                : "a function of runtime http listens on PORT";
    }

    private SandboxStart failed(Sandbox sandbox, String why) {
        String lines = parts.lastWords().lines(sandbox.version().app().name(), sandbox.container());
        return new SandboxStart.Failed(sandbox.name(), Fault.of(Fault.INIT, why + lines), false);
    }

    private static SandboxStart failed(String container, Problem problem) {
        boolean isOfPlatform =
                problem.kind() == Kind.UNAVAILABLE
                        || problem.kind() == Kind.CONFLICT
                        || problem.kind() == Kind.BUG;
        return new SandboxStart.Failed(
                container, Fault.of(Fault.INIT, problem.publicMessage()), isOfPlatform);
    }
}
