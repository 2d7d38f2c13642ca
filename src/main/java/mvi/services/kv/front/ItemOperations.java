package mvi.services.kv.front;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import mvi.engines.base.Problem;
import mvi.engines.wire.Json;
import mvi.services.kv.Item;
import mvi.services.kv.KvService;
import mvi.services.kv.WriteResult;

/** The operations on one item. */
record ItemOperations(KvService kv) {
    private static final String CONDITION = "ConditionExpression";

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
        String onFailure = fields.choice("ReturnValuesOnConditionCheckFailure", "NONE", "ALL_OLD");
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
