package mvi.manifest;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import mvi.engines.base.ByteCount;

/**
 * A declared kind of work: what its containers are made from, and how many.
 *
 * @param pull when its image is fetched; nothing of it is kept with a release
 * @param command overrides the image's own when not empty
 * @param environment literal values, after interpolation and env_file
 * @param ports container ports in their order; the first is {@code PORT} and gets the HTTP traffic
 * @param routing how the load balancer brings requests to its containers
 * @param isPublished whether {@code ports} names any of them
 * @param dependencies processes and providers that it needs, which it is linked to
 * @param lifetime what the end of one of its containers means
 * @param mounts files of the project that its containers see
 * @param replicas containers wanted, unless {@code mvi scale} said otherwise
 * @param update how a rollout replaces its containers
 * @param function how it is run, when it is one that runs when something happens
 */
public record AppProcess(
        String name,
        Optional<BuildSpec> build,
        Optional<String> image,
        Pull pull,
        List<String> entrypoint,
        List<String> command,
        Map<String, String> environment,
        List<Integer> ports,
        boolean isPublished,
        Routing routing,
        List<Dependency> dependencies,
        Lifetime lifetime,
        Health health,
        Duration stopGrace,
        int replicas,
        Update update,
        Optional<ByteCount> memory,
        double cpus,
        ContainerSettings settings,
        List<CapturedMount> mounts,
        Optional<FunctionSpec> function) {
    /** A process of this name takes requests even when it names no port. */
    public static final String WEB = "web";

    private static final Duration STEP_DEADLINE = Duration.ofMinutes(10);

    /**
     * Whether it has a port: one that it names, or the one of {@code web}. To that of a function
     * only its own events go.
     */
    public boolean takesRequests() {
        return switch (lifetime) {
            case SERVICE, UNTIL_SUCCESS, ONCE -> !ports.isEmpty() || name.equals(WEB);
            case STEP, FUNCTION -> false;
        };
    }

    /**
     * Whether the world reaches it by a host name; what {@code expose} names is for the app's other
     * processes.
     */
    public boolean isPublic() {
        return takesRequests()
                && routing.listening().isByName()
                && (isPublished || name.equals(WEB));
    }

    /** Names of what it depends on, in their order. */
    public List<String> dependsOn() {
        return dependencies.stream().map(Dependency::service).toList();
    }

    /** The same, reached at these. */
    AppProcess withPorts(List<Integer> others) {
        return with(others, lifetime, health, replicas, update, function);
    }

    /** The same as a step: one container, which takes no requests and has time to do its work. */
    AppProcess asStep() {
        return with(
                List.of(),
                Lifetime.STEP,
                health.toEndWithin(STEP_DEADLINE),
                1,
                Update.DEFAULT,
                Optional.empty());
    }

    /**
     * A step of another name with its image and environment.
     *
     * @param newCommand instead of its own
     * @param steps what it waits for
     */
    AppProcess asReleaseStep(String newName, List<String> newCommand, List<Dependency> steps) {
        List<Dependency> links =
                dependencies.stream()
                        .map(each -> new Dependency(each.service(), Condition.LINKED))
                        .toList();
        return asStep().with(newName, newCommand, join(links, steps));
    }

    /** The same, which waits for these as well. */
    AppProcess after(List<Dependency> steps) {
        return with(name, command, join(dependencies, steps));
    }

    private static List<Dependency> join(List<Dependency> some, List<Dependency> more) {
        return Stream.concat(some.stream(), more.stream()).toList();
    }

    private AppProcess with(
            String newName, List<String> newCommand, List<Dependency> newDependencies) {
        return new AppProcess(
                newName,
                build,
                image,
                pull,
                entrypoint,
                newCommand,
                environment,
                ports,
                isPublished,
                routing,
                newDependencies,
                lifetime,
                health,
                stopGrace,
                replicas,
                update,
                memory,
                cpus,
                settings,
                mounts,
                function);
    }

    private AppProcess with(
            List<Integer> newPorts,
            Lifetime newLifetime,
            Health newHealth,
            int newReplicas,
            Update newUpdate,
            Optional<FunctionSpec> newFunction) {
        return new AppProcess(
                name,
                build,
                image,
                pull,
                entrypoint,
                command,
                environment,
                newPorts,
                isPublished,
                routing,
                dependencies,
                newLifetime,
                newHealth,
                stopGrace,
                newReplicas,
                newUpdate,
                memory,
                cpus,
                settings,
                mounts,
                newFunction);
    }

    /**
     * @param isHttp2 whether its first port speaks HTTP/2 in clear, from {@code app_protocol}
     * @param listening how clients of the world reach it, from {@code x-mvi.listener}
     * @param hostPorts where they do, unless by host name
     * @param how what it says of requests by HTTP, if anything
     * @param tls what is asked of those that come by TLS, if anything
     * @param proxyProtocol which its containers want first on each connection, from {@code
     *     x-mvi.proxy_protocol}
     */
    public record Routing(
            boolean isHttp2,
            Listening listening,
            List<HostPort> hostPorts,
            Optional<Requests> how,
            Optional<Tls> tls,
            Optional<ProxyProtocol> proxyProtocol) {
        public static final Routing DEFAULT =
                new Routing(
                        false,
                        Listening.HTTP,
                        List.of(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty());

        /** A release of an earlier version says less. */
        @SuppressWarnings("RedundantNullCheck")
        public Routing {
            listening = Objects.requireNonNullElse(listening, Listening.HTTP);
            hostPorts = List.copyOf(Objects.requireNonNullElse(hostPorts, List.of()));
        }

        /** How its containers get requests by HTTP. */
        public Requests requests() {
            return how.orElse(Requests.DEFAULT);
        }
    }

    /**
     * What is asked of clients that come by TLS.
     *
     * @param clientAuthorities in PEM: each client shows a certificate that one of these has
     *     issued, from {@code x-mvi.client_certificates}; empty when none is asked for
     * @param hsts how long browsers shall come by HTTPS alone, from {@code x-mvi.hsts}
     */
    public record Tls(String clientAuthorities, Optional<Duration> hsts) {
        @Override
        public String toString() {
            return "Tls[clientAuthorities=%s, hsts=%s]"
                    .formatted(clientAuthorities.split("-----BEGIN ", -1).length - 1, hsts);
        }
    }

    /**
     * What {@code x-mvi} says of requests.
     *
     * @param path below which it takes the requests of the app's hosts; empty for what is left
     * @param canonical the domain that clients of the others are sent to; empty for none
     * @param slowStart in which a new container gets its share bit by bit
     * @param concurrency requests that a container answers at once; 0 for what the load balancer
     *     gives any
     * @param bodyLimit bytes of a request's body; 0 for any
     */
    public record Requests(
            String path,
            String canonical,
            Balancing balancing,
            Duration slowStart,
            int concurrency,
            long bodyLimit) {
        public static final Requests DEFAULT =
                new Requests("", "", Balancing.LEAST_REQUESTS, Duration.ZERO, 0, 0);
    }

    /** How requests are shared out. */
    public enum Balancing {
        LEAST_REQUESTS,
        ROUND_ROBIN,
        /** A client's go to the container that it had before. */
        STICKY
    }

    /** Versions of the PROXY protocol, which says whose a connection is. */
    public enum ProxyProtocol {
        V1,
        V2
    }

    /** How clients speak. */
    public enum Listening {
        /** HTTP, by the app's host names. */
        HTTP,
        /** Bytes of any kind, at ports of the host. */
        TCP,
        /** As TCP, inside of TLS, which ends at the load balancer. */
        TLS,
        /** TLS, by the app's host names, which ends at the process itself. */
        PASSTHROUGH;

        /** Whether clients come to the ports that all apps share. */
        boolean isByName() {
            return this == HTTP || this == PASSTHROUGH;
        }
    }

    /**
     * How a rollout replaces the containers of a process.
     *
     * @param parallelism how many at once
     * @param delay between one that got well and the next
     * @param monitor how long a new one has to stay well before the release is done
     */
    public record Update(int parallelism, Order order, Duration delay, Duration monitor) {
        public static final Update DEFAULT =
                new Update(1, Order.START_FIRST, Duration.ZERO, Duration.ZERO);
    }

    /** Which of two containers that take turns goes first. */
    public enum Order {
        /** The new one starts before an old one goes: more run than are wanted. */
        START_FIRST,
        /** An old one goes before a new one starts: fewer run, and never more. */
        STOP_FIRST
    }

    /** A port of the host that stands for one of the container. */
    public record HostPort(int published, int target) {}

    /** When a deploy fetches an image that is not built. */
    public enum Pull {
        /** When the engine does not have it. */
        MISSING,
        /** Each time. */
        ALWAYS,
        /** The engine has to have it. */
        NEVER
    }

    /**
     * Another service, and how far it has to be before a new release starts this process.
     *
     * @param service its name in the file
     */
    public record Dependency(String service, Condition condition) {}

    /** How far a dependency has to be; a provider is always ready. */
    public enum Condition {
        /** Nothing is waited for: only its variables are there. */
        LINKED,
        STARTED,
        HEALTHY,
        COMPLETED
    }

    /** What the end of a container means. */
    public enum Lifetime {
        /** Another one takes its place, whatever its exit code. */
        SERVICE,
        /** Another one takes its place unless it ended with exit code 0. */
        UNTIL_SUCCESS,
        /** Its work is over. */
        ONCE,
        /**
         * It runs once in each release, before what waits for it; any exit code but 0 undoes the
         * release.
         */
        STEP,
        /** It has worked on its events; others start it, and never a rollout. */
        FUNCTION
    }

    /**
     * The context is relative to the project folder, the Dockerfile to the context.
     *
     * @param secrets what its steps may mount; the last part of the target is the id
     */
    public record BuildSpec(
            String context,
            String dockerfile,
            Optional<String> inline,
            Map<String, String> args,
            Optional<String> target,
            Map<String, String> labels,
            List<CapturedMount> secrets) {
        /** The Dockerfile's name in its context when its text stands in the manifest. */
        static final String INLINE = ".mvi-dockerfile";
    }

    /**
     * How its containers are asked whether they are well.
     *
     * @param path HTTP path from {@code x-mvi.health}; empty means a TCP connection to the port
     * @param deadline how long a new container may take to get well, a step to end
     * @param test what is asked inside of the container as well
     */
    public record Health(
            Optional<String> path,
            Duration interval,
            Duration timeout,
            int retries,
            Duration deadline,
            Optional<Test> test) {
        /** Of a container that works and ends: nothing is asked of it but that, in this time. */
        Health toEndWithin(Duration least) {
            return new Health(
                    path,
                    interval,
                    timeout,
                    retries,
                    deadline.compareTo(least) > 0 ? deadline : least,
                    Optional.empty());
        }
    }

    /**
     * A command inside of the container: exit code 0 is well.
     *
     * @param interval between two of them once it is well
     * @param startInterval between two of them until then
     * @param retries failures in a row that make it unwell
     */
    public record Test(
            List<String> command,
            Duration interval,
            Duration startInterval,
            Duration timeout,
            int retries) {}
}
