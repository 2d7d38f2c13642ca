package mvi.platform.function;

import mvi.services.container.Container;

/**
 * A container of a function that runs, kept warm between events.
 *
 * @param version what it was made from
 */
record Sandbox(FunctionVersion version, Container container, Wire wire) {
    String id() {
        return container.id();
    }

    String name() {
        return container.name();
    }
}
