package mvi.engines.policy;

import java.util.List;
import java.util.Set;
import mvi.engines.base.Principal;

/** One statement of a document. It covers what all of its elements fit. */
record Statement(
        Effect effect,
        Principals principals,
        Names actions,
        Names resources,
        List<Condition> conditions)
        implements Rule {
    @Override
    public boolean covers(AccessRequest request) {
        if (!principals.fit(request)
                || !actions.fitAction(request.permission().action())
                || !resources.fitResource(request.permission().resource())) {
            return false;
        }
        for (Condition condition : conditions) {
            if (!condition.holds(request.context())) {
                return false;
            }
        }
        return true;
    }

    boolean isPublic() {
        return effect == Effect.ALLOW
                && principals.isEverybody()
                && conditions.stream().noneMatch(Condition::isNarrowing);
    }

    /** A principal by account and name; without a name, each of the account. */
    record User(String account, String name) {}

    /** {@code Principal} or {@code NotPrincipal}. */
    record Principals(
            boolean isNegated, boolean isEverybody, Set<User> users, Set<String> canonicalIds) {
        boolean fit(AccessRequest request) {
            return (isEverybody || isNamed(request)) != isNegated;
        }

        private boolean isNamed(AccessRequest request) {
            Principal principal = request.principal();
            return principal.role() != Principal.Role.ANONYMOUS
                    && (users.contains(new User(principal.account(), ""))
                            || users.contains(new User(principal.account(), principal.name()))
                            || request.canonicalId().filter(canonicalIds::contains).isPresent());
        }
    }

    /** Of actions or resources, or with {@code Not…} of all others. */
    record Names(boolean isNegated, List<Grant.Pattern> patterns) {
        /** The case of its letters means nothing in an action. */
        boolean fitAction(String action) {
            for (Grant.Pattern pattern : patterns) {
                if (pattern.matchesIgnoringCase(action)) {
                    return !isNegated;
                }
            }
            return isNegated;
        }

        boolean fitResource(String resource) {
            for (Grant.Pattern pattern : patterns) {
                if (pattern.matches(resource)) {
                    return !isNegated;
                }
            }
            return isNegated;
        }
    }
}
