package mvi.engines.base;

import java.util.List;

/**
 * The one evaluator of rights: an explicit deny wins, then an allow, and without either the answer
 * is no.
 *
 * <p>The platform may do everything in every account. An operator may do everything in the
 * operators' account, unless a grant denies it. An app reaches its own account only, and there only
 * what is granted; no grant can take it to another's. Who is anonymous may nothing, and no grant
 * changes that.
 */
public final class Policy {
    private Policy() {}

    /**
     * Whether a principal may.
     *
     * @param grants those of the principal's account
     */
    public static boolean allows(Principal principal, List<Grant> grants, Permission permission) {
        if (principal.role() == Principal.Role.PLATFORM) {
            return true;
        }
        if (principal.role() == Principal.Role.ANONYMOUS
                || !permission.account().equals(principal.account())) {
            return false;
        }
        boolean isGranted = principal.role() == Principal.Role.OPERATOR;
        for (Grant grant : grants) {
            if (grant.covers(permission)) {
                if (grant.effect() == Grant.Effect.DENY) {
                    return false;
                }
                isGranted = true;
            }
        }
        return isGranted;
    }
}
