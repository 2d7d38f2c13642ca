package mvi.manifest;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import mvi.manifest.AppProcess.Lifetime;

/**
 * Reads {@code deploy.restart_policy}, else {@code restart}. Who says neither gets a process that
 * is always there, since that is what a platform is for.
 */
final class LifetimeReader {
    private static final Map<String, Lifetime> RESTART =
            Map.of(
                    "no", Lifetime.ONCE,
                    "always", Lifetime.SERVICE,
                    "unless-stopped", Lifetime.SERVICE,
                    "on-failure", Lifetime.UNTIL_SUCCESS);

    private static final Map<String, Lifetime> CONDITION =
            Map.of(
                    "none", Lifetime.ONCE,
                    "any", Lifetime.SERVICE,
                    "on-failure", Lifetime.UNTIL_SUCCESS);

    private final ReadContext context;

    LifetimeReader(ReadContext context) {
        this.context = context;
    }

    Lifetime read(Tree.Fields service) {
        return policy(service).or(() -> restart(service)).orElse(Lifetime.SERVICE);
    }

    private Optional<Lifetime> restart(Tree.Fields service) {
        Optional<Tree> tree = service.value("restart");
        if (!(tree.orElse(null) instanceof Tree.Text text)) {
            return tree.flatMap(each -> wrong("restart", RESTART, each));
        }
        // YAML 1.1 reads a bare no as false.
        String value = text.value().equals("false") ? "no" : text.value();
        if (value.matches("on-failure:\\d{1,9}")) {
            context.findings()
                    .warn(
                            text.place(),
                            "left-out",
                            "restart: there is no last attempt; the pauses between them grow",
                            "");
            value = "on-failure";
        }
        Lifetime lifetime = RESTART.get(value);
        return lifetime == null ? wrong("restart", RESTART, text) : Optional.of(lifetime);
    }

    private Optional<Lifetime> policy(Tree.Fields service) {
        Optional<Tree.Fields> policy =
                service.mapping("deploy")
                        .flatMap(deploy -> deploy.value("restart_policy"))
                        .flatMap(each -> context.values().fields("restart_policy", each));
        policy.ifPresent(
                each -> ComposeTable.check(ComposeTable.RESTART_POLICY, each, context.findings()));
        Optional<Tree> condition = policy.flatMap(each -> each.value("condition"));
        if (condition.isEmpty()) {
            return Optional.empty();
        }
        Lifetime lifetime =
                condition.get() instanceof Tree.Text text ? CONDITION.get(text.value()) : null;
        return lifetime == null
                ? wrong("restart_policy.condition", CONDITION, condition.get())
                : Optional.of(lifetime);
    }

    private Optional<Lifetime> wrong(String name, Map<String, Lifetime> known, Tree tree) {
        List<String> all = known.keySet().stream().sorted().toList();
        return context.values().wrong(name, "one of " + String.join(", ", all), tree);
    }
}
