package mvi.services.kv.front;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import mvi.engines.base.Problem;
import mvi.engines.wire.Json;
import mvi.services.kv.AttributeValue;
import mvi.services.kv.Item;
import mvi.services.kv.UpdatingKvService;
import mvi.services.kv.UpdatingKvService.UpdateResult;
import mvi.services.kv.WriteResult;

/** The operations on one item. */
record ItemOperations(UpdatingKvService kv) {
    private static final String CONDITION = "ConditionExpression";
    private static final String ON_FAILURE = "ReturnValuesOnConditionCheckFailure";

    KvReply put(KvFields fields) {
        fields.refuseUnused(CONDITION);
        String returned = fields.choice("ReturnValues", "NONE", "ALL_OLD");
        WriteResult result =
                kv.put(fields.table(), fields.item("Item"), fields.expression(CONDITION));
        return written(fields, returned, result);
    }

    KvReply delete(KvFields fields) {
        fields.refuseUnused(CONDITION);
        String returned = fields.choice("ReturnValues", "NONE", "ALL_OLD");
        WriteResult result =
                kv.delete(fields.table(), fields.item("Key"), fields.expression(CONDITION));
        return written(fields, returned, result);
    }

    private static KvReply written(KvFields fields, String returned, WriteResult result) {
        String onFailure = fields.choice(ON_FAILURE, "NONE", "ALL_OLD");
        return switch (result) {
            case WriteResult.Written written -> {
                ObjectNode answer = Json.object();
                if (returned.equals("ALL_OLD")) {
                    written.old().ifPresent(old -> answer.set("Attributes", Attributes.json(old)));
                }
                yield KvReply.ok(answer);
            }
            case WriteResult.ConditionFailed failed ->
                    KvReply.conditionFailed(
                            onFailure.equals("ALL_OLD") ? failed.current() : Optional.empty());
            case WriteResult.Cancelled cancelled ->
                    throw Problem.bug("no transaction was asked for: " + cancelled, null);
        };
    }

    KvReply update(KvFields fields) {
        fields.refuseUnused("UpdateExpression", CONDITION);
        String returned =
                fields.choice(
                        "ReturnValues", "NONE", "ALL_OLD", "ALL_NEW", "UPDATED_OLD", "UPDATED_NEW");
        String onFailure = fields.choice(ON_FAILURE, "NONE", "ALL_OLD");
        UpdateResult result =
                kv.update(
                        fields.table(),
                        fields.item("Key"),
                        fields.expression("UpdateExpression"),
                        fields.expression(CONDITION));
        return switch (result) {
            case UpdateResult.Updated updated -> {
                ObjectNode answer = Json.object();
                returned(returned, updated)
                        .ifPresent(item -> answer.set("Attributes", Attributes.json(item)));
                yield KvReply.ok(answer);
            }
            case UpdateResult.Refused refused ->
                    KvReply.conditionFailed(
                            onFailure.equals("ALL_OLD") ? refused.current() : Optional.empty());
        };
    }

    /** What was updated is told by whole attributes, also where one value inside was. */
    private static Optional<Item> returned(String wish, UpdateResult.Updated updated) {
        Optional<Item> from = wish.endsWith("OLD") ? updated.old() : updated.now();
        return switch (wish) {
            case "NONE" -> Optional.empty();
            case "ALL_OLD", "ALL_NEW" -> from;
            default -> from.flatMap(item -> some(item, updated.touched()));
        };
    }

    private static Optional<Item> some(Item item, Set<String> names) {
        Map<String, AttributeValue> some = new TreeMap<>(item.values());
        some.keySet().retainAll(names);
        return some.isEmpty() ? Optional.empty() : Optional.of(new Item(some));
    }

    KvReply get(KvFields fields) {
        fields.refuseUnused("ProjectionExpression");
        Optional<Projection> projection = Projection.of(fields);
        Optional<Item> item = kv.get(fields.table(), fields.item("Key"));
        ObjectNode answer = Json.object();
        item.map(each -> Projection.apply(projection, each))
                .ifPresent(each -> answer.set("Item", Attributes.json(each)));
        return KvReply.ok(answer);
    }
}
