package mvi.services.kv;

import java.util.Optional;

/**
 * A query of one partition, or with no key condition a scan of the table.
 *
 * @param keyCondition for a query {@code partition = :p} with an optional range of the sort key;
 *     NONE for a scan
 * @param filter applied after reading; what it drops still counts towards the limit
 * @param after the key to go on after: {@link Page#next} of the page before
 * @param limit items looked at, 1 to 1,000
 */
public record Query(
        TableName table,
        Expression keyCondition,
        Expression filter,
        boolean ascending,
        Optional<Item> after,
        int limit) {
    public static Query partition(TableName table, String partitionKey, String value) {
        return new Query(
                table,
                Expression.equal(partitionKey, AttributeValue.text(value)),
                Expression.NONE,
                true,
                Optional.empty(),
                1000);
    }

    public static Query scan(TableName table) {
        return new Query(table, Expression.NONE, Expression.NONE, true, Optional.empty(), 1000);
    }

    public Query from(Optional<Item> key) {
        return new Query(table, keyCondition, filter, ascending, key, limit);
    }

    public Query newestFirst(int count) {
        return new Query(table, keyCondition, filter, false, after, count);
    }
}
