package mvi.services.kv;

import mvi.engines.base.Problem;

/**
 * A table of an account: 3 to 255 of letters, digits, underscore, dot, hyphen, as DynamoDB has it.
 */
public record TableName(String account, String name) {
    public TableName {
        if (!name.matches("[A-Za-z0-9_.-]{3,255}")) {
            throw Problem.invalid(
                    "bad-table-name",
                    "a table's name has 3 to 255 of a-z A-Z 0-9 _ . -; '" + name + "' does not");
        }
    }
}
