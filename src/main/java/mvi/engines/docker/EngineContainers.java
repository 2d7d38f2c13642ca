package mvi.engines.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.exception.NotModifiedException;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.Event;
import com.github.dockerjava.api.model.EventType;
import com.github.dockerjava.api.model.Statistics;
import com.github.dockerjava.api.model.WaitResponse;
import java.io.Closeable;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import mvi.engines.base.Problem;

/** Containers of the engine. */
public final class EngineContainers {
    /** Each takes podman some milliseconds; on a busy machine five were seen to be needed. */
    private static final int WAIT_ATTEMPTS = 100;

    private final DockerClient client;
    private final CreateContainerCmd.Exec creation;
    private final EngineVersion version;

    private final PodmanProcesses processes = new PodmanProcesses(Path.of("/proc"));
    private final SeenContainers seen = new SeenContainers(processes);

    EngineContainers(DockerClient client, CreateContainerCmd.Exec creation, EngineVersion version) {
        this.client = client;
        this.creation = creation;
        this.version = version;
    }

    /** Its id. A name that is taken is a CONFLICT {@code engine-conflict}. */
    public String create(ContainerRequest request) {
        return Calls.within(
                Calls.QUICK,
                "create container " + request.name(),
                () -> {
                    try {
                        return CreateCommand.of(creation, request).exec().getId();
                    } catch (com.github.dockerjava.api.exception.DockerException refused) {
                        // Podman answers 500 where Docker answers 409.
                        if (Calls.words(refused).contains("is already in use")) {
                            throw new ConflictException(refused.getMessage(), refused);
                        }
                        throw refused;
                    }
                });
    }

    /** One that runs is no failure. */
    public void start(String id) {
        Calls.run(
                Calls.QUICK,
                "start container " + id,
                () -> {
                    try {
                        client.startContainerCmd(id).exec();
                    } catch (NotModifiedException running) {
                        // Running is what was asked for.
                    }
                });
    }

    /** Its stop signal, the grace, SIGKILL. One that has ended or is gone is no failure. */
    public void stop(String id, Duration grace) {
        Calls.run(
                Calls.QUICK.plus(grace),
                "stop container " + id,
                () -> {
                    try {
                        client.stopContainerCmd(id)
                                .withTimeout(Math.toIntExact(grace.toSeconds()))
                                .exec();
                    } catch (NotModifiedException | NotFoundException ended) {
                        // Ended is what was asked for.
                    }
                });
    }

    public void kill(String id, String signal) {
        Calls.run(
                Calls.QUICK,
                "send " + signal + " to container " + id,
                () -> client.killContainerCmd(id).withSignal(signal).exec());
    }

    /** Whatever its state. One that is gone is no failure. */
    public void remove(String id) {
        Calls.run(
                Calls.QUICK,
                "remove container " + id,
                () -> {
                    try {
                        client.removeContainerCmd(id)
                                .withForce(true)
                                .withRemoveVolumes(true)
                                .exec();
                    } catch (NotFoundException gone) {
                        // Gone is what was asked for.
                    }
                });
    }

    public Optional<EngineContainer> find(String idOrName) {
        Optional<EngineContainer> found = inspect(idOrName);
        if (!version.isPodman() || found.filter(processes::isLost).isEmpty()) {
            return found;
        }
        // It may have ended between podman's look and ours; then podman knows by now.
        return inspect(idOrName).map(each -> processes.isLost(each) ? each.lost() : each);
    }

    private Optional<EngineContainer> inspect(String idOrName) {
        return Calls.reading(
                "inspect container " + idOrName,
                () -> {
                    try {
                        return Optional.of(
                                Inspection.container(client.inspectContainerCmd(idOrName).exec()));
                    } catch (NotFoundException missing) {
                        return Optional.empty();
                    } catch (DockerException refused) {
                        // Removed while podman looked: it then answers 500 instead of 404.
                        if (Calls.words(refused).contains("no such container")) {
                            return Optional.empty();
                        }
                        throw refused;
                    }
                });
    }

    /** Those with all these labels, in any state. */
    public List<EngineContainer> list(Map<String, String> labels) {
        List<Container> listed =
                Calls.reading(
                        "list containers",
                        () ->
                                client.listContainersCmd()
                                        .withShowAll(true)
                                        .withLabelFilter(labels)
                                        .exec());
        seen.retain(labels, listed.stream().map(Container::getId).collect(Collectors.toSet()));
        return listed.stream().map(this::described).flatMap(Optional::stream).toList();
    }

    private Optional<EngineContainer> described(Container listed) {
        Optional<EngineContainer> same = seen.find(listed.getId(), listed.getState());
        if (same.isPresent()) {
            return same;
        }
        Optional<EngineContainer> found = find(listed.getId());
        found.ifPresent(seen::put);
        return found;
    }

    /**
     * Blocks until it ends; its exit code. Podman that is asked in the moment in which a container
     * ends answers -1, since it has not written the code down yet: it is asked again.
     */
    public int await(String id, Duration limit) {
        int code = ended(id, limit);
        for (int attempt = 1; code < 0 && attempt < WAIT_ATTEMPTS; attempt++) {
            code = ended(id, limit);
        }
        return code;
    }

    /** As {@link #await}, for as long as a session lasts. */
    public void awaitEnd(String id) {
        ended(id, EngineStreams.SESSION_LIMIT);
    }

    private int ended(String id, Duration limit) {
        return Calls.within(
                limit,
                "wait for container " + id,
                () -> {
                    CompletableFuture<Integer> code = new CompletableFuture<>();
                    try (var callback =
                            client.waitContainerCmd(id)
                                    .exec(
                                            new ResultCallback.Adapter<WaitResponse>() {
                                                @Override
                                                public void onNext(WaitResponse answer) {
                                                    code.complete(answer.getStatusCode());
                                                }

                                                @Override
                                                public void onError(Throwable failure) {
                                                    code.completeExceptionally(failure);
                                                    super.onError(failure);
                                                }
                                            })) {
                        return code.get();
                    } catch (ExecutionException failed) {
                        throw Calls.problem("wait for container " + id, failed.getCause());
                    }
                });
    }

    /** Unpacks a tar into its root, before it starts. */
    public void putArchive(String id, InputStream tar) {
        Calls.run(
                Calls.QUICK,
                "put files into container " + id,
                () ->
                        client.copyArchiveToContainerCmd(id)
                                .withTarInputStream(tar)
                                .withRemotePath("/")
                                .exec());
    }

    /** CPU and memory from the engine; slower than the kernel's own files. */
    public EngineUsage usage(String id) {
        return Calls.reading(
                "read the usage of container " + id,
                () -> {
                    CompletableFuture<Statistics> first = new CompletableFuture<>();
                    try (var callback =
                            client.statsCmd(id)
                                    .withNoStream(true)
                                    .exec(
                                            new ResultCallback.Adapter<Statistics>() {
                                                @Override
                                                public void onNext(Statistics answer) {
                                                    first.complete(answer);
                                                }

                                                @Override
                                                public void onError(Throwable failure) {
                                                    first.completeExceptionally(failure);
                                                    super.onError(failure);
                                                }
                                            })) {
                        return EngineUsage.of(first.get());
                    } catch (ExecutionException failed) {
                        throw Calls.problem("read the usage of " + id, failed.getCause());
                    }
                });
    }

    /**
     * Start, die, oom and kill of containers with these labels, from now on. {@code ended} is told
     * once when the stream breaks; the caller opens another.
     */
    public Closeable events(
            Map<String, String> labels, Consumer<EngineEvent> events, Consumer<Problem> ended) {
        return client.eventsCmd()
                .withEventTypeFilter(EventType.CONTAINER)
                .withLabelFilter(
                        labels.entrySet().stream()
                                .map(label -> label.getKey() + "=" + label.getValue())
                                .toArray(String[]::new))
                .exec(new EventStream(events, ended));
    }

    public EngineVersion version() {
        return version;
    }

    private static final class EventStream extends ResultCallback.Adapter<Event> {
        private final Consumer<EngineEvent> events;
        private final Consumer<Problem> ended;

        EventStream(Consumer<EngineEvent> events, Consumer<Problem> ended) {
            this.events = events;
            this.ended = ended;
        }

        @Override
        public void onNext(Event event) {
            String action = event.getAction() == null ? event.getStatus() : event.getAction();
            String id = event.getActor() == null ? event.getId() : event.getActor().getId();
            if (action != null && id != null) {
                events.accept(new EngineEvent(id, action));
            }
        }

        @Override
        public void onError(Throwable failure) {
            super.onError(failure);
            ended.accept(Calls.problem("send events", failure));
        }

        @Override
        public void onComplete() {
            super.onComplete();
            ended.accept(
                    Problem.unavailable(
                            "engine-unavailable", "The engine ended its events.", null));
        }
    }
}
