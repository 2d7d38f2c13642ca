package mvi.platform;

import mvi.services.container.Container;

/**
 * A container of an app, for people.
 *
 * @param health adding, healthy, unhealthy, draining, or empty without a port
 * @param restarts of its process, since the app was made
 * @param note how its process last ended, and its last line
 */
public record ContainerInfo(
        Container container, String release, String health, int restarts, String note) {}
