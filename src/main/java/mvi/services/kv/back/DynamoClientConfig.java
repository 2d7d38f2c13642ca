package mvi.services.kv.back;

import java.net.URI;
import java.util.Optional;
import mvi.engines.base.Secret;

/**
 * Where a DynamoDB is, and who asks it.
 *
 * @param tablePrefix for a DynamoDB that has one account for all: tables are then called {@code
 *     PREFIXACCOUNT-NAME} instead of being asked for in the account that {@code x-mvi-account}
 *     names
 */
public record DynamoClientConfig(
        URI endpoint,
        String region,
        String accessKeyId,
        Secret secretAccessKey,
        Optional<String> tablePrefix) {}
