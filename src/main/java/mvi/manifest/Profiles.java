package mvi.manifest;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which services a manifest is about: those without profiles, and those with one that {@code
 * COMPOSE_PROFILES} names, in .env or in the shell; {@code *} is all.
 */
final class Profiles {
    private static final String ALL = "*";

    private final ReadContext context;
    private final Set<String> active;

    Profiles(ReadContext context) {
        this.context = context;
        this.active =
                Set.copyOf(
                        List.of(
                                context.interpolation()
                                        .lookUp("COMPOSE_PROFILES")
                                        .orElse("")
                                        .trim()
                                        .split("\\s*,\\s*")));
    }

    /** What is left out is said. */
    boolean have(String name, Tree.Fields service) {
        Optional<Tree> profiles = service.value("profiles");
        List<String> own =
                profiles.filter(tree -> !isNull(tree))
                        .map(
                                tree ->
                                        context.values().texts("profiles", tree).stream()
                                                .map(Tree.Text::value)
                                                .toList())
                        .orElse(List.of());
        if (own.isEmpty() || active.contains(ALL) || own.stream().anyMatch(active::contains)) {
            return true;
        }
        context.findings()
                .warn(
                        profiles.orElse(service).place(),
                        "left-out",
                        "'" + name + "' is left out: none of its profiles is asked for",
                        "name one in COMPOSE_PROFILES, in .env or in the shell");
        return false;
    }

    private static boolean isNull(Tree tree) {
        return tree instanceof Tree.Text text && text.isNull();
    }
}
