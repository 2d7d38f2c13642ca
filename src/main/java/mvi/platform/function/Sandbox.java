package mvi.platform.function;

import mvi.services.container.Container;
import org.jspecify.annotations.Nullable;

/**
 * A container of a function that runs, kept warm between events.
 *
 * @param version what it was made from
 */
record Sandbox(FunctionVersion version, Container container, Wire wire) {
    /** There is one of each container. A version is a whole manifest, too much to be compared. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Sandbox that && id().equals(that.id());
    }

    @Override
    public int hashCode() {
        return id().hashCode();
    }

    String id() {
        return container.id();
    }

    String name() {
        return container.name();
    }
}
