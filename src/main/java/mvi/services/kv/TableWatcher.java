package mvi.services.kv;

import java.util.List;

/**
 * Told, after the commit and on the writer's own thread, of items written in the platform's tables.
 */
@FunctionalInterface
public interface TableWatcher {
    void changed(TableName table, List<Item> keysOrItems);
}
