package mvi.services.kv.core;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import mvi.engines.base.Problem;
import mvi.services.kv.AttributeValue;
import mvi.services.kv.Expression;
import mvi.services.kv.Item;
import mvi.services.kv.KvConfig;
import mvi.services.kv.TableName;
import mvi.services.kv.TransactAction;

/** An action, checked and parsed before it reaches the writer. */
final class Step {
    private final TransactAction action;
    private final TableName name;
    private final Item item;
    private final Expression expression;
    private final byte[] bytes;
    private final Optional<Condition> condition;

    Step(TransactAction action, KvConfig config) {
        this.action = action;
        switch (action) {
            case TransactAction.Put put -> {
                name = put.table();
                item = put.item();
                expression = put.condition();
            }
            case TransactAction.Delete delete -> {
                name = delete.table();
                item = delete.key();
                expression = delete.condition();
            }
            case TransactAction.Check check -> {
                name = check.table();
                item = check.key();
                expression = check.condition();
            }
        }
        bytes = ItemCodec.write(item);
        checked(item, config);
        condition =
                expression.text().isBlank()
                        ? Optional.empty()
                        : Optional.of(ConditionParser.parse(expression));
    }

    static Item checked(Item item, KvConfig config) {
        if (ItemSize.of(item) > config.itemLimit().bytes()) {
            throw Problem.limit(
                    "item-too-large",
                    "Item size has exceeded the maximum allowed size: " + config.itemLimit());
        }
        return item;
    }

    KvCore.Planned plan(KvView view) {
        Tables table = Tables.get(view, name);
        boolean isPut = action instanceof TransactAction.Put;
        byte[] key = isPut ? table.key(item) : table.exactKey(item);
        Optional<Item> current = view.get(key).map(ItemCodec::read);
        Item judged = current.orElse(new Item(Map.of()));
        boolean holds = condition.isEmpty() || Values.holds(condition.get(), judged);
        Optional<Item> next = isPut ? Optional.of(item) : Optional.empty();
        boolean isWrite = !(action instanceof TransactAction.Check);
        return new KvCore.Planned(table, key, current, next, isWrite, holds);
    }

    /** The same for the same request alone. */
    static byte[] digest(List<Step> steps) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (Step step : steps) {
                Map<String, AttributeValue> values = step.expression.values();
                String head =
                        step.action.getClass().getSimpleName()
                                + step.name
                                + step.expression.text()
                                + new TreeMap<>(step.expression.names());
                digest.update(head.getBytes(UTF_8));
                digest.update(ItemCodec.write(new Item(values)));
                digest.update(step.bytes);
            }
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw Problem.bug("no SHA-256", e);
        }
    }
}
