package mvi.manifest;

import java.util.Optional;

/**
 * Reads {@code deploy.update_config} and {@code rollback_config}. A rollout is what it is, up or
 * back: new containers first, one or some at a time, undone when one does not get well.
 */
final class UpdateReader {
    private final ReadContext context;

    UpdateReader(ReadContext context) {
        this.context = context;
    }

    /** How many containers are replaced at once. */
    int read(Tree.Fields service) {
        Optional<Tree.Fields> deploy = service.mapping("deploy");
        int parallelism =
                deploy.flatMap(each -> part(each, "update_config"))
                        .flatMap(each -> each.value("parallelism"))
                        .map(this::parallelism)
                        .orElse(1);
        deploy.flatMap(each -> part(each, "rollback_config"))
                .flatMap(each -> each.value("parallelism"))
                .ifPresent(this::parallelism);
        return parallelism;
    }

    /** Compose takes zero for all of them. */
    private int parallelism(Tree tree) {
        int count =
                context.values().integer("parallelism", tree, 0, ServiceReader.REPLICAS).orElse(1);
        return count == 0 ? ServiceReader.REPLICAS : count;
    }

    private Optional<Tree.Fields> part(Tree.Fields deploy, String key) {
        Optional<Tree.Fields> part =
                deploy.value(key).flatMap(each -> context.values().fields(key, each));
        part.ifPresent(
                fields -> {
                    ComposeTable.check(ComposeTable.UPDATE, fields, context.findings());
                    keep(fields, "order", "start-first", "the new one starts first");
                    keep(fields, "failure_action", "rollback", "a release that fails is undone");
                });
        return part;
    }

    /**
     * @param only what the key may say
     * @param why nothing else is done
     */
    private void keep(Tree.Fields fields, String key, String only, String why) {
        fields.value(key)
                .filter(tree -> !(tree instanceof Tree.Text text && text.value().equals(only)))
                .ifPresent(
                        tree ->
                                context.findings()
                                        .warn(tree.place(), "left-out", key + ": " + why, ""));
    }
}
