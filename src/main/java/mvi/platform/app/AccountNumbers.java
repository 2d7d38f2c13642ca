package mvi.platform.app;

import static mvi.platform.app.PlatformTables.APPS;

import java.util.Optional;
import mvi.services.kv.AttributeValue;
import mvi.services.kv.Expression;
import mvi.services.kv.Item;
import mvi.services.kv.KvService;
import mvi.services.kv.TransactAction;

/**
 * Gives out accounts, each once and for ever. Whoever makes one moves the counter in the same
 * transaction, so what was looked at after drawing, such as names that are taken, still holds when
 * that transaction does: nobody else made an account meanwhile.
 */
final class AccountNumbers {
    /** The counter's item among the apps; no app can have this name. */
    static final String COUNTER = "#accounts";

    private static final long FIRST = 100_000_000_001L;

    private final KvService kv;

    AccountNumbers(KvService kv) {
        this.kv = kv;
    }

    /**
     * An account that nobody had.
     *
     * @param account 12 digits
     * @param action moves the counter; fails when another was first
     */
    record Drawn(String account, TransactAction action) {}

    Drawn draw() {
        Optional<Item> counter = kv.get(APPS, AppItems.key(COUNTER));
        long account = counter.map(item -> item.number("next")).orElse(FIRST);
        return new Drawn(
                "%012d".formatted(account),
                new TransactAction.Put(
                        APPS,
                        Schema.stamp(AppItems.key(COUNTER)).with("next", account + 1),
                        counter.isEmpty()
                                ? Expression.absent("name")
                                : Expression.equal("next", AttributeValue.number(account))));
    }
}
