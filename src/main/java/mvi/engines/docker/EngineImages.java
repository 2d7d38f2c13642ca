package mvi.engines.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectImageResponse;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.AuthConfig;
import com.github.dockerjava.api.model.BuildResponseItem;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.InternetProtocol;
import com.github.dockerjava.api.model.PullResponseItem;
import com.github.dockerjava.api.model.PushResponseItem;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import mvi.engines.base.Problem;
import org.jspecify.annotations.Nullable;

/** Images of the engine's own store. */
public final class EngineImages {
    private final DockerClient client;
    private final RawCalls raw;
    private final EngineVersion version;

    EngineImages(DockerClient client, RawCalls raw, EngineVersion version) {
        this.client = client;
        this.raw = raw;
        this.version = version;
    }

    public Optional<EngineImage> find(String reference) {
        return Calls.within(
                Calls.QUICK,
                "inspect image " + reference,
                () -> {
                    try {
                        return Optional.of(image(client.inspectImageCmd(reference).exec()));
                    } catch (NotFoundException missing) {
                        return Optional.empty();
                    }
                });
    }

    /** Returns when the image is in the engine's store. */
    public void pull(String reference, Optional<RegistryAuth> auth, Progress.Lines lines) {
        Progress<PullResponseItem> progress = new Progress<>("pull image " + reference, lines);
        var command = client.pullImageCmd(reference);
        auth.ifPresent(known -> command.withAuthConfig(config(known)));
        command.exec(progress);
        progress.await();
    }

    public void push(String reference, Optional<RegistryAuth> auth, Progress.Lines lines) {
        Progress<PushResponseItem> progress = new Progress<>("push image " + reference, lines);
        var command = client.pushImageCmd(reference);
        auth.ifPresent(known -> command.withAuthConfig(config(known)));
        command.exec(progress);
        progress.await();
    }

    /** Gives an image one more name; {@code repository} has its registry, without a tag. */
    public void tag(String reference, String repository, String tag) {
        Calls.run(
                Calls.QUICK,
                "tag image " + reference,
                () -> client.tagImageCmd(reference, repository, tag).withForce().exec());
    }

    /** Takes the name away, and the image with its last one. Gone is no failure. */
    public void remove(String reference) {
        Calls.run(
                Calls.QUICK,
                "remove image " + reference,
                () -> {
                    try {
                        client.removeImageCmd(reference).withForce(true).exec();
                    } catch (NotFoundException gone) {
                        // Gone is what was asked for.
                    }
                });
    }

    /**
     * Builds from a tar of the context. Output goes to {@code lines} while it runs; a build that
     * fails is a Problem INVALID {@code build-failed} with the engine's last lines; {@code
     * no-build-secrets} INVALID when the engine takes none.
     */
    public void build(BuildRequest request, InputStream context, Progress.Lines lines) {
        Progress<BuildResponseItem> progress =
                new Progress<BuildResponseItem>("build image " + request.tag(), lines)
                        .failingAs("build-failed");
        if (!request.secrets().isEmpty() && !version.isPodman()) {
            throw Problem.invalid(
                    "no-build-secrets",
                    "Docker Engine takes secrets of a build with BuildKit's own protocol alone,"
                            + " which mvi does not speak: install podman, or fetch them when the"
                            + " app runs");
        }
        Thread.ofVirtual()
                .name("engine-build")
                .start(() -> new EngineBuild(raw, request).run(context, progress));
        progress.await();
    }

    /** Takes an image from an archive in Docker's format; its names stand in the archive. */
    public void load(InputStream archive) {
        Progress<com.github.dockerjava.api.model.LoadResponseItem> progress =
                new Progress<>("load an image", line -> {});
        client.loadImageAsyncCmd(archive).exec(progress);
        progress.await();
    }

    private static AuthConfig config(RegistryAuth auth) {
        return new AuthConfig()
                .withRegistryAddress(auth.host())
                .withUsername(auth.user())
                .withPassword(auth.password().revealText());
    }

    private static EngineImage image(InspectImageResponse answer) {
        var config = answer.getConfig();
        List<String> command = new ArrayList<>();
        List<Integer> ports = List.of();
        Map<String, String> labels = Map.of();
        if (config != null) {
            command.addAll(list(config.getEntrypoint()));
            command.addAll(list(config.getCmd()));
            ExposedPort[] exposed = config.getExposedPorts();
            ports =
                    exposed == null
                            ? List.of()
                            : Stream.of(exposed)
                                    .filter(port -> port.getProtocol() == InternetProtocol.TCP)
                                    .map(ExposedPort::getPort)
                                    .sorted()
                                    .toList();
            labels = config.getLabels() == null ? Map.of() : Map.copyOf(config.getLabels());
        }
        return new EngineImage(
                answer.getId(),
                answer.getRepoTags() == null ? List.of() : List.copyOf(answer.getRepoTags()),
                answer.getRepoDigests() == null ? List.of() : List.copyOf(answer.getRepoDigests()),
                List.copyOf(command),
                ports,
                labels,
                answer.getSize() == null ? 0 : answer.getSize());
    }

    private static List<String> list(String @Nullable [] words) {
        return words == null ? List.of() : Arrays.asList(words);
    }
}
