package mvi.services.kv;

import java.util.List;
import java.util.Optional;

/** What became of a conditional write. */
public sealed interface WriteResult {
    /** It is on the disk. {@code old} is the item that was there. */
    record Written(Optional<Item> old) implements WriteResult {}

    /** Nothing was written. {@code current} is the item that stands. */
    record ConditionFailed(Optional<Item> current) implements WriteResult {}

    /**
     * A transaction that wrote nothing: for each action in order, why it failed, or empty where it
     * would have held.
     */
    record Cancelled(List<Optional<String>> reasons) implements WriteResult {}

    default boolean isWritten() {
        return this instanceof Written;
    }
}
