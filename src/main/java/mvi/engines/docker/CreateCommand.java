package mvi.engines.docker;

import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.model.AccessMode;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.LogConfig;
import com.github.dockerjava.api.model.RestartPolicy;
import com.github.dockerjava.api.model.Ulimit;
import com.github.dockerjava.api.model.Volume;
import com.github.dockerjava.core.command.CreateContainerCmdImpl;
import java.util.List;
import java.util.Map;

/** Our request as the library's command. */
final class CreateCommand {
    private CreateCommand() {}

    static CreateContainerCmd of(CreateContainerCmd.Exec exec, ContainerRequest request) {
        CreateContainerCmd command =
                bare(exec, request)
                        .withName(request.name())
                        .withEnv(pairs(request.environment(), "="))
                        .withLabels(request.labels())
                        .withHostConfig(host(request));
        request.entrypoint().ifPresent(command::withEntrypoint);
        request.command().ifPresent(command::withCmd);
        request.user().ifPresent(command::withUser);
        request.workingDir().ifPresent(command::withWorkingDir);
        request.stopSignal().ifPresent(command::withStopSignal);
        request.setup().hostname().ifPresent(command::withHostName);
        if (request.isInteractive()) {
            command.withStdinOpen(true).withStdInOnce(true).withAttachStdin(true);
        }
        return command;
    }

    private static CreateContainerCmd bare(CreateContainerCmd.Exec exec, ContainerRequest request) {
        return request.address()
                .<CreateContainerCmd>map(
                        address ->
                                new PlacedCreateCommand(
                                        exec, request.image(), request.network(), address))
                .orElseGet(() -> new CreateContainerCmdImpl(exec, null, request.image()));
    }

    private static HostConfig host(ContainerRequest request) {
        HostConfig host =
                HostConfig.newHostConfig()
                        .withRestartPolicy(RestartPolicy.noRestart())
                        .withNetworkMode(request.network())
                        .withCapDrop(Capability.ALL)
                        .withCapAdd(
                                request.capabilities().stream()
                                        .map(Capability::valueOf)
                                        .toArray(Capability[]::new))
                        .withSecurityOpts(List.of("no-new-privileges"))
                        .withExtraHosts(pairs(request.hosts(), ":").toArray(String[]::new))
                        .withTmpFs(request.tmpfs())
                        .withBinds(request.binds().stream().map(CreateCommand::bind).toList())
                        .withUlimits(
                                request.limits().ulimits().stream()
                                        .map(HostLimits::bounded)
                                        .map(u -> new Ulimit(u.name(), u.soft(), u.hard()))
                                        .toList())
                        .withInit(request.hasInit());
        limit(host, request.limits());
        setUp(host, request.setup());
        request.runtime().ifPresent(host::withRuntime);
        if (!request.logDriver().isEmpty()) {
            // The library knows docker's drivers only by name; podman's json-file is k8s-file.
            host.withLogConfig(
                    new LogConfig(
                            LogConfig.LoggingType.fromValue(request.logDriver()),
                            request.logOptions()));
        }
        return host;
    }

    private static void setUp(HostConfig host, ContainerRequest.Setup setup) {
        host.withReadonlyRootfs(setup.isReadOnly());
        if (!setup.groups().isEmpty()) {
            host.withGroupAdd(setup.groups());
        }
        if (setup.sharedMemoryBytes() > 0) {
            host.withShmSize(setup.sharedMemoryBytes());
        }
        if (!setup.sysctls().isEmpty()) {
            host.withSysctls(setup.sysctls());
        }
        if (!setup.nameServers().isEmpty()) {
            host.withDns(setup.nameServers());
        }
    }

    private static void limit(HostConfig host, ContainerRequest.Limits limits) {
        if (limits.memoryBytes() > 0) {
            host.withMemory(limits.memoryBytes()).withMemorySwap(limits.memoryBytes());
        }
        if (limits.nanoCpus() > 0) {
            host.withNanoCPUs(limits.nanoCpus());
        }
        if (limits.pids() > 0) {
            host.withPidsLimit(limits.pids());
        }
    }

    private static Bind bind(ContainerRequest.Bind bind) {
        return new Bind(
                bind.source(),
                new Volume(bind.target()),
                bind.isReadOnly() ? AccessMode.ro : AccessMode.rw);
    }

    private static List<String> pairs(Map<String, String> entries, String separator) {
        return entries.entrySet().stream()
                .map(entry -> entry.getKey() + separator + entry.getValue())
                .sorted()
                .toList();
    }
}
