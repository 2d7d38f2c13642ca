package mvi.api.schema;

/** A line of a log. {@code GET /v1/apps/{app}/logs} sends one JSON object a line. */
public record LineView(
        String time, String app, String process, String container, String stream, String text) {}
