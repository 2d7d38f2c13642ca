package mvi.start.data;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mvi.platform.app.CanonicalIds;
import mvi.platform.app.StoredCredential;
import mvi.services.blob.front.Accounts;
import mvi.services.kv.AttributeValue;
import mvi.services.kv.Item;

/**
 * The accounts that have a credential, as S3's documents name them: by what the credential's item
 * says, else by what is made of account and name. One immutable snapshot, like its gatekeeper's.
 */
final class TableAccounts implements Accounts {
    private volatile Snapshot snapshot = new Snapshot(Map.of(), Map.of());

    /** An account. */
    private record Named(String canonicalId, String displayName) {}

    private record Snapshot(Map<String, Named> byAccount, Map<String, String> byCanonicalId) {}

    @Override
    public String canonicalId(String account) {
        Named named = snapshot.byAccount().get(account);
        return named == null ? CanonicalIds.of(account) : named.canonicalId();
    }

    /** The account itself when nobody has a key of it any more. */
    @Override
    public String displayName(String account) {
        Named named = snapshot.byAccount().get(account);
        return named == null ? account : named.displayName();
    }

    @Override
    public Optional<String> withCanonicalId(String id) {
        return Optional.ofNullable(snapshot.byCanonicalId().get(id));
    }

    /**
     * Takes in what the table of credentials has now.
     *
     * @param credentials items; what can't be read of one is as if it were not there
     */
    void read(List<Item> credentials) {
        Map<String, Item> items = new HashMap<>();
        for (Item item : credentials) {
            text(item, "account")
                    .ifPresent(account -> items.merge(account, item, TableAccounts::telling));
        }
        Map<String, Named> byAccount = new HashMap<>();
        Map<String, String> byCanonicalId = new HashMap<>();
        items.forEach(
                (account, item) -> {
                    Named named =
                            new Named(
                                    ownCanonicalId(item).orElseGet(() -> CanonicalIds.of(account)),
                                    text(item, StoredCredential.DISPLAY_NAME)
                                            .or(() -> text(item, "name"))
                                            .orElse(account));
                    byAccount.put(account, named);
                    byCanonicalId.put(named.canonicalId(), account);
                });
        snapshot = new Snapshot(Map.copyOf(byAccount), Map.copyOf(byCanonicalId));
    }

    /** Of two keys of an account, the one that has the account's own canonical id. */
    private static Item telling(Item one, Item other) {
        return ownCanonicalId(one).isPresent() ? one : other;
    }

    private static Optional<String> ownCanonicalId(Item item) {
        return text(item, StoredCredential.CANONICAL_ID).filter(CanonicalIds::isOne);
    }

    private static Optional<String> text(Item item, String name) {
        return item.get(name)
                .filter(AttributeValue.Text.class::isInstance)
                .map(AttributeValue::asText);
    }
}
