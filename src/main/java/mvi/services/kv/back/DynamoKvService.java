package mvi.services.kv.back;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
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
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;

/**
 * Key-Value by URL, in the DynamoDB protocol. Who is the platform may name any account; everybody
 * else has the one of their access key.
 *
 * <p>A write whose answer was lost is sent again, and may then fail on its own first sending. For a
 * put this is seen: what stands is then what was to be put, and it counts as written, which is
 * right as long as every writer puts something of its own, such as an owner's id.
 */
public final class DynamoKvService implements KvService, AutoCloseable {
    private static final int MOST_NAMES = 100;

    private final DynamoDbClient dynamo;
    private final DynamoNames names;

    public DynamoKvService(DynamoClientConfig config) {
        this.dynamo = DynamoClients.open(config);
        this.names = new DynamoNames(config.tablePrefix());
    }

    @Override
    public Table createTable(TableName table, TableSpec spec) {
        TableDescription made =
                answer(
                        () ->
                                dynamo.createTable(
                                                each ->
                                                        each.tableName(names.of(table))
                                                                .keySchema(DynamoSpecs.schema(spec))
                                                                .attributeDefinitions(
                                                                        DynamoSpecs.attributes(
                                                                                spec))
                                                                .billingMode(
                                                                        BillingMode.PAY_PER_REQUEST)
                                                                .overrideConfiguration(in(table)))
                                        .tableDescription());
        if (made.tableStatus() != TableStatus.ACTIVE) {
            answer(
                    () ->
                            dynamo.waiter()
                                    .waitUntilTableExists(
                                            each ->
                                                    each.tableName(names.of(table))
                                                            .overrideConfiguration(in(table))));
        }
        return DynamoSpecs.table(table, made);
    }

    @Override
    public Table describeTable(TableName table) {
        return DynamoSpecs.table(
                table,
                answer(
                        () ->
                                dynamo.describeTable(
                                                each ->
                                                        each.tableName(names.of(table))
                                                                .overrideConfiguration(in(table)))
                                        .table()));
    }

    @Override
    public List<String> listTables(String account, Optional<String> after, int limit) {
        List<String> all = new ArrayList<>();
        @Nullable String from = names.start(account, after).orElse(null);
        do {
            @Nullable String start = from;
            int count = Math.min(limit, MOST_NAMES);
            var page =
                    answer(
                            () ->
                                    dynamo.listTables(
                                            each ->
                                                    each.exclusiveStartTableName(start)
                                                            .limit(count)
                                                            .overrideConfiguration(in(account))));
            for (String name : page.tableNames()) {
                names.own(account, name).ifPresent(all::add);
            }
            from = page.lastEvaluatedTableName();
        } while (from != null && all.size() < limit);
        return all.subList(0, Math.min(limit, all.size()));
    }

    @Override
    public void deleteTable(TableName table) {
        TableStatus status =
                answer(
                        () ->
                                dynamo.deleteTable(
                                                each ->
                                                        each.tableName(names.of(table))
                                                                .overrideConfiguration(in(table)))
                                        .tableDescription()
                                        .tableStatus());
        if (status == TableStatus.DELETING) {
            answer(
                    () ->
                            dynamo.waiter()
                                    .waitUntilTableNotExists(
                                            each ->
                                                    each.tableName(names.of(table))
                                                            .overrideConfiguration(in(table))));
        }
    }

    @Override
    public WriteResult put(TableName table, Item item, Expression condition) {
        try {
            var put =
                    dynamo.putItem(
                            each ->
                                    each.tableName(names.of(table))
                                            .item(DynamoValues.sdk(item.values()))
                                            .conditionExpression(DynamoExpressions.text(condition))
                                            .expressionAttributeNames(
                                                    DynamoExpressions.names(condition))
                                            .expressionAttributeValues(
                                                    DynamoExpressions.values(condition))
                                            .returnValues(ReturnValue.ALL_OLD)
                                            .returnValuesOnConditionCheckFailure(
                                                    ReturnValuesOnConditionCheckFailure.ALL_OLD)
                                            .overrideConfiguration(in(table)));
            return new WriteResult.Written(
                    put.hasAttributes()
                            ? Optional.of(DynamoValues.item(put.attributes()))
                            : Optional.empty());
        } catch (ConditionalCheckFailedException failed) {
            Optional<Item> current = current(failed);
            boolean isOwn = failed.numAttempts() > 1 && current.equals(Optional.of(item));
            return isOwn
                    ? new WriteResult.Written(Optional.empty())
                    : new WriteResult.ConditionFailed(current);
        } catch (SdkException refused) {
            throw DynamoRefusal.problem(refused);
        }
    }

    @Override
    public WriteResult delete(TableName table, Item key, Expression condition) {
        try {
            var deleted =
                    dynamo.deleteItem(
                            each ->
                                    each.tableName(names.of(table))
                                            .key(DynamoValues.sdk(key.values()))
                                            .conditionExpression(DynamoExpressions.text(condition))
                                            .expressionAttributeNames(
                                                    DynamoExpressions.names(condition))
                                            .expressionAttributeValues(
                                                    DynamoExpressions.values(condition))
                                            .returnValues(ReturnValue.ALL_OLD)
                                            .returnValuesOnConditionCheckFailure(
                                                    ReturnValuesOnConditionCheckFailure.ALL_OLD)
                                            .overrideConfiguration(in(table)));
            return new WriteResult.Written(
                    deleted.hasAttributes()
                            ? Optional.of(DynamoValues.item(deleted.attributes()))
                            : Optional.empty());
        } catch (ConditionalCheckFailedException failed) {
            return new WriteResult.ConditionFailed(current(failed));
        } catch (SdkException refused) {
            throw DynamoRefusal.problem(refused);
        }
    }

    private static Optional<Item> current(ConditionalCheckFailedException failed) {
        return failed.hasItem() ? Optional.of(DynamoValues.item(failed.item())) : Optional.empty();
    }

    @Override
    public Optional<Item> get(TableName table, Item key) {
        GetItemResponse got =
                answer(
                        () ->
                                dynamo.getItem(
                                        each ->
                                                each.tableName(names.of(table))
                                                        .key(DynamoValues.sdk(key.values()))
                                                        .consistentRead(true)
                                                        .overrideConfiguration(in(table))));
        return got.hasItem() ? Optional.of(DynamoValues.item(got.item())) : Optional.empty();
    }

    @Override
    public Page query(Query query) {
        return query.keyCondition().text().isBlank() ? scan(query) : queried(query);
    }

    private Page queried(Query query) {
        DynamoExpressions both = DynamoExpressions.of(query.keyCondition(), query.filter());
        QueryResponse page =
                answer(
                        () ->
                                dynamo.query(
                                        each ->
                                                each.tableName(names.of(query.table()))
                                                        .keyConditionExpression(both.first())
                                                        .filterExpression(both.second())
                                                        .expressionAttributeNames(both.names())
                                                        .expressionAttributeValues(both.values())
                                                        .scanIndexForward(query.ascending())
                                                        .exclusiveStartKey(start(query))
                                                        .limit(query.limit())
                                                        .consistentRead(true)
                                                        .overrideConfiguration(in(query.table()))));
        return page(page.items(), page.scannedCount(), page.lastEvaluatedKey());
    }

    private Page scan(Query query) {
        ScanResponse page =
                answer(
                        () ->
                                dynamo.scan(
                                        each ->
                                                each.tableName(names.of(query.table()))
                                                        .filterExpression(
                                                                DynamoExpressions.text(
                                                                        query.filter()))
                                                        .expressionAttributeNames(
                                                                DynamoExpressions.names(
                                                                        query.filter()))
                                                        .expressionAttributeValues(
                                                                DynamoExpressions.values(
                                                                        query.filter()))
                                                        .exclusiveStartKey(start(query))
                                                        .limit(query.limit())
                                                        .consistentRead(true)
                                                        .overrideConfiguration(in(query.table()))));
        return page(page.items(), page.scannedCount(), page.lastEvaluatedKey());
    }

    private static @Nullable
            Map<String, software.amazon.awssdk.services.dynamodb.model.AttributeValue>
            start(Query query) {
        return query.after().map(key -> DynamoValues.sdk(key.values())).orElse(null);
    }

    private static Page page(
            List<Map<String, software.amazon.awssdk.services.dynamodb.model.AttributeValue>> items,
            int scanned,
            Map<String, software.amazon.awssdk.services.dynamodb.model.AttributeValue> next) {
        return new Page(
                items.stream().map(DynamoValues::item).toList(),
                scanned,
                next.isEmpty() ? Optional.empty() : Optional.of(DynamoValues.item(next)));
    }

    @Override
    public WriteResult transact(String account, List<TransactAction> actions, String token) {
        var items = actions.stream().map(each -> DynamoActions.sdk(each, names)).toList();
        try {
            dynamo.transactWriteItems(
                    each ->
                            each.transactItems(items)
                                    .clientRequestToken(token.isEmpty() ? null : token)
                                    .overrideConfiguration(in(account)));
            return new WriteResult.Written(Optional.empty());
        } catch (TransactionCanceledException cancelled) {
            return DynamoActions.cancelled(cancelled);
        } catch (SdkException refused) {
            throw DynamoRefusal.problem(refused);
        }
    }

    @Override
    public void close() {
        dynamo.close();
    }

    private static <T> T answer(Supplier<T> call) {
        try {
            return call.get();
        } catch (SdkException refused) {
            throw DynamoRefusal.problem(refused);
        }
    }

    private AwsRequestOverrideConfiguration in(TableName table) {
        return names.in(table.account());
    }

    private AwsRequestOverrideConfiguration in(String account) {
        return names.in(account);
    }
}
