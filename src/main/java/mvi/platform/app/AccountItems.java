package mvi.platform.app;

import java.util.Map;
import mvi.services.kv.Expression;
import mvi.services.kv.Item;
import mvi.services.kv.KvService;
import mvi.services.kv.Query;
import mvi.services.kv.TableName;

/** What of an app's functions stands in the platform's own tables, by the app's account. */
public final class AccountItems {
    /** The two keys of each; the first begins with the account. */
    private static final Map<TableName, Keys> TABLES =
            Map.of(
                    PlatformTables.EVENTS, new Keys("queue", "number"),
                    PlatformTables.SCHEDULES, new Keys("function", "schedule"),
                    PlatformTables.SCHEDULE_RUNS, new Keys("schedule", "tick"),
                    PlatformTables.LOG_TRIGGERS, new Keys("function", "trigger"));

    private record Keys(String partition, String sort) {}

    private AccountItems() {}

    /** Takes all of it away. It is little, and this is rare, so the tables are read whole. */
    public static void purge(KvService kv, String account) {
        TABLES.forEach(
                (table, keys) -> {
                    for (Item item : kv.all(Query.scan(table))) {
                        String owner = item.text(keys.partition());
                        if (owner.startsWith(account + "/")) {
                            Item key =
                                    Item.of(keys.partition(), owner)
                                            .with(keys.sort(), item.text(keys.sort()));
                            kv.delete(table, key, Expression.NONE);
                        }
                    }
                });
    }
}
