package mvi.platform.function;

import static mvi.platform.app.PlatformTables.FUNCTIONS;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import mvi.platform.app.Schema;
import mvi.services.kv.Expression;
import mvi.services.kv.Item;
import mvi.services.kv.KvService;
import mvi.services.kv.Query;

/** Which functions there are, as {@code data} has to know it: to take or refuse them as targets. */
final class FunctionRecords {
    private final KvService kv;
    private Set<FunctionName> written = new HashSet<>();
    private boolean isRead;

    FunctionRecords(KvService kv) {
        this.kv = kv;
    }

    /** Writes new ones, and takes away those that are gone. */
    void keep(List<FunctionVersion> versions) {
        if (!isRead) {
            for (Item item : kv.all(Query.scan(FUNCTIONS))) {
                written.add(new FunctionName(item.text("account"), item.text("name")));
            }
            isRead = true;
        }
        Set<FunctionName> now = new HashSet<>();
        for (FunctionVersion each : versions) {
            now.add(each.name());
            if (!written.contains(each.name())) {
                kv.put(
                        FUNCTIONS,
                        Schema.stamp(key(each.name())).with("app", each.app().name()),
                        Expression.NONE);
            }
        }
        for (FunctionName each : written) {
            if (!now.contains(each)) {
                kv.delete(FUNCTIONS, key(each), Expression.NONE);
            }
        }
        written = now;
    }

    private static Item key(FunctionName function) {
        return Item.of("account", function.account()).with("name", function.name());
    }
}
