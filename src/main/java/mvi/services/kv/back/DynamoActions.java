package mvi.services.kv.back;

import java.util.List;
import java.util.Optional;
import mvi.engines.base.Problem;
import mvi.services.kv.Expression;
import mvi.services.kv.TransactAction;
import mvi.services.kv.WriteResult;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;

/** Transactions between this service's records and the SDK's. */
final class DynamoActions {
    private DynamoActions() {}

    static TransactWriteItem sdk(TransactAction action, DynamoNames names) {
        var item = TransactWriteItem.builder();
        return switch (action) {
            case TransactAction.Put(var table, var put, var condition) ->
                    item.put(
                                    each ->
                                            each.tableName(names.of(table))
                                                    .item(DynamoValues.sdk(put.values()))
                                                    .conditionExpression(text(condition))
                                                    .expressionAttributeNames(
                                                            DynamoExpressions.names(condition))
                                                    .expressionAttributeValues(
                                                            DynamoExpressions.values(condition)))
                            .build();
            case TransactAction.Delete(var table, var key, var condition) ->
                    item.delete(
                                    each ->
                                            each.tableName(names.of(table))
                                                    .key(DynamoValues.sdk(key.values()))
                                                    .conditionExpression(text(condition))
                                                    .expressionAttributeNames(
                                                            DynamoExpressions.names(condition))
                                                    .expressionAttributeValues(
                                                            DynamoExpressions.values(condition)))
                            .build();
            case TransactAction.Check(var table, var key, var condition) ->
                    item.conditionCheck(
                                    each ->
                                            each.tableName(names.of(table))
                                                    .key(DynamoValues.sdk(key.values()))
                                                    .conditionExpression(text(condition))
                                                    .expressionAttributeNames(
                                                            DynamoExpressions.names(condition))
                                                    .expressionAttributeValues(
                                                            DynamoExpressions.values(condition)))
                            .build();
        };
    }

    private static @Nullable String text(Expression condition) {
        return DynamoExpressions.text(condition);
    }

    /** Reasons that are about capacity or another transaction are not the caller's. */
    static WriteResult cancelled(TransactionCanceledException cancelled) {
        List<CancellationReason> reasons = cancelled.cancellationReasons();
        for (CancellationReason reason : reasons) {
            switch (reason.code()) {
                case "None", "ConditionalCheckFailed" -> {}
                case "ValidationError", "ItemCollectionSizeLimitExceeded" ->
                        throw Problem.invalid("bad-item", String.valueOf(reason.message()));
                default -> throw DynamoRefusal.unavailable(cancelled);
            }
        }
        return new WriteResult.Cancelled(
                reasons.stream()
                        .map(CancellationReason::code)
                        .map(code -> Optional.of(code).filter(each -> !each.equals("None")))
                        .toList());
    }
}
