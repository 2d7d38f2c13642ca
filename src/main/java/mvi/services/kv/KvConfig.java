package mvi.services.kv;

import java.time.Duration;
import mvi.engines.base.ByteCount;

/**
 * The knobs of Key-Value; all but the first are DynamoDB's own.
 *
 * @param tablesPerAccount more are refused
 * @param itemLimit largest item
 * @param pageLimit a page ends when its items have this size
 * @param actionsPerTransaction more are refused
 * @param tokenTime how long a transaction's token is remembered
 */
public record KvConfig(
        int tablesPerAccount,
        ByteCount itemLimit,
        ByteCount pageLimit,
        int actionsPerTransaction,
        Duration tokenTime) {
    public static final KvConfig DEFAULT =
            new KvConfig(256, ByteCount.kib(400), ByteCount.mib(1), 100, Duration.ofMinutes(10));
}
