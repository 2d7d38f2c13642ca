package mvi.api.schema;

/**
 * A container: {@code mvi ps}.
 *
 * @param health adding, healthy, unhealthy, draining, or empty without a port
 * @param note exit code and the last lines it said
 */
public record ContainerView(
        String id,
        String process,
        String state,
        String health,
        String release,
        String host,
        String started,
        int restarts,
        String note) {}
