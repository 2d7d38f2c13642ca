package mvi.api.schema;

import java.util.List;

/**
 * What a deploy would do to one thing of an app: {@code mvi plan}.
 *
 * @param action create, change or remove
 * @param kind process, host, name (inside of the app), link or egress
 * @param details what of it, in words; never a variable's value
 */
public record ChangeView(String action, String kind, String name, List<String> details) {}
