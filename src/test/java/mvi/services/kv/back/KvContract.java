package mvi.services.kv.back;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mvi.engines.base.Principal;
import mvi.engines.base.Problem;
import mvi.services.kv.AttributeValue;
import mvi.services.kv.Expression;
import mvi.services.kv.Item;
import mvi.services.kv.KvService;
import mvi.services.kv.Query;
import mvi.services.kv.TableName;
import mvi.services.kv.TableSpec;
import mvi.services.kv.TransactAction;
import mvi.services.kv.WriteResult;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What KvService promises, shown on each of its implementations. */
abstract class KvContract {
    private static final TableName TABLE = new TableName(Principal.PLATFORM_ACCOUNT, "things");
    private @TempDir Path folder;
    private final List<TableName> told = new ArrayList<>();
    private KvWorld world;
    private KvService kv;

    abstract KvService of(KvWorld world);

    @BeforeEach
    void open() {
        world = new KvWorld(folder, (table, items) -> told.add(table));
        kv = of(world);
    }

    @AfterEach
    void close() {
        world.close();
    }

    private static Item item(String part, String sort) {
        return Item.of("p", part).with("s", sort);
    }

    @Test
    void conditionsHaveOneWinnerAndItemsSurviveReopening() {
        kv.createTable(TABLE, TableSpec.of("p", "s"));
        assertThat(kv.put(TABLE, item("a", "1").with("n", 1), Expression.absent("p")).isWritten())
                .isTrue();
        assertThat(kv.put(TABLE, item("a", "1"), Expression.absent("p")))
                .isEqualTo(
                        new WriteResult.ConditionFailed(Optional.of(item("a", "1").with("n", 1))));
        assertThat(told).hasSize(1);
        close();
        open();
        assertThat(kv.get(TABLE, item("a", "1"))).contains(item("a", "1").with("n", 1));
        assertThat(kv.describeTable(TABLE).items()).isEqualTo(1);
        assertThat(
                        kv.delete(
                                        TABLE,
                                        item("a", "1"),
                                        Expression.equal("n", AttributeValue.number(1)))
                                .isWritten())
                .isTrue();
        assertThat(kv.get(TABLE, item("a", "1"))).isEmpty();
    }

    @Test
    void aQueryPagesThroughItsPartitionBothWays() {
        kv.createTable(TABLE, TableSpec.of("p", "s"));
        for (int i = 0; i < 10; i++) {
            kv.put(TABLE, item("a", "k" + i), Expression.NONE);
            kv.put(TABLE, item("ab", "k" + i), Expression.NONE);
        }
        Query query = Query.partition(TABLE, "p", "a");
        assertThat(kv.all(query)).hasSize(10);
        assertThat(kv.all(query.newestFirst(3)).stream().map(i -> i.text("s")).toList())
                .containsExactly("k9", "k8", "k7", "k6", "k5", "k4", "k3", "k2", "k1", "k0");
        Expression some =
                new Expression(
                        "p = :p AND s BETWEEN :a AND :b",
                        Map.of(),
                        Map.of(
                                ":p",
                                AttributeValue.text("a"),
                                ":a",
                                AttributeValue.text("k3"),
                                ":b",
                                AttributeValue.text("k5")));
        Expression filter =
                new Expression(
                        "NOT (s IN (:x)) AND size(s) = :n",
                        Map.of(),
                        Map.of(":x", AttributeValue.text("k4"), ":n", AttributeValue.number(2)));
        assertThat(kv.query(new Query(TABLE, some, filter, true, Optional.empty(), 100)).items())
                .containsExactly(item("a", "k3"), item("a", "k5"));
        assertThat(kv.all(Query.scan(TABLE))).hasSize(20);
    }

    @Test
    void numbersSortAsNumbers() {
        TableSpec spec =
                new TableSpec(
                        new TableSpec.KeyAttribute("p", TableSpec.KeyType.TEXT),
                        Optional.of(new TableSpec.KeyAttribute("n", TableSpec.KeyType.NUMBER)));
        kv.createTable(TABLE, spec);
        List<String> numbers =
                List.of(
                        "-1E+100", "-20", "-3", "-2.5", "-0.001", "0", "1E-130", "0.5", "2", "10",
                        "10.1", "9E+125");
        for (String number : numbers.reversed()) {
            kv.put(
                    TABLE,
                    Item.of("p", "a").with("n", new AttributeValue.Number(number)),
                    Expression.NONE);
        }
        assertThat(kv.all(Query.partition(TABLE, "p", "a")))
                .extracting(
                        i ->
                                new BigDecimal(
                                                ((AttributeValue.Number) i.get("n").orElseThrow())
                                                        .decimal())
                                        .stripTrailingZeros())
                .isEqualTo(
                        numbers.stream().map(n -> new BigDecimal(n).stripTrailingZeros()).toList());
    }

    @Test
    void transactionsAreWholeAndTheirTokensAreRemembered() {
        kv.createTable(TABLE, TableSpec.of("p", "s"));
        TransactAction first =
                new TransactAction.Put(TABLE, item("a", "1"), Expression.absent("p"));
        TransactAction second =
                new TransactAction.Put(TABLE, item("a", "2"), Expression.absent("p"));
        assertThat(kv.transact(TABLE.account(), List.of(first, second), "t").isWritten()).isTrue();
        assertThat(kv.transact(TABLE.account(), List.of(first, second), "t").isWritten()).isTrue();
        assertThatThrownBy(() -> kv.transact(TABLE.account(), List.of(first), "t"))
                .isInstanceOf(Problem.class);
        TransactAction third = new TransactAction.Put(TABLE, item("a", "3"), Expression.NONE);
        assertThat(kv.transact(TABLE.account(), List.of(third, first), ""))
                .isEqualTo(
                        new WriteResult.Cancelled(
                                List.of(Optional.empty(), Optional.of("ConditionalCheckFailed"))));
        assertThat(kv.get(TABLE, item("a", "3"))).isEmpty();
        assertThat(kv.describeTable(TABLE).items()).isEqualTo(2);
        kv.deleteTable(TABLE);
        assertThatThrownBy(() -> kv.get(TABLE, item("a", "1"))).isInstanceOf(Problem.class);
    }
}
