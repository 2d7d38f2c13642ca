package mvi.api.schema;

import java.util.Map;

/**
 * An app's own variables: {@code mvi env}.
 *
 * @param version counts changes
 */
public record EnvironmentView(int version, Map<String, String> variables) {}
