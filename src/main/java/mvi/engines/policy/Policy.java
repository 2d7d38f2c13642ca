package mvi.engines.policy;

import java.util.List;
import mvi.engines.base.Decision;
import mvi.engines.base.Permission;
import mvi.engines.base.Principal;

/**
 * The one evaluator of rights: an explicit deny wins, then an allow, and without either nothing is
 * said, which in the end is a no.
 *
 * <p>By grants alone, the platform may do everything in every account. An operator may do
 * everything in the operators' account, unless a grant denies it. An app reaches its own account
 * only, and there only what is granted; no grant can take it to another's. Who is unknown may
 * nothing. Beyond that a document that belongs to a resource can let others in.
 */
public final class Policy {
    private Policy() {}

    /**
     * Whether a principal may, by grants alone.
     *
     * @param grants those of the principal's account
     */
    public static boolean allows(Principal principal, List<Grant> grants, Permission permission) {
        return decide(principal, grants, permission) == Decision.ALLOWED;
    }

    /**
     * What grants alone say: a deny holds in whatever account the resource is.
     *
     * @param grants those of the principal's account
     */
    public static Decision decide(Principal principal, List<Grant> grants, Permission permission) {
        return switch (principal.role()) {
            case PLATFORM -> Decision.ALLOWED;
            case ANONYMOUS -> Decision.UNDECIDED;
            case OPERATOR -> byGrants(principal, grants, permission, Decision.ALLOWED);
            case APP -> byGrants(principal, grants, permission, Decision.UNDECIDED);
        };
    }

    private static Decision byGrants(
            Principal principal, List<Grant> grants, Permission permission, Decision atHome) {
        Decision said = decide(grants, AccessRequest.of(principal, permission));
        boolean isAtHome = permission.account().equals(principal.account());
        if (said == Decision.DENIED || isAtHome) {
            return said.with(atHome);
        }
        return Decision.UNDECIDED;
    }

    /** What rules say of a request. */
    public static Decision decide(List<? extends Rule> rules, AccessRequest request) {
        Decision decision = Decision.UNDECIDED;
        for (Rule rule : rules) {
            if (rule.covers(request)) {
                if (rule.effect() == Effect.DENY) {
                    return Decision.DENIED;
                }
                decision = Decision.ALLOWED;
            }
        }
        return decision;
    }
}
