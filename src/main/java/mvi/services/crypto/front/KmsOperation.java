package mvi.services.crypto.front;

import java.util.Optional;

/**
 * The operations that are served, each with its name on the wire and the permission it asks for.
 */
enum KmsOperation {
    CREATE_KEY("CreateKey"),
    DESCRIBE_KEY("DescribeKey"),
    LIST_KEYS("ListKeys"),
    LIST_ALIASES("ListAliases"),
    ENCRYPT("Encrypt"),
    DECRYPT("Decrypt"),
    GENERATE_DATA_KEY("GenerateDataKey"),
    GENERATE_DATA_KEY_WITHOUT_PLAINTEXT("GenerateDataKeyWithoutPlaintext");

    static final String TARGET = "TrentService.";

    private final String wireName;

    KmsOperation(String wireName) {
        this.wireName = wireName;
    }

    String target() {
        return TARGET + wireName;
    }

    String action() {
        return "kms:" + wireName;
    }

    /** By the value of {@code X-Amz-Target}. */
    static Optional<KmsOperation> of(String target) {
        for (KmsOperation operation : values()) {
            if (target.equals(operation.target())) {
                return Optional.of(operation);
            }
        }
        return Optional.empty();
    }
}
