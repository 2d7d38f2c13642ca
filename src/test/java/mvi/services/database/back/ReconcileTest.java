package mvi.services.database.back;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import mvi.engines.base.ByteCount;
import mvi.engines.base.Chance;
import mvi.engines.base.Events;
import mvi.engines.base.PlatformId;
import mvi.engines.base.Problem;
import mvi.engines.docker.EngineService;
import mvi.engines.wire.PlatformCa;
import mvi.fakes.FakeClock;
import mvi.fakes.RunningContainer;
import mvi.fakes.Scripted;
import mvi.fakes.Unreachable;
import mvi.services.blob.BlobService;
import mvi.services.container.Container;
import mvi.services.container.ContainerService;
import mvi.services.container.ContainerSpec.Labels;
import mvi.services.crypto.CryptoService;
import mvi.services.database.DatabaseConfig;
import mvi.services.database.DatabaseOptions;
import mvi.services.database.DatabaseRecord;
import mvi.services.database.DatabaseRecord.State;
import mvi.services.database.core.DatabaseRecords;
import mvi.services.database.core.PostgresInstance;
import mvi.services.image.ImageBuilder;
import mvi.services.network.NetworkService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReconcileTest {
    private final FakeClock clock = new FakeClock();

    @TempDir Path folder;

    /** One that can't be started, since its network is gone, and one that should have stopped. */
    @Test
    void aDatabaseThatCanNotBeStartedKeepsNoOtherWaiting() throws IOException {
        DatabaseConfig config =
                new DatabaseConfig(
                        new PlatformId("abcdef"),
                        "127.0.0.1:5000",
                        folder,
                        ByteCount.mib(256),
                        ByteCount.gib(2),
                        Duration.ofDays(7),
                        Duration.ofSeconds(1),
                        Duration.ofDays(7),
                        "key");
        DatabaseRecord lost = record("lost", State.READY);
        DatabaseRecord deleted = record("deleted", State.DELETED);
        Path cluster = new PostgresInstance(config).paths(lost).cluster();
        Files.createDirectories(cluster);
        Files.createFile(cluster.resolve("PG_VERSION"));
        Events events = Events.to(new StringBuilder(), clock);
        // Never started: nothing here asks for an engine.
        EngineService engines = new EngineService(folder, 5000, Map.of(), clock, events);
        List<String> stopped = new ArrayList<>();
        Container running = container(new PostgresInstance(config).containerName(deleted));
        PostgresDatabaseService service =
                new PostgresDatabaseService(
                        config,
                        new PostgresDatabaseService.Parts(
                                Scripted.of(
                                        ContainerService.class,
                                        (method, arguments) ->
                                                switch (method.getName()) {
                                                    case "list" -> List.of(running);
                                                    case "find" ->
                                                            Optional.of(running)
                                                                    .filter(named(arguments[0]));
                                                    case "stop" ->
                                                            stopped.add((String) arguments[0]);
                                                    default -> Optional.empty();
                                                }),
                                Scripted.of(
                                        NetworkService.class,
                                        (method, arguments) -> Optional.empty()),
                                Unreachable.of(CryptoService.class),
                                Unreachable.of(BlobService.class),
                                PlatformCa.create("test", clock, Chance.system()),
                                Scripted.of(
                                        DatabaseRecords.class,
                                        (method, arguments) ->
                                                method.getName().equals("list")
                                                        ? List.of(lost, deleted)
                                                        : Stream.of(lost, deleted)
                                                                .filter(of(arguments[0]))
                                                                .findFirst()),
                                new PostgresImage(
                                        Unreachable.of(ImageBuilder.class),
                                        engines,
                                        config.registry(),
                                        folder,
                                        events),
                                clock,
                                Chance.system(),
                                events));

        assertThatThrownBy(service::reconcile)
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.detail()).contains("lost"));
        assertThat(stopped).containsExactly("container-1");
    }

    private static Predicate<Container> named(Object name) {
        return container -> container.name().equals(name);
    }

    private static Predicate<DatabaseRecord> of(Object app) {
        return record -> record.app().equals(app);
    }

    private DatabaseRecord record(String app, State state) {
        return new DatabaseRecord(
                app,
                "database",
                "db-" + app,
                "mvi/postgres@sha256:1",
                1,
                PostgresInstance.ROLE,
                PostgresInstance.ROLE,
                "",
                DatabaseOptions.USUAL,
                state,
                clock.now(),
                state == State.DELETED ? Optional.of(clock.now()) : Optional.empty());
    }

    private static Container container(String name) {
        return RunningContainer.of(
                "container-1", name, new Labels("deleted", "database", "", Labels.DATABASE));
    }
}
