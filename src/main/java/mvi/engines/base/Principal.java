package mvi.engines.base;

/**
 * Who is asking: an operator, an app, the platform itself, or nobody who said. Bucket, table and
 * key names are per account.
 *
 * @param account 12 digits; an app's own
 * @param name for audit and messages: the operator's or app's name
 */
public record Principal(Role role, String account, String name) {
    /** The account that holds the platform's own tables and buckets. */
    public static final String PLATFORM_ACCOUNT = "000000000000";

    /** The account in which an operator's own buckets, tables and keys live. */
    public static final String OPERATOR_ACCOUNT = "000000000001";

    /** Who did not say who it is. Nothing is in this account. */
    public static final Principal ANONYMOUS =
            new Principal(Role.ANONYMOUS, "000000000002", "anonymous");

    /** The sorts of principal. */
    public enum Role {
        PLATFORM,
        OPERATOR,
        APP,
        ANONYMOUS
    }

    public Principal {
        if (!account.matches("\\d{12}")) {
            throw new IllegalArgumentException("an account has 12 digits: " + account);
        }
    }
}
