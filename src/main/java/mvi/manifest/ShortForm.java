package mvi.manifest;

import java.util.LinkedHashMap;
import java.util.Map;

/** The short form of a manifest: process types at the top level, without {@code services:}. */
final class ShortForm {
    private ShortForm() {}

    /** With what is a process under {@code services}; a file that has those is what it is. */
    static Tree.Fields inFull(Tree.Fields top) {
        if (top.value("services").isPresent()) {
            return top;
        }
        Map<String, Tree.Field> processes = new LinkedHashMap<>();
        Map<String, Tree.Field> rest = new LinkedHashMap<>();
        top.fields()
                .forEach(
                        (key, field) -> (isProcess(key, field) ? processes : rest).put(key, field));
        if (processes.isEmpty()) {
            return top;
        }
        rest.put("services", new Tree.Field(top.place(), new Tree.Fields(processes, top.place())));
        return new Tree.Fields(rest, top.place());
    }

    /** A mapping that says what to run, under a name that Compose has no use for. */
    private static boolean isProcess(String key, Tree.Field field) {
        if (key.startsWith("x-") || ComposeTable.row(ComposeTable.TOP, key).isPresent()) {
            return false;
        }
        return field.value() instanceof Tree.Fields fields
                && fields.fields().keySet().stream()
                        .anyMatch(each -> ComposeTable.row(ComposeTable.SERVICE, each).isPresent());
    }
}
