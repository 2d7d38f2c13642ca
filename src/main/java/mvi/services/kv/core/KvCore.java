package mvi.services.kv.core;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import mvi.engines.base.Clock;
import mvi.engines.base.Principal;
import mvi.engines.base.Problem;
import mvi.services.kv.Expression;
import mvi.services.kv.Item;
import mvi.services.kv.KvConfig;
import mvi.services.kv.Page;
import mvi.services.kv.Query;
import mvi.services.kv.Table;
import mvi.services.kv.TableName;
import mvi.services.kv.TableSpec;
import mvi.services.kv.TableWatcher;
import mvi.services.kv.TransactAction;
import mvi.services.kv.UpdatingKvService;
import mvi.services.kv.WriteResult;

/** Tables and items on a {@link KvStore}; every write is one update of its single writer. */
public final class KvCore implements UpdatingKvService {
    private static final int SWEEP_ITEMS = 500;

    private final KvStore store;
    private final Clock clock;
    private final KvConfig config;
    private final TableWatcher watcher;

    public KvCore(KvStore store, Clock clock, KvConfig config, TableWatcher watcher) {
        this.store = store;
        this.clock = clock;
        this.config = config;
        this.watcher = watcher;
    }

    /** Removes what is left of tables whose deletion was cut short. */
    public void start() {
        byte[] end = Keys.after(Keys.DROPPED);
        for (KvRecord dropped : store.scan(Keys.DROPPED, end, SWEEP_ITEMS, true)) {
            sweep(ByteBuffer.wrap(dropped.key()).getLong(1));
        }
    }

    @Override
    public Table createTable(TableName name, TableSpec spec) {
        return store.update(
                view -> {
                    if (Tables.find(view, name).isPresent()) {
                        throw Problem.conflict(
                                "table-exists", "there is a table '" + name.name() + "' already");
                    }
                    byte[] all = Keys.tables(name.account());
                    int most = config.tablesPerAccount();
                    if (view.scan(all, Keys.after(all), most, true).size() >= most) {
                        throw Problem.limit(
                                "too-many-tables", "an account has at most " + most + " tables");
                    }
                    long id =
                            view.get(Keys.LAST_ID)
                                            .map(bytes -> ByteBuffer.wrap(bytes).getLong())
                                            .orElse(0L)
                                    + 1;
                    Tables made = new Tables(id, new Table(name, spec, clock.now(), 0, 0));
                    return new KvStore.Writes()
                            .put(Keys.LAST_ID, ByteBuffer.allocate(8).putLong(id).array())
                            .put(Keys.table(name), made.write())
                            .with(made.table());
                });
    }

    @Override
    public Table describeTable(TableName name) {
        return Tables.get(store, name).table();
    }

    @Override
    public List<String> listTables(String account, Optional<String> after, int limit) {
        byte[] all = Keys.tables(account);
        byte[] from =
                after.map(
                                name ->
                                        Keys.join(
                                                all,
                                                name.getBytes(StandardCharsets.UTF_8),
                                                new byte[1]))
                        .orElse(all);
        return store.scan(from, Keys.after(all), limit, true).stream()
                .map(
                        each ->
                                new String(
                                        each.key(),
                                        all.length,
                                        each.key().length - all.length,
                                        StandardCharsets.UTF_8))
                .toList();
    }

    @Override
    public void deleteTable(TableName name) {
        long id =
                store.update(
                        view -> {
                            Tables table = Tables.get(view, name);
                            return new KvStore.Writes()
                                    .delete(Keys.table(name))
                                    .put(Keys.dropped(table.id()), new byte[1])
                                    .with(table.id());
                        });
        sweep(id);
    }

    private void sweep(long id) {
        byte[] all = Keys.items(id);
        boolean isSwept = false;
        while (!isSwept) {
            isSwept =
                    store.update(
                            view -> {
                                KvStore.Writes writes = new KvStore.Writes();
                                List<KvRecord> left =
                                        view.scan(all, Keys.after(all), SWEEP_ITEMS, true);
                                left.forEach(each -> writes.delete(each.key()));
                                if (left.isEmpty()) {
                                    writes.delete(Keys.dropped(id));
                                }
                                return writes.with(left.isEmpty());
                            });
        }
    }

    @Override
    public WriteResult put(TableName table, Item item, Expression condition) {
        return one(new TransactAction.Put(table, item, condition));
    }

    @Override
    public WriteResult delete(TableName table, Item key, Expression condition) {
        return one(new TransactAction.Delete(table, key, condition));
    }

    private WriteResult one(TransactAction action) {
        Step step = new Step(action, config);
        WriteResult result =
                store.update(
                        view -> {
                            Planned plan = step.plan(view);
                            if (!plan.holds()) {
                                return KvStore.KvChange.none(
                                        new WriteResult.ConditionFailed(plan.current()));
                            }
                            KvStore.Writes writes = new KvStore.Writes();
                            plan.apply(writes, new HashMap<>());
                            return writes.with(new WriteResult.Written(plan.current()));
                        });
        if (result.isWritten()) {
            tell(List.of(action));
        }
        return result;
    }

    @Override
    public UpdateResult update(
            TableName name, Item key, Expression expression, Expression condition) {
        Update update =
                expression.text().isBlank() ? Update.empty() : UpdateParser.parse(expression);
        Step check = new Step(new TransactAction.Check(name, key, condition), config);
        UpdateResult result =
                store.update(
                        view -> {
                            Planned plan = check.plan(view);
                            if (!plan.holds()) {
                                return KvStore.KvChange.none(
                                        new UpdateResult.Refused(plan.current()));
                            }
                            Planned updated = plan.updated(update, key, config);
                            KvStore.Writes writes = new KvStore.Writes();
                            updated.apply(writes, new HashMap<>());
                            return writes.with(
                                    new UpdateResult.Updated(
                                            plan.current(), updated.next(), update.touched()));
                        });
        if (result instanceof UpdateResult.Updated) {
            tell(name, key);
        }
        return result;
    }

    @Override
    public Optional<Item> get(TableName table, Item key) {
        return store.get(Tables.get(store, table).exactKey(key)).map(ItemCodec::read);
    }

    @Override
    public Page query(Query query) {
        return new Pages(config).read(store, Tables.get(store, query.table()), query);
    }

    @Override
    public WriteResult transact(String account, List<TransactAction> actions, String token) {
        if (actions.isEmpty() || actions.size() > config.actionsPerTransaction()) {
            throw Problem.limit(
                    "transaction-too-large",
                    "a transaction has 1 to " + config.actionsPerTransaction() + " actions");
        }
        List<Step> steps = actions.stream().map(action -> new Step(action, config)).toList();
        byte[] digest = Step.digest(steps);
        WriteResult result =
                store.update(view -> transact(view, steps, Tokens.of(account, token), digest));
        if (result.isWritten()) {
            tell(actions);
        }
        return result;
    }

    private KvStore.KvChange<WriteResult> transact(
            KvView view, List<Step> steps, Tokens tokens, byte[] digest) {
        if (tokens.wasDone(view, digest, clock.now())) {
            return KvStore.KvChange.none(new WriteResult.Written(Optional.empty()));
        }
        List<Planned> plans = new ArrayList<>();
        List<Optional<String>> reasons = new ArrayList<>();
        Set<ByteBuffer> keys = new HashSet<>();
        for (Step step : steps) {
            Planned plan = step.plan(view);
            if (!keys.add(ByteBuffer.wrap(plan.key()))) {
                throw Problem.invalid(
                        "bad-transaction", "two actions of a transaction are on the same item");
            }
            plans.add(plan);
            reasons.add(plan.holds() ? Optional.empty() : Optional.of("ConditionalCheckFailed"));
        }
        if (!plans.stream().allMatch(Planned::holds)) {
            return KvStore.KvChange.none(new WriteResult.Cancelled(reasons));
        }
        KvStore.Writes writes = new KvStore.Writes();
        Map<TableName, Tables> counted = new HashMap<>();
        plans.forEach(plan -> plan.apply(writes, counted));
        tokens.remember(view, writes, digest, clock.now().plus(config.tokenTime()), clock.now());
        return writes.with(new WriteResult.Written(Optional.empty()));
    }

    private void tell(List<TransactAction> actions) {
        for (TransactAction action : actions) {
            switch (action) {
                case TransactAction.Put put -> tell(put.table(), put.item());
                case TransactAction.Delete delete -> tell(delete.table(), delete.key());
                case TransactAction.Check check -> {}
            }
        }
    }

    private void tell(TableName table, Item item) {
        if (table.account().equals(Principal.PLATFORM_ACCOUNT)) {
            watcher.changed(table, List.of(item));
        }
    }

    /** What one action would do to the state that it saw. */
    record Planned(
            Tables table,
            byte[] key,
            Optional<Item> current,
            Optional<Item> next,
            boolean isWrite,
            boolean holds) {
        Planned updated(Update update, Item key, KvConfig config) {
            for (String name : update.touched()) {
                if (key.get(name).isPresent()) {
                    throw Problem.invalid(
                            "bad-item",
                            "Cannot update attribute %s. This attribute is part of the key"
                                    .formatted(name));
                }
            }
            boolean isNothing = current.isEmpty() && update.onlyTakesAway();
            Optional<Item> made =
                    isNothing
                            ? Optional.empty()
                            : Optional.of(
                                    Step.checked(
                                            new Updater(update, current.orElse(key)).apply(),
                                            config));
            return new Planned(table, this.key, current, made, !isNothing, true);
        }

        void apply(KvStore.Writes writes, Map<TableName, Tables> counted) {
            if (!isWrite) {
                return;
            }
            long was = current.map(ItemSize::of).orElse(0L);
            long is = next.map(ItemSize::of).orElse(0L);
            TableName name = table.table().name();
            Tables sum =
                    counted.getOrDefault(name, table)
                            .counting((is > 0 ? 1 : 0) - (was > 0 ? 1 : 0), is - was);
            counted.put(name, sum);
            writes.put(Keys.table(name), sum.write());
            next.ifPresentOrElse(
                    item -> writes.put(key, ItemCodec.write(item)), () -> writes.delete(key));
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Planned that && Arrays.equals(key, that.key);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(key);
        }
    }
}
