package mvi.fakes;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import mvi.engines.base.Problem;
import mvi.services.kv.AttributeValue;
import mvi.services.kv.Expression;
import mvi.services.kv.Item;
import mvi.services.kv.KvService;
import mvi.services.kv.Page;
import mvi.services.kv.Query;
import mvi.services.kv.Table;
import mvi.services.kv.TableName;
import mvi.services.kv.TableSpec;
import mvi.services.kv.TransactAction;
import mvi.services.kv.WriteResult;

/** KV in memory: keys of text, and the two conditions that {@link Expression} makes. */
public final class FakeKv implements KvService {
    private int queries;
    private final Map<TableName, TableSpec> specs =
            new TreeMap<>(Comparator.comparing(TableName::account).thenComparing(TableName::name));
    private final Map<String, TreeMap<String, Item>> tables = new TreeMap<>();

    @Override
    public synchronized Table createTable(TableName table, TableSpec spec) {
        if (specs.putIfAbsent(table, spec) != null) {
            throw Problem.conflict("table-exists", table.name());
        }
        tables.put(table.toString(), new TreeMap<>());
        return describeTable(table);
    }

    @Override
    public synchronized Table describeTable(TableName table) {
        return new Table(table, spec(table), Instant.EPOCH, rows(table).size(), 0);
    }

    @Override
    public synchronized List<String> listTables(String account, Optional<String> after, int limit) {
        return specs.keySet().stream()
                .filter(table -> table.account().equals(account))
                .map(TableName::name)
                .filter(name -> after.isEmpty() || name.compareTo(after.get()) > 0)
                .limit(limit)
                .toList();
    }

    @Override
    public synchronized void deleteTable(TableName table) {
        specs.remove(table);
        tables.remove(table.toString());
    }

    @Override
    public synchronized WriteResult put(TableName table, Item item, Expression condition) {
        Optional<Item> old = get(table, item);
        if (!holds(condition, old)) {
            return new WriteResult.ConditionFailed(old);
        }
        rows(table).put(key(table, item), item);
        return new WriteResult.Written(old);
    }

    @Override
    public synchronized WriteResult delete(TableName table, Item key, Expression condition) {
        Optional<Item> old = get(table, key);
        if (!holds(condition, old)) {
            return new WriteResult.ConditionFailed(old);
        }
        rows(table).remove(key(table, key));
        return new WriteResult.Written(old);
    }

    @Override
    public synchronized Optional<Item> get(TableName table, Item key) {
        return Optional.ofNullable(rows(table).get(key(table, key)));
    }

    /** How often {@link #query} was asked. */
    public synchronized int queries() {
        return queries;
    }

    @Override
    public synchronized Page query(Query query) {
        queries++;
        List<Item> items = new ArrayList<>();
        String partition = spec(query.table()).partition().name();
        for (Item item : rows(query.table()).values()) {
            boolean isAfter =
                    query.after()
                            .filter(
                                    after ->
                                            key(query.table(), item)
                                                            .compareTo(key(query.table(), after))
                                                    <= 0)
                            .isEmpty();
            if (!isAfter) {
                continue;
            }
            if (query.keyCondition().text().isEmpty()
                    || item.get(partition)
                            .equals(Optional.ofNullable(query.keyCondition().values().get(":v")))) {
                items.add(item);
            }
        }
        List<Item> ordered = query.ascending() ? items : items.reversed();
        List<Item> page = List.copyOf(ordered.subList(0, Math.min(query.limit(), ordered.size())));
        boolean isCut = query.ascending() && page.size() < ordered.size();
        return new Page(page, page.size(), isCut ? Optional.of(page.getLast()) : Optional.empty());
    }

    @Override
    public synchronized WriteResult transact(
            String account, List<TransactAction> actions, String token) {
        List<Optional<String>> reasons = new ArrayList<>();
        for (TransactAction action : actions) {
            boolean holds =
                    switch (action) {
                        case TransactAction.Put put ->
                                holds(put.condition(), get(put.table(), put.item()));
                        case TransactAction.Delete delete ->
                                holds(delete.condition(), get(delete.table(), delete.key()));
                        case TransactAction.Check check ->
                                holds(check.condition(), get(check.table(), check.key()));
                    };
            reasons.add(holds ? Optional.empty() : Optional.of("ConditionalCheckFailed"));
        }
        if (reasons.stream().anyMatch(Optional::isPresent)) {
            return new WriteResult.Cancelled(reasons);
        }
        for (TransactAction action : actions) {
            switch (action) {
                case TransactAction.Put put ->
                        rows(put.table()).put(key(put.table(), put.item()), put.item());
                case TransactAction.Delete delete ->
                        rows(delete.table()).remove(key(delete.table(), delete.key()));
                case TransactAction.Check unused -> {}
            }
        }
        return new WriteResult.Written(Optional.empty());
    }

    private static boolean holds(Expression condition, Optional<Item> item) {
        if (condition.text().isEmpty()) {
            return true;
        }
        String attribute = condition.names().getOrDefault("#a", "");
        Optional<AttributeValue> value = item.flatMap(each -> each.get(attribute));
        return switch (condition.text()) {
            case "attribute_not_exists(#a)" -> value.isEmpty();
            case "attribute_exists(#a)" -> value.isPresent();
            case "#a = :v" -> value.equals(Optional.ofNullable(condition.values().get(":v")));
            default -> throw new AssertionError("not known here: " + condition.text());
        };
    }

    private TableSpec spec(TableName table) {
        return Optional.ofNullable(specs.get(table))
                .orElseThrow(() -> Problem.missing("no-such-table", table.name()));
    }

    private TreeMap<String, Item> rows(TableName table) {
        return Optional.ofNullable(tables.get(table.toString()))
                .orElseThrow(() -> Problem.missing("no-such-table", table.name()));
    }

    private String key(TableName table, Item item) {
        TableSpec spec = spec(table);
        return item.text(spec.partition().name())
                + "\n"
                + spec.sort().map(sort -> item.text(sort.name())).orElse("");
    }
}
