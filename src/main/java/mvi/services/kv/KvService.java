package mvi.services.kv;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Tables of items with a primary key. Reads see every write that was acknowledged before them; a
 * write is on the disk before it is acknowledged; a conditional write has one winner. Implemented
 * by the embedded core and by a client of DynamoDB, which the control plane always is.
 *
 * <p>Problems: {@code no-such-table} MISSING, {@code table-exists} CONFLICT, {@code
 * bad-expression}, {@code bad-item} INVALID, {@code item-too-large} LIMIT, {@code kv-unavailable}
 * UNAVAILABLE.
 */
public interface KvService {
    Table createTable(TableName table, TableSpec spec);

    Table describeTable(TableName table);

    /** Names in order, after {@code after}, at most {@code limit}. */
    List<String> listTables(String account, Optional<String> after, int limit);

    void deleteTable(TableName table);

    WriteResult put(TableName table, Item item, Expression condition);

    WriteResult delete(TableName table, Item key, Expression condition);

    Optional<Item> get(TableName table, Item key);

    /** A partition's items in the order of their sort key, or a scan of all. */
    Page query(Query query);

    /**
     * All or nothing. The same token within ten minutes is answered like the first time without
     * writing again; an empty token is none.
     */
    WriteResult transact(String account, List<TransactAction> actions, String token);

    /** Every item that a query yields, page by page. */
    default List<Item> all(Query query) {
        List<Item> items = new ArrayList<>();
        Optional<Item> next = Optional.empty();
        do {
            Page page = query(query.from(next));
            items.addAll(page.items());
            next = page.next();
        } while (next.isPresent());
        return items;
    }
}
