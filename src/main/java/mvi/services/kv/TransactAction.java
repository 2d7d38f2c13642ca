package mvi.services.kv;

/**
 * One action of a transaction: all of them happen, or none. At most 100, each on an item of its
 * own.
 */
public sealed interface TransactAction {
    record Put(TableName table, Item item, Expression condition) implements TransactAction {}

    record Delete(TableName table, Item key, Expression condition) implements TransactAction {}

    record Check(TableName table, Item key, Expression condition) implements TransactAction {}
}
