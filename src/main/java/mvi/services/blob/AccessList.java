package mvi.services.blob;

import java.util.List;

/**
 * Who may do what with a bucket or an object, beside its policy (S3's ACL).
 *
 * @param owner the account that it belongs to
 */
public record AccessList(String owner, List<Entry> entries) {
    /** S3 takes no more grants than this. */
    public static final int MOST_ENTRIES = 100;

    public AccessList {
        entries = List.copyOf(entries);
    }

    /** Its owner alone, who may everything. */
    public static AccessList ofOwner(String owner) {
        return new AccessList(
                owner, List.of(new Entry(Grantee.ACCOUNT, owner, Access.FULL_CONTROL)));
    }

    /** What an entry allows. */
    public enum Access {
        FULL_CONTROL,
        READ,
        WRITE,
        READ_ACP,
        WRITE_ACP;

        public boolean includes(Access wanted) {
            return this == FULL_CONTROL || this == wanted;
        }
    }

    /** Whom an entry is for. */
    public enum Grantee {
        ACCOUNT,
        /** Everybody who has signed the request. */
        AUTHENTICATED_USERS,
        ALL_USERS,
        LOG_DELIVERY
    }

    /**
     * One grant.
     *
     * @param account of {@link Grantee#ACCOUNT}; else empty
     */
    public record Entry(Grantee grantee, String account, Access access) {
        public boolean isPublic() {
            return grantee == Grantee.ALL_USERS || grantee == Grantee.AUTHENTICATED_USERS;
        }
    }

    public boolean isPublic() {
        return entries.stream().anyMatch(Entry::isPublic);
    }

    /**
     * Whether it lets an account in; the owner may always read and change the list itself.
     *
     * @param account empty for somebody who has not signed
     * @param isPublicIgnored whether entries for everybody don't count
     */
    public boolean allows(String account, Access wanted, boolean isPublicIgnored) {
        if (account.equals(owner) && (wanted == Access.READ_ACP || wanted == Access.WRITE_ACP)) {
            return true;
        }
        return entries.stream()
                .filter(entry -> entry.access().includes(wanted))
                .filter(entry -> !(isPublicIgnored && entry.isPublic()))
                .anyMatch(entry -> covers(entry, account));
    }

    private static boolean covers(Entry entry, String account) {
        return switch (entry.grantee()) {
            case ACCOUNT -> !account.isEmpty() && entry.account().equals(account);
            case AUTHENTICATED_USERS -> !account.isEmpty();
            case ALL_USERS -> true;
            case LOG_DELIVERY -> false;
        };
    }
}
