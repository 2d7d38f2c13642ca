package mvi.cli.provider;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import mvi.engines.base.Problem;

/**
 * Where containers of a Compose project reach this machine.
 *
 * @param listen the address to listen on
 * @param host what containers call it
 */
public record ProjectNetwork(String listen, String host) {
    private static final String LOOPBACK = "127.0.0.1";

    /** An engine in a virtual machine of its own, which forwards to this machine's loopback. */
    private static final ProjectNetwork DESKTOP =
            new ProjectNetwork(LOOPBACK, "host.docker.internal");

    /** A project whose containers have the host's network. */
    private static final ProjectNetwork HOST = new ProjectNetwork(LOOPBACK, LOOPBACK);

    /** The engines' own command lines, which know their socket. */
    private enum Client {
        DOCKER("{{.OperatingSystem}}", "{{range .IPAM.Config}}{{.Gateway}} {{end}}"),
        PODMAN("{{.Host.OS}}", "{{range .Subnets}}{{.Gateway}} {{end}}");

        private final String system;
        private final String gateways;

        Client(String system, String gateways) {
            this.system = system;
            this.gateways = gateways;
        }

        Optional<String> output(String... words) throws InterruptedException {
            return Program.output(
                    Stream.concat(Stream.of(name().toLowerCase(Locale.ROOT)), Arrays.stream(words))
                            .toArray(String[]::new));
        }
    }

    /**
     * By the engine that {@code docker}, else {@code podman} speaks to. Throws UNAVAILABLE {@code
     * no-engine}, {@code no-gateway}.
     *
     * @param isLinux whether the engine can be on this machine itself
     */
    public static ProjectNetwork of(String project, boolean isLinux) throws InterruptedException {
        if (!isLinux) {
            return DESKTOP;
        }
        for (Client client : Client.values()) {
            Optional<String> system = client.output("info", "--format", client.system);
            if (system.isPresent()) {
                return system.get().contains("Docker Desktop") ? DESKTOP : of(project, client);
            }
        }
        throw noEngine();
    }

    private static ProjectNetwork of(String project, Client client) throws InterruptedException {
        List<String> networks =
                client.output(
                                "network",
                                "ls",
                                "--filter",
                                "label=com.docker.compose.project=" + project,
                                "--format",
                                "{{.Name}}")
                        .orElseThrow(ProjectNetwork::noEngine)
                        .lines()
                        .sorted(defaultFirst(project + "_default"))
                        .toList();
        if (networks.isEmpty()) {
            return HOST;
        }
        for (String network : networks) {
            Optional<String> gateway =
                    client.output(
                                    "network",
                                    "inspect",
                                    network,
                                    "--format",
                                    "{{if not .Internal}}" + client.gateways + "{{end}}")
                            .flatMap(ProjectNetwork::firstIpv4);
            if (gateway.isPresent()) {
                return new ProjectNetwork(gateway.get(), gateway.get());
            }
        }
        throw Problem.unavailable(
                "no-gateway",
                "no network of project '"
                        + project
                        + "' has a way to this machine: all are internal, or without IPv4",
                null);
    }

    /** Most services are in it. */
    private static Comparator<String> defaultFirst(String name) {
        return Comparator.<String, Boolean>comparing(each -> !each.equals(name))
                .thenComparing(Comparator.naturalOrder());
    }

    static Optional<String> firstIpv4(String text) {
        return Arrays.stream(text.split("[\\s/]+"))
                .filter(each -> each.matches("\\d{1,3}(\\.\\d{1,3}){3}"))
                .findFirst();
    }

    private static Problem noEngine() {
        return Problem.unavailable(
                "no-engine",
                "neither 'docker' nor 'podman' answers, which say where the project's containers"
                        + " reach this machine",
                null);
    }
}
