package mvi.services.blob.front;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import mvi.engines.base.Principal;

/**
 * Accounts whose canonical ids are their numbers.
 *
 * @param others of which some are otherwise
 */
record TestAccounts(List<S3Rig.User> users, Map<String, String> others) implements Accounts {
    @Override
    public String canonicalId(String account) {
        return others.getOrDefault(account, "0".repeat(52) + account);
    }

    @Override
    public String displayName(String account) {
        return users.stream()
                .map(S3Rig.User::principal)
                .filter(each -> each.account().equals(account))
                .map(Principal::name)
                .findFirst()
                .orElse("");
    }

    @Override
    public Optional<String> withCanonicalId(String id) {
        return users.stream()
                .map(each -> each.principal().account())
                .filter(each -> canonicalId(each).equals(id))
                .findFirst();
    }
}
