package mvi.manifest;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Finds the rows of the {@link ComposeTable} that a manifest has keys of. */
final class ComposeRows {
    private static final String SERVICE = "services/[^/]+";

    /** The table's places by where they are in a manifest. */
    private static final List<Map.Entry<Pattern, String>> PLACES =
            List.of(
                    place("", ComposeTable.TOP),
                    place("include/[^/]+", ComposeTable.INCLUDE),
                    place("configs/[^/]+", ComposeTable.CONFIG),
                    place("secrets/[^/]+", ComposeTable.SECRET),
                    place("volumes/[^/]+", ComposeTable.VOLUME),
                    place("volumes/[^/]+/x-mvi", ComposeTable.MVI_VOLUME),
                    place("x-mvi", ComposeTable.MVI),
                    place(SERVICE, ComposeTable.SERVICE),
                    place(SERVICE + "/x-mvi", ComposeTable.MVI),
                    place(SERVICE + "/x-mvi/on(/item)?", ComposeTable.ON),
                    place(SERVICE + "/x-mvi/on(/item)?/blob", ComposeTable.ON_BLOB),
                    place(SERVICE + "/x-mvi/on(/item)?/log", ComposeTable.ON_LOG),
                    place(SERVICE + "/x-mvi/on(/item)?/schedule", ComposeTable.ON_SCHEDULE),
                    place(SERVICE + "/build", ComposeTable.BUILD),
                    place(SERVICE + "/ports/[^/]+", ComposeTable.PORT),
                    place(SERVICE + "/env_file(/[^/]+)?", ComposeTable.ENV_FILE),
                    place(SERVICE + "/depends_on/[^/]+", ComposeTable.DEPENDENCY),
                    place(SERVICE + "/healthcheck", ComposeTable.HEALTHCHECK),
                    place(SERVICE + "/deploy", ComposeTable.DEPLOY),
                    place(SERVICE + "/deploy/(update|rollback)_config", ComposeTable.UPDATE),
                    place(SERVICE + "/deploy/restart_policy", ComposeTable.RESTART_POLICY),
                    place(SERVICE + "/deploy/resources", ComposeTable.RESOURCES),
                    place(SERVICE + "/deploy/resources/limits", ComposeTable.LIMITS),
                    place(SERVICE + "/ulimits/[^/]+", ComposeTable.ULIMIT),
                    place(SERVICE + "/extends", ComposeTable.EXTENDS),
                    place(SERVICE + "/volumes/[^/]+", ComposeTable.VOLUME_ENTRY),
                    place(SERVICE + "/configs/[^/]+", ComposeTable.CONFIG_ENTRY),
                    place(SERVICE + "/secrets/[^/]+", ComposeTable.SECRET_ENTRY),
                    place(SERVICE + "/build/secrets/[^/]+", ComposeTable.BUILD_SECRET),
                    place(SERVICE + "/provider", ComposeTable.PROVIDER),
                    place(SERVICE + "/provider/options", ComposeTable.OPTIONS));

    private final Set<ComposeTable.Row> rows = new HashSet<>();

    private ComposeRows() {}

    /** None of a text that is no manifest. */
    static Set<ComposeTable.Row> in(String yaml) {
        Findings findings = new Findings();
        Optional<Tree> tree =
                new TreeReader("x", findings, new Interpolation(Map.of(), findings)).read(yaml);
        ComposeRows rows = new ComposeRows();
        if (tree.isPresent() && tree.get() instanceof Tree.Fields top) {
            rows.fields("", top);
            if (top.value("services").isEmpty()) {
                rows.each("services", top);
            }
        }
        return rows.rows;
    }

    private void fields(String path, Tree.Fields fields) {
        for (Map.Entry<Pattern, String> place : PLACES) {
            if (place.getKey().matcher(path).matches()) {
                fields.fields()
                        .keySet()
                        .forEach(
                                key ->
                                        ComposeTable.row(place.getValue(), key)
                                                .ifPresent(rows::add));
            }
        }
        each(path, fields);
    }

    private void each(String path, Tree.Fields fields) {
        String folder = path.isEmpty() ? "" : path + "/";
        fields.fields().forEach((key, field) -> walk(folder + key, field.value()));
    }

    private void walk(String path, Tree tree) {
        switch (tree) {
            case Tree.Fields fields -> fields(path, fields);
            case Tree.Items items -> items.items().forEach(item -> walk(path + "/item", item));
            case Tree.Text text -> {}
        }
    }

    private static Map.Entry<Pattern, String> place(String path, String where) {
        return Map.entry(Pattern.compile(path), where);
    }
}
