package mvi.manifest;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mvi.engines.base.ByteCount;

/**
 * A declared kind of work: what its containers are made from, and how many.
 *
 * @param command overrides the image's own when not empty
 * @param environment literal values, after interpolation and env_file
 * @param ports container ports in their order; the first is {@code PORT} and gets the HTTP traffic
 * @param dependsOn names of processes and providers; a provider named here is linked
 * @param mounts files of the project that its containers see
 * @param replicas containers wanted, unless {@code mvi scale} said otherwise
 */
public record AppProcess(
        String name,
        Optional<BuildSpec> build,
        Optional<String> image,
        List<String> entrypoint,
        List<String> command,
        Map<String, String> environment,
        List<Integer> ports,
        List<String> dependsOn,
        Health health,
        Duration stopGrace,
        int replicas,
        Optional<ByteCount> memory,
        double cpus,
        ContainerSettings settings,
        List<CapturedMount> mounts) {
    /** A process of this name takes requests even when it names no port. */
    public static final String WEB = "web";

    /** The context is relative to the project folder, the Dockerfile to the context. */
    public record BuildSpec(
            String context,
            String dockerfile,
            Optional<String> inline,
            Map<String, String> args,
            Optional<String> target) {
        /** The Dockerfile's name in its context when its text stands in the manifest. */
        static final String INLINE = ".mvi-dockerfile";
    }

    /**
     * How its containers are asked whether they are well.
     *
     * @param path HTTP path from {@code x-mvi.health}; empty means a TCP connection to the port
     * @param deadline how long a new container may take to get well
     */
    public record Health(
            Optional<String> path,
            Duration interval,
            Duration timeout,
            int retries,
            Duration deadline) {}
}
