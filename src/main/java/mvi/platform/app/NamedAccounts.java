package mvi.platform.app;

import static mvi.platform.app.PlatformTables.APPS;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import mvi.engines.base.Principal;
import mvi.engines.base.Problem;
import mvi.services.kv.KvService;
import mvi.services.kv.TransactAction;

/**
 * Accounts without an app: for people and programs elsewhere that use Blob, Key-Value and Crypto.
 * Each has a name, one or two keys, and is there for as long as it has one.
 */
public final class NamedAccounts {
    /** Keys of all accounts, apps' too, beyond which no name is made: data holds them all. */
    public static final int MAXIMUM_KEYS = 10_000;

    private static final Duration LOCK_WAIT = Duration.ofSeconds(10);
    private static final int WRITE_ATTEMPTS = 20;

    private final KvService kv;
    private final Credentials credentials;
    private final AccountNumbers numbers;
    private final AppLocks locks;
    private final Predicate<String> hasData;

    /**
     * @param hasData whether an account has something that nobody could reach without a key
     */
    public NamedAccounts(
            KvService kv, Credentials credentials, AppLocks locks, Predicate<String> hasData) {
        this.kv = kv;
        this.credentials = credentials;
        this.numbers = new AccountNumbers(kv);
        this.locks = locks;
        this.hasData = hasData;
    }

    /**
     * Throws INVALID {@code bad-name}, CONFLICT {@code name-taken}, {@code access-key-taken},
     * {@code canonical-id-taken}, LIMIT {@code too-many-keys}.
     */
    public Credentials.Minted create(String name, CredentialWish wish) {
        checkName(name);
        for (int attempt = 0; attempt < WRITE_ATTEMPTS; attempt++) {
            AccountNumbers.Drawn drawn = numbers.draw();
            checkFree(name, wish);
            Credentials.Minted minted =
                    credentials.mint(
                            new Principal(Principal.Role.APP, drawn.account(), name), wish);
            List<TransactAction> actions = new ArrayList<>(minted.actions());
            actions.add(drawn.action());
            if (commit(actions)) {
                return minted;
            }
        }
        throw busy(name);
    }

    private static void checkName(String name) {
        if (!Apps.isName(name)) {
            throw Problem.invalid(
                    "bad-name",
                    "a name has 1 to "
                            + Apps.MAXIMUM_NAME
                            + " of a-z 0-9 -, starting with a letter and ending with a letter or"
                            + " digit; '"
                            + name
                            + "' does not");
        }
    }

    private void checkFree(String name, CredentialWish wish) {
        if (kv.get(APPS, AppItems.key(name)).isPresent()) {
            throw Problem.conflict(
                    "name-taken",
                    "'"
                            + name
                            + "' is an app, which has a key: mvi credentials rotate -a "
                            + name
                            + " makes it another");
        }
        List<StoredCredential> all = credentials.list();
        for (StoredCredential each : all) {
            if (each.principal().name().equals(name)) {
                throw Problem.conflict(
                        "name-taken",
                        "'" + name + "' is taken (mvi credentials lists it): take another name");
            }
            if (wish.accessKeyId().filter(each.accessKeyId()::equals).isPresent()) {
                throw Problem.conflict(
                        "access-key-taken",
                        each.accessKeyId() + " is the key of '" + each.principal().name() + "'");
            }
            if (wish.canonicalId().filter(each.effectiveCanonicalId()::equals).isPresent()) {
                throw Problem.conflict(
                        "canonical-id-taken",
                        "that canonical id is the one of '" + each.principal().name() + "'");
            }
        }
        if (all.size() >= MAXIMUM_KEYS) {
            throw Problem.limit(
                    "too-many-keys",
                    "there are " + all.size() + " access keys: delete some to make another");
        }
    }

    /**
     * One more key. Throws MISSING {@code no-such-name}, CONFLICT {@code two-keys}.
     *
     * @param by who asked
     */
    public Credentials.Minted rotate(String name, String by) throws InterruptedException {
        keys(name);
        try (AppLocks.Held lock = lock(name, by)) {
            Credentials.Minted minted = credentials.mintBeside(keys(name).getLast());
            List<TransactAction> actions = new ArrayList<>(minted.actions());
            actions.add(lock.check());
            if (commit(actions)) {
                return minted;
            }
        }
        throw busy(name);
    }

    /**
     * Takes a key away, and with the last one the account. Throws MISSING {@code
     * no-such-access-key}, CONFLICT {@code account-has-data} where that would leave data that
     * nobody reaches.
     */
    public void delete(StoredCredential key, String by) throws InterruptedException {
        String name = key.principal().name();
        try (AppLocks.Held lock = lock(name, by)) {
            List<StoredCredential> keys = keys(name);
            if (!keys.contains(key)) {
                throw Credentials.noSuchKey(key.accessKeyId());
            }
            boolean isLast = keys.size() == 1;
            if (isLast && hasData.test(key.principal().account())) {
                throw Problem.conflict(
                        "account-has-data",
                        key.accessKeyId()
                                + " is the last key of '"
                                + name
                                + "', which has buckets or tables: remove them first, or mvi"
                                + " credentials rotate "
                                + name
                                + " makes another key");
            }
            List<TransactAction> actions =
                    new ArrayList<>(
                            isLast
                                    ? credentials.revoke(key.principal().account())
                                    : credentials.delete(key.accessKeyId()));
            actions.add(lock.check());
            if (commit(actions)) {
                return;
            }
        }
        throw busy(name);
    }

    /** Throws MISSING {@code no-such-name}. */
    private List<StoredCredential> keys(String name) {
        List<StoredCredential> keys = credentials.named(name);
        if (keys.isEmpty()) {
            throw Problem.missing(
                    "no-such-name",
                    "there is no account '" + name + "'; mvi credentials lists them");
        }
        return keys;
    }

    /** The lock that an app of this name would have; there is none. */
    private AppLocks.Held lock(String name, String by) throws InterruptedException {
        return locks.acquire(name, "credentials by " + by, LOCK_WAIT, unused -> {});
    }

    private boolean commit(List<TransactAction> actions) {
        return kv.transact(Principal.PLATFORM_ACCOUNT, actions, "").isWritten();
    }

    private static Problem busy(String name) {
        return Problem.conflict(
                "name-busy", "the keys of '" + name + "' are being changed by others; try again");
    }
}
