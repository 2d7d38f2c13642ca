package mvi.engines.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.Version;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DefaultDockerCmdExecFactory;
import com.github.dockerjava.core.DockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.core.RemoteApiVersion;
import com.github.dockerjava.transport.DockerHttpClient;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;

/** A container engine that answers on a socket; its operations by noun. */
public final class DockerEngine implements AutoCloseable {
    /** Streams (events, attach, exec, builds) hold one each. */
    static final int CONNECTIONS = 256;

    private static final Duration PING_TIMEOUT = Duration.ofSeconds(10);

    /** The newest whose every call here was read; older engines get what they speak. */
    private static final RemoteApiVersion NEWEST = RemoteApiVersion.VERSION_1_44;

    private final DockerClient client;
    private final RawCalls raw;
    private final EngineVersion version;
    private final Path socket;

    /** Always the same, since it knows what it saw. */
    private final EngineContainers containers;

    private DockerEngine(Path socket, EngineVersion version, RemoteApiVersion api) {
        var config = config(socket, api);
        DockerHttpClient http = http(config);
        this.client = DockerClientImpl.getInstance(config, http);
        var commands = new DefaultDockerCmdExecFactory(http, config.getObjectMapper());
        commands.init(config);
        this.containers =
                new EngineContainers(client, commands.createCreateContainerCmdExec(), version);
        this.raw = new RawCalls(http, config.getObjectMapper(), "/" + api.asWebPathPart());
        this.version = version;
        this.socket = socket;
    }

    /** Throws UNAVAILABLE {@code engine-unavailable} when nothing answers there. */
    public static DockerEngine open(Path socket) {
        EngineVersion version;
        var unversioned = config(socket, RemoteApiVersion.unknown());
        try (DockerClient first = DockerClientImpl.getInstance(unversioned, http(unversioned))) {
            version =
                    Calls.within(
                            PING_TIMEOUT,
                            "answer on " + socket,
                            () -> version(first.versionCmd().exec()));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        RemoteApiVersion spoken = RemoteApiVersion.parseConfig(version.apiVersion());
        RemoteApiVersion used = spoken.isGreaterOrEqual(NEWEST) ? NEWEST : spoken;
        return new DockerEngine(socket, version, used);
    }

    private static DockerClientConfig config(Path socket, RemoteApiVersion api) {
        return DefaultDockerClientConfig.createDefaultConfigBuilder()
                .withDockerHost("unix://" + socket.toAbsolutePath())
                .withDockerTlsVerify(false)
                .withApiVersion(api)
                .build();
    }

    private static DockerHttpClient http(DockerClientConfig config) {
        return new ZerodepDockerHttpClient.Builder()
                .dockerHost(config.getDockerHost())
                .maxConnections(CONNECTIONS)
                .build();
    }

    private static EngineVersion version(Version answer) {
        boolean isPodman =
                answer.getComponents() != null
                        && answer.getComponents().stream()
                                .anyMatch(part -> part.getName().startsWith("Podman"));
        return new EngineVersion(
                isPodman ? "podman" : "docker", answer.getVersion(), answer.getApiVersion());
    }

    public EngineVersion version() {
        return version;
    }

    public void ping() {
        Calls.run(PING_TIMEOUT, "answer a ping", () -> client.pingCmd().exec());
    }

    public EngineImages images() {
        return new EngineImages(client, raw, version);
    }

    public EngineContainers containers() {
        return containers;
    }

    /** Commands inside containers, and their standard streams. */
    public EngineStreams streams() {
        return new EngineStreams(client, socket);
    }

    public EngineNetworks networks() {
        return new EngineNetworks(client, raw, version);
    }

    @Override
    public void close() {
        try {
            client.close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
