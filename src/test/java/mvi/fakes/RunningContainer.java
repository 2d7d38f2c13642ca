package mvi.fakes;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import mvi.services.container.Container;
import mvi.services.container.ContainerSpec;

/** What the engine says of a container that runs, for those to whom its times do not matter. */
public final class RunningContainer {
    private RunningContainer() {}

    public static Container of(String id, String name, ContainerSpec.Labels labels) {
        return of(id, name, labels, Optional.empty());
    }

    public static Container of(
            String id, String name, ContainerSpec.Labels labels, Optional<Path> log) {
        return new Container(
                id,
                name,
                labels,
                Container.State.RUNNING,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                OptionalInt.empty(),
                false,
                log.map(Path::toString));
    }
}
