package mvi.services.kv.front;

import java.util.Optional;

/**
 * The operations that are served, each with its name on the wire and the permission it asks for.
 */
enum KvOperation {
    CREATE_TABLE("CreateTable"),
    DESCRIBE_TABLE("DescribeTable"),
    LIST_TABLES("ListTables"),
    DELETE_TABLE("DeleteTable"),
    PUT_ITEM("PutItem"),
    GET_ITEM("GetItem"),
    DELETE_ITEM("DeleteItem"),
    UPDATE_ITEM("UpdateItem"),
    QUERY("Query"),
    SCAN("Scan"),
    /** Asks for the permission of each of its actions instead of one of its own. */
    TRANSACT_WRITE_ITEMS("TransactWriteItems");

    private static final String TARGET = "DynamoDB_20120810.";

    private final String wireName;

    KvOperation(String wireName) {
        this.wireName = wireName;
    }

    String action() {
        return "dynamodb:" + wireName;
    }

    /** By the value of {@code X-Amz-Target}. */
    static Optional<KvOperation> of(String target) {
        for (KvOperation operation : values()) {
            if (target.equals(TARGET + operation.wireName)) {
                return Optional.of(operation);
            }
        }
        return Optional.empty();
    }
}
