package mvi.services.kv.back;

import java.util.Optional;
import mvi.engines.wire.ActingAccount;
import mvi.services.kv.TableName;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;

/** How a table of an account is called there: in a name with a prefix, or by header. */
record DynamoNames(Optional<String> prefix) {
    String of(TableName table) {
        return start(table.account()) + table.name();
    }

    private String start(String account) {
        return prefix.map(each -> each + account + "-").orElse("");
    }

    /** The name that a list of the account's tables starts behind. */
    Optional<String> start(String account, Optional<String> after) {
        if (after.isPresent()) {
            return Optional.of(start(account) + after.get());
        }
        return prefix.map(_ -> start(account));
    }

    /** The account's own name for it, if the table is the account's. */
    Optional<String> own(String account, String name) {
        String start = start(account);
        return name.startsWith(start)
                ? Optional.of(name.substring(start.length()))
                : Optional.empty();
    }

    AwsRequestOverrideConfiguration in(String account) {
        var configuration = AwsRequestOverrideConfiguration.builder();
        if (prefix.isEmpty()) {
            configuration.putHeader(ActingAccount.HEADER, account);
        }
        return configuration.build();
    }
}
