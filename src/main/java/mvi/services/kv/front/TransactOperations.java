package mvi.services.kv.front;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import mvi.engines.base.Gatekeeper;
import mvi.engines.base.Permission;
import mvi.engines.base.Problem;
import mvi.engines.wire.Json;
import mvi.services.kv.Expression;
import mvi.services.kv.KvService;
import mvi.services.kv.TableName;
import mvi.services.kv.TransactAction;
import mvi.services.kv.WriteResult;

/** TransactWriteItems. Each action asks for the permission that it would need alone. */
record TransactOperations(KvService kv, Gatekeeper gatekeeper) {
    private static final int LONGEST_TOKEN = 36;
    private static final String CONDITION = "ConditionExpression";

    KvReply write(KvCall call) {
        String token = call.fields().text("ClientRequestToken").orElse("");
        if (token.length() > LONGEST_TOKEN) {
            throw Problem.invalid(
                    "bad-token", "ClientRequestToken has at most " + LONGEST_TOKEN + " characters");
        }
        List<TransactAction> actions = new ArrayList<>();
        for (KvFields each : call.fields().list("TransactItems")) {
            actions.add(action(call, each));
        }
        WriteResult result = kv.transact(call.principal().account(), actions, token);
        return switch (result) {
            case WriteResult.Written _ -> KvReply.ok(Json.object());
            case WriteResult.Cancelled cancelled -> cancelled(cancelled.reasons());
            case WriteResult.ConditionFailed failed ->
                    throw Problem.bug("a transaction is cancelled: " + failed, null);
        };
    }

    private TransactAction action(KvCall call, KvFields action) {
        if (action.body().size() != 1) {
            throw Problem.invalid(
                    "bad-transaction",
                    "TransactItems can only contain one of Check, Put," + " Update or Delete");
        }
        String kind = action.body().fieldNames().next();
        KvFields fields = action.object(kind).orElseThrow(() -> KvFields.missing(kind));
        fields.refuseUnused(CONDITION);
        TableName table = fields.table();
        allow(call, kind, table);
        Expression condition = fields.expression(CONDITION);
        return switch (kind) {
            case "Put" -> new TransactAction.Put(table, fields.item("Item"), condition);
            case "Delete" -> new TransactAction.Delete(table, fields.item("Key"), condition);
            case "ConditionCheck" -> {
                if (!fields.has(CONDITION)) {
                    throw KvFields.missing(CONDITION);
                }
                yield new TransactAction.Check(table, fields.item("Key"), condition);
            }
            default ->
                    throw Problem.invalid(
                            "bad-transaction", kind + " is none of Put, Delete, ConditionCheck");
        };
    }

    private void allow(KvCall call, String kind, TableName table) {
        String verb = kind.equals("ConditionCheck") ? "ConditionCheckItem" : kind + "Item";
        gatekeeper.authorise(
                call.principal(),
                new Permission("dynamodb:" + verb, table.account(), "table/" + table.name()));
    }

    private static KvReply cancelled(List<Optional<String>> reasons) {
        String codes =
                reasons.stream().map(each -> each.orElse("None")).collect(Collectors.joining(", "));
        ObjectNode answer =
                Json.object()
                        .put("__type", KvError.named("TransactionCanceledException"))
                        .put(
                                "Message",
                                "Transaction cancelled, please refer cancellation reasons for"
                                        + " specific reasons ["
                                        + codes
                                        + "]");
        ArrayNode all = answer.putArray("CancellationReasons");
        for (Optional<String> reason : reasons) {
            ObjectNode each = all.addObject().put("Code", reason.orElse("None"));
            reason.ifPresent(_ -> each.put("Message", "The conditional request failed"));
        }
        return new KvReply(400, answer);
    }
}
