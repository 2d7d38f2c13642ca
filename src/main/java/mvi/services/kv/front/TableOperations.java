package mvi.services.kv.front;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mvi.engines.base.Problem;
import mvi.engines.wire.Json;
import mvi.services.kv.KvService;
import mvi.services.kv.Table;
import mvi.services.kv.TableName;
import mvi.services.kv.TableSpec;
import mvi.services.kv.TableSpec.KeyAttribute;
import mvi.services.kv.TableSpec.KeyType;

/** The operations on tables. A table is there, or gone, when they return. */
record TableOperations(KvService kv) {
    private static final int MOST_NAMES = 100;
    private static final double MILLIS = 1000.0;

    KvReply create(KvCall call) {
        KvFields fields = call.fields();
        fields.refuse("GlobalSecondaryIndexes", "a table has its primary key alone");
        fields.refuse("LocalSecondaryIndexes", "a table has its primary key alone");
        fields.refuse("GlobalTableSourceArn", "a table is on one machine");
        fields.refuse("ResourcePolicy", "grants say who may");
        refuseOn(fields, "StreamSpecification", "StreamEnabled");
        refuseOn(fields, "SSESpecification", "Enabled");
        if (fields.bool("DeletionProtectionEnabled", false)) {
            fields.refuse("DeletionProtectionEnabled", "leave it out, or take DeleteTable away");
        }
        if (fields.has("Tags") && !fields.list("Tags").isEmpty()) {
            fields.refuse("Tags", "tables have no tags");
        }
        fields.choice("BillingMode", "PROVISIONED", "PAY_PER_REQUEST");
        fields.choice("TableClass", "STANDARD", "STANDARD_INFREQUENT_ACCESS");
        Table table = kv.createTable(fields.table(), spec(fields));
        return KvReply.ok(
                Json.object().set("TableDescription", description(table, "ACTIVE", call)));
    }

    private static void refuseOn(KvFields fields, String name, String enabled) {
        if (fields.object(name).filter(each -> each.bool(enabled, false)).isPresent()) {
            fields.refuse(name, "leave it out");
        }
    }

    private static TableSpec spec(KvFields fields) {
        Map<String, KeyType> types = new HashMap<>();
        for (KvFields each : fields.list("AttributeDefinitions")) {
            String name = each.text("AttributeName").orElse("");
            String type = each.choice("AttributeType", "S", "N", "B");
            if (types.put(name, type(type)) != null) {
                throw Problem.invalid("bad-table", "the attribute " + name + " is defined twice");
            }
        }
        List<KvFields> keys = fields.list("KeySchema");
        if (keys.isEmpty() || keys.size() > 2) {
            throw Problem.invalid("bad-table", "KeySchema has a HASH key and at most one RANGE");
        }
        KeyAttribute partition = key(keys.getFirst(), "HASH", types);
        Optional<KeyAttribute> sort =
                keys.size() == 1 ? Optional.empty() : Optional.of(key(keys.get(1), "RANGE", types));
        if (!types.isEmpty()) {
            throw Problem.invalid(
                    "bad-table",
                    "Number of attributes in KeySchema does not exactly match number of"
                            + " attributes defined in AttributeDefinitions");
        }
        return new TableSpec(partition, sort);
    }

    /** Takes the attribute out of those that are defined. */
    private static KeyAttribute key(KvFields key, String wanted, Map<String, KeyType> types) {
        String name = key.text("AttributeName").orElse("");
        KeyType type = types.remove(name);
        if (type == null || name.isEmpty()) {
            throw Problem.invalid(
                    "bad-table", "the key attribute '" + name + "' is not in AttributeDefinitions");
        }
        if (!key.text("KeyType").orElse("").equals(wanted)) {
            throw Problem.invalid("bad-table", "KeySchema is HASH first, then RANGE");
        }
        return new KeyAttribute(name, type);
    }

    private static KeyType type(String type) {
        return switch (type) {
            case "S" -> KeyType.TEXT;
            case "N" -> KeyType.NUMBER;
            default -> KeyType.BYTES;
        };
    }

    KvReply describe(KvCall call) {
        Table table = kv.describeTable(call.fields().table());
        return KvReply.ok(Json.object().set("Table", description(table, "ACTIVE", call)));
    }

    KvReply list(KvCall call) {
        KvFields fields = call.fields();
        int limit = fields.number("Limit", MOST_NAMES, MOST_NAMES);
        List<String> names =
                kv.listTables(
                        call.principal().account(),
                        fields.text("ExclusiveStartTableName"),
                        limit + 1);
        ObjectNode answer = Json.object();
        ArrayNode some = answer.putArray("TableNames");
        names.stream().limit(limit).forEach(some::add);
        if (names.size() > limit) {
            answer.put("LastEvaluatedTableName", names.get(limit - 1));
        }
        return KvReply.ok(answer);
    }

    KvReply delete(KvCall call) {
        TableName name = call.fields().table();
        Table table = kv.describeTable(name);
        kv.deleteTable(name);
        return KvReply.ok(
                Json.object().set("TableDescription", description(table, "DELETING", call)));
    }

    private static ObjectNode description(Table table, String status, KvCall call) {
        ObjectNode node =
                Json.object()
                        .put("TableName", table.name().name())
                        .put("TableStatus", status)
                        .put(
                                "TableArn",
                                "arn:aws:dynamodb:%s:%s:table/%s"
                                        .formatted(
                                                call.region(),
                                                table.name().account(),
                                                table.name().name()))
                        .put("CreationDateTime", table.created().toEpochMilli() / MILLIS)
                        .put("ItemCount", table.items())
                        .put("TableSizeBytes", table.bytes());
        ArrayNode schema = node.putArray("KeySchema");
        ArrayNode attributes = node.putArray("AttributeDefinitions");
        describe(table.spec().partition(), "HASH", schema, attributes);
        table.spec().sort().ifPresent(sort -> describe(sort, "RANGE", schema, attributes));
        node.putObject("BillingModeSummary").put("BillingMode", "PAY_PER_REQUEST");
        node.putObject("ProvisionedThroughput")
                .put("NumberOfDecreasesToday", 0)
                .put("ReadCapacityUnits", 0)
                .put("WriteCapacityUnits", 0);
        return node;
    }

    private static void describe(
            KeyAttribute key, String role, ArrayNode schema, ArrayNode attributes) {
        schema.addObject().put("AttributeName", key.name()).put("KeyType", role);
        attributes
                .addObject()
                .put("AttributeName", key.name())
                .put(
                        "AttributeType",
                        switch (key.type()) {
                            case TEXT -> "S";
                            case NUMBER -> "N";
                            case BYTES -> "B";
                        });
    }
}
