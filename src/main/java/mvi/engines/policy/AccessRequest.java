package mvi.engines.policy;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import mvi.engines.base.Permission;
import mvi.engines.base.Principal;

/**
 * A request as rules see it.
 *
 * @param principal {@link Principal#ANONYMOUS} for who sent no credential
 * @param canonicalId S3's other name of the principal's account, where a front has such
 * @param context values by condition key, the keys in lower case as their letters' case means
 *     nothing: {@code s3:prefix}, {@code aws:sourceip}, {@code s3:existingobjecttag/colour}. What
 *     is left out is missing from the request
 */
public record AccessRequest(
        Principal principal,
        Optional<String> canonicalId,
        Permission permission,
        Map<String, List<String>> context) {
    public AccessRequest {
        for (String key : context.keySet()) {
            if (!key.equals(key.toLowerCase(Locale.ROOT))) {
                throw new IllegalArgumentException("a condition key in upper case: " + key);
            }
        }
        context = Map.copyOf(context);
    }

    /** One that no condition was asked of. */
    public static AccessRequest of(Principal principal, Permission permission) {
        return new AccessRequest(principal, Optional.empty(), permission, Map.of());
    }
}
