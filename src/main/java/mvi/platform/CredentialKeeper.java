package mvi.platform;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mvi.engines.base.Events;
import mvi.engines.base.Problem;
import mvi.platform.app.AppLocks;
import mvi.platform.app.AppRecord;
import mvi.platform.app.Apps;
import mvi.platform.app.CredentialWish;
import mvi.platform.app.Credentials;
import mvi.platform.app.NamedAccounts;
import mvi.platform.app.StoredCredential;
import mvi.services.kv.TransactAction;

/** Access keys as people see them: whose, how old, in use or not; made, rotated and deleted. */
public final class CredentialKeeper {
    private static final int WRITE_ATTEMPTS = 20;

    /** Of the release by which processes get another key. */
    private static final String CAUSE = "credentials rotate";

    private final Apps apps;
    private final Credentials credentials;
    private final NamedAccounts names;
    private final Changes changes;
    private final Releaser releaser;
    private final Events events;

    CredentialKeeper(
            Apps apps,
            Credentials credentials,
            NamedAccounts names,
            Changes changes,
            Releaser releaser,
            Events events) {
        this.apps = apps;
        this.credentials = credentials;
        this.names = names;
        this.changes = changes;
        this.releaser = releaser;
        this.events = events;
    }

    /** Brings out what an app's processes should see now, in a release. */
    @FunctionalInterface
    interface Releaser {
        void release(AppLocks.Held lock, AppRecord app, String cause, String by, Progress said)
                throws InterruptedException;
    }

    /** Whom a key is for. */
    public enum Owner {
        APP,
        NAME,
        PLATFORM
    }

    /** What a key is to its owner: the one in use, or one from before that is still good. */
    public enum State {
        CURRENT,
        EARLIER
    }

    /** A key as it is listed. */
    public record Listed(
            StoredCredential credential, Owner owner, State state, Optional<Instant> lastUsed) {}

    /**
     * By name, an account's older key first. Throws MISSING {@code no-such-app}.
     *
     * @param app whose; empty for all
     */
    public List<Listed> list(Optional<String> app) {
        Optional<String> account = app.map(name -> apps.get(name).account());
        Map<String, AppRecord> byAccount = new HashMap<>();
        apps.list().forEach(each -> byAccount.put(each.account(), each));
        List<StoredCredential> all = credentials.list();
        Map<String, String> newest = new HashMap<>();
        all.forEach(each -> newest.put(each.principal().account(), each.accessKeyId()));
        Map<String, Instant> uses = credentials.uses();
        return all.stream()
                .filter(each -> account.isEmpty() || account.get().equals(account(each)))
                .map(
                        each -> {
                            Optional<AppRecord> of =
                                    Optional.ofNullable(byAccount.get(account(each)));
                            String current =
                                    of.map(AppRecord::accessKeyId)
                                            .orElse(newest.getOrDefault(account(each), ""));
                            return new Listed(
                                    each,
                                    owner(each, of),
                                    each.accessKeyId().equals(current)
                                            ? State.CURRENT
                                            : State.EARLIER,
                                    Optional.ofNullable(uses.get(each.accessKeyId())));
                        })
                .toList();
    }

    private static String account(StoredCredential credential) {
        return credential.principal().account();
    }

    private static Owner owner(StoredCredential credential, Optional<AppRecord> app) {
        if (credential.isPlatforms()) {
            return Owner.PLATFORM;
        }
        return app.isPresent() ? Owner.APP : Owner.NAME;
    }

    /**
     * A new account that is no app, with one key.
     *
     * @see NamedAccounts#create
     */
    public Credentials.Minted create(String name, CredentialWish wish, String by) {
        Credentials.Minted minted = names.create(name, wish);
        tell("credential-made", minted.credential(), by);
        return minted;
    }

    /**
     * One more key of an account that is no app. Throws INVALID {@code is-an-app}.
     *
     * @see NamedAccounts#rotate
     */
    public Credentials.Minted rotateNamed(String name, String by) throws InterruptedException {
        if (apps.find(name).isPresent()) {
            throw Problem.invalid(
                    "is-an-app", "'" + name + "' is an app: mvi credentials rotate -a " + name);
        }
        Credentials.Minted minted = names.rotate(name, by);
        tell("credential-made", minted.credential(), by);
        return minted;
    }

    /**
     * One more key of an app, which its processes get in a release of its own; the one before stays
     * good. Throws MISSING {@code no-such-app}, CONFLICT {@code two-keys}.
     */
    public Progress rotate(String name, String by) {
        // Said at once, and not after other changes of the app.
        credentials.checkRoom(credentials.get(apps.get(name).accessKeyId()));
        return changes.start(
                name,
                "credentials rotate by " + by,
                true,
                (lock, said) -> rotate(lock, apps.get(name), by, said),
                () -> {});
    }

    private void rotate(AppLocks.Held lock, AppRecord app, String by, Progress said)
            throws InterruptedException {
        StoredCredential before = credentials.get(app.accessKeyId());
        Credentials.Minted minted = credentials.mintBeside(before);
        AppRecord after = app.withAccessKey(minted.credential().accessKeyId());
        List<TransactAction> actions = new ArrayList<>(minted.actions());
        actions.add(lock.check());
        actions.add(apps.replace(after));
        if (!apps.commit(actions)) {
            throw Problem.conflict(
                    "app-busy", "app '" + app.name() + "' was changed meanwhile; try again");
        }
        tell("credential-made", minted.credential(), by);
        said.step(
                "%s is %s's access key; %s stays good until mvi credentials delete %s"
                        .formatted(
                                after.accessKeyId(),
                                app.name(),
                                before.accessKeyId(),
                                before.accessKeyId()));
        if (app.desired().generation().isNone()) {
            said.done(app.name() + " has no release yet; its first one has that key", "", "");
            return;
        }
        releaser.release(lock, apps.get(app.name()), CAUSE, by, said);
    }

    /**
     * Throws MISSING {@code no-such-access-key}, CONFLICT {@code platform-key}, {@code
     * current-key}, {@code account-has-data}.
     */
    public void delete(String accessKeyId, String by) throws InterruptedException {
        for (int attempt = 0; attempt < WRITE_ATTEMPTS; attempt++) {
            StoredCredential key = credentials.get(accessKeyId);
            if (key.isPlatforms()) {
                throw Problem.conflict(
                        "platform-key",
                        accessKeyId
                                + " is the platform's own key ("
                                + key.principal().name()
                                + "): it goes when credentials.json in MVI_HOME has another");
            }
            Optional<AppRecord> app =
                    apps.find(key.principal().name())
                            .filter(each -> each.account().equals(account(key)));
            if (app.isEmpty()) {
                names.delete(key, by);
            } else if (!isDeleted(app.get(), key)) {
                continue;
            }
            tell("credential-deleted", key, by);
            return;
        }
        throw Problem.conflict(
                "app-busy", "the app of " + accessKeyId + " is being changed by others; try again");
    }

    /** False when the app was changed meanwhile, perhaps to this key. */
    private boolean isDeleted(AppRecord app, StoredCredential key) {
        if (app.accessKeyId().equals(key.accessKeyId())) {
            throw Problem.conflict(
                    "current-key",
                    "%s is the key that the processes of '%s' have: "
                                    .formatted(key.accessKeyId(), app.name())
                            + "mvi credentials rotate -a "
                            + app.name()
                            + " gives them another");
        }
        List<TransactAction> actions = new ArrayList<>(credentials.delete(key.accessKeyId()));
        actions.add(apps.unchanged(app));
        return apps.commit(actions);
    }

    private void tell(String event, StoredCredential key, String by) {
        events.info(
                event, "accessKeyId", key.accessKeyId(), "of", key.principal().name(), "by", by);
    }
}
