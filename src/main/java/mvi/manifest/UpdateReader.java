package mvi.manifest;

import java.time.Duration;
import java.util.Optional;
import mvi.manifest.AppProcess.Order;
import mvi.manifest.AppProcess.Update;

/**
 * Reads {@code deploy.update_config} and {@code rollback_config}. A rollout is what it is, up or
 * back, and is undone when one container does not get well.
 */
final class UpdateReader {
    /** A deploy is followed for so long; its pauses may not be longer. */
    private static final Duration LONGEST = Duration.ofMinutes(10);

    private final ReadContext context;

    UpdateReader(ReadContext context) {
        this.context = context;
    }

    /** What {@code rollback_config} says is checked, and no more. */
    Update read(Tree.Fields service) {
        Optional<Tree.Fields> deploy = service.mapping("deploy");
        Optional<Update> unused =
                deploy.flatMap(each -> part(each, "rollback_config")).map(this::update);
        return deploy.flatMap(each -> part(each, "update_config"))
                .map(this::update)
                .orElse(Update.DEFAULT);
    }

    private Update update(Tree.Fields fields) {
        keep(fields, "failure_action", "rollback", "a release that fails is undone");
        keep(fields, "max_failure_ratio", "0(\\.0+)?", "one that fails is enough");
        return new Update(
                fields.value("parallelism").map(this::parallelism).orElse(1),
                fields.value("order").map(this::order).orElse(Order.START_FIRST),
                pause(fields, "delay"),
                pause(fields, "monitor"));
    }

    /** Compose takes zero for all of them. */
    private int parallelism(Tree tree) {
        int count =
                context.values().integer("parallelism", tree, 0, ServiceReader.REPLICAS).orElse(1);
        return count == 0 ? ServiceReader.REPLICAS : count;
    }

    private Order order(Tree tree) {
        String word = tree instanceof Tree.Text text ? text.value() : "";
        return switch (word) {
            case "start-first" -> Order.START_FIRST;
            case "stop-first" -> Order.STOP_FIRST;
            default -> {
                context.values().wrong("order", "start-first or stop-first", tree);
                yield Order.START_FIRST;
            }
        };
    }

    private Duration pause(Tree.Fields fields, String key) {
        Optional<Tree> tree = fields.value(key);
        Optional<Duration> pause = tree.flatMap(each -> context.values().duration(key, each));
        if (pause.isPresent() && pause.get().compareTo(LONGEST) > 0) {
            context.values().wrong(key, "at most " + LONGEST.toMinutes() + "m", tree.get());
        }
        return pause.orElse(Duration.ZERO);
    }

    private Optional<Tree.Fields> part(Tree.Fields deploy, String key) {
        Optional<Tree.Fields> part =
                deploy.value(key).flatMap(each -> context.values().fields(key, each));
        part.ifPresent(
                fields -> ComposeTable.check(ComposeTable.UPDATE, fields, context.findings()));
        return part;
    }

    /**
     * @param only what the key may say
     * @param why nothing else is done
     */
    private void keep(Tree.Fields fields, String key, String only, String why) {
        fields.value(key)
                .filter(tree -> !(tree instanceof Tree.Text text && text.value().matches(only)))
                .ifPresent(
                        tree ->
                                context.findings()
                                        .warn(tree.place(), "left-out", key + ": " + why, ""));
    }
}
