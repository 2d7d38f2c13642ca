package mvi.services.kv;

import java.util.Optional;
import java.util.SortedSet;

/** What apps may ask for beyond what the platform itself needs: changes to an item in its place. */
public interface UpdatingKvService extends KvService {
    /**
     * Makes the item when it is not there, unless it would only take away.
     *
     * @param update SET, REMOVE, ADD and DELETE in DynamoDB's language; NONE changes nothing
     */
    UpdateResult update(TableName table, Item key, Expression update, Expression condition);

    /** What became of an update. */
    sealed interface UpdateResult {
        /**
         * It is on the disk.
         *
         * @param touched the attributes that the update names
         */
        record Updated(Optional<Item> old, Optional<Item> now, SortedSet<String> touched)
                implements UpdateResult {}

        /** Nothing was written. {@code current} is the item that stands. */
        record Refused(Optional<Item> current) implements UpdateResult {}
    }
}
