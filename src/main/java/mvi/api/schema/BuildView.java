package mvi.api.schema;

/**
 * A build.
 *
 * @param state running, succeeded or failed
 * @param log where its log is, as an API path
 */
public record BuildView(
        String id,
        String app,
        String state,
        String at,
        double seconds,
        String image,
        String log,
        String reason) {}
