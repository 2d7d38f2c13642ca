package mvi.api.schema;

import java.util.Map;

/**
 * A platform service of an app.
 *
 * @param service postgres, blob, kv or crypto
 * @param variables by which it is used, secrets among them
 */
public record ResourceView(
        String app, String name, String service, Map<String, String> variables) {}
