package mvi.platform.app;

import static mvi.platform.app.PlatformTables.APPS;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import mvi.engines.base.Clock;
import mvi.engines.base.Principal;
import mvi.engines.base.Problem;
import mvi.services.kv.AttributeValue;
import mvi.services.kv.Expression;
import mvi.services.kv.KvService;
import mvi.services.kv.Query;
import mvi.services.kv.TransactAction;

/** The apps of this platform and what each should be. */
public final class Apps {
    /** Longest name, so that hosts, containers and repositories made of it stay legal. */
    public static final int MAXIMUM_NAME = 40;

    /** Attempts at a write that others keep getting in the way of. */
    private static final int WRITE_ATTEMPTS = 20;

    private final KvService kv;
    private final Clock clock;
    private final Credentials credentials;
    private final AccountNumbers numbers;

    public Apps(KvService kv, Clock clock, Credentials credentials) {
        this.kv = kv;
        this.clock = clock;
        this.credentials = credentials;
        this.numbers = new AccountNumbers(kv);
    }

    /** Throws INVALID {@code bad-app-name}. */
    public static void checkName(String name) {
        if (!isName(name)) {
            throw Problem.invalid(
                    "bad-app-name",
                    "an app's name has 1 to "
                            + MAXIMUM_NAME
                            + " of a-z 0-9 -, starting with a letter and ending with a letter or"
                            + " digit; '"
                            + name
                            + "' does not");
        }
    }

    static boolean isName(String text) {
        return text.matches("[a-z]([a-z0-9-]{0," + (MAXIMUM_NAME - 2) + "}[a-z0-9])?");
    }

    public Optional<AppRecord> find(String name) {
        return kv.get(APPS, AppItems.key(name)).map(AppItems::read);
    }

    /** Throws MISSING {@code no-such-app}, also for one that is marked deleted. */
    public AppRecord get(String name) {
        return find(name)
                .filter(app -> !app.desired().isDeleted())
                .orElseThrow(
                        () ->
                                Problem.missing(
                                        "no-such-app",
                                        "there is no app '" + name + "'; mvi apps lists them"));
    }

    /** All of them, by name, those marked deleted too. */
    public List<AppRecord> list() {
        return kv.all(Query.scan(APPS)).stream()
                .filter(item -> !item.text("name").equals(AccountNumbers.COUNTER))
                .map(AppItems::read)
                .sorted(Comparator.comparing(AppRecord::name))
                .toList();
    }

    /**
     * The app, made with an account and a credential of its own when it is not there, brought back
     * with its data when it was marked deleted.
     */
    public AppRecord ensure(String name) {
        checkName(name);
        for (int attempt = 0; attempt < WRITE_ATTEMPTS; attempt++) {
            Optional<AppRecord> there = find(name);
            if (there.isPresent() && !there.get().desired().isDeleted()) {
                return there.get();
            }
            if (there.isPresent() && there.get().desired().isPurged()) {
                throw Problem.conflict(
                        "app-purging", "app '" + name + "' is being purged; try again when it is");
            }
            boolean written =
                    there.isPresent()
                            ? commit(List.of(replace(there.get().with(Desired.NOTHING))))
                            : create(name);
            if (written) {
                return get(name);
            }
        }
        throw busy(name);
    }

    private boolean create(String name) {
        AccountNumbers.Drawn drawn = numbers.draw();
        if (!credentials.named(name).isEmpty()) {
            throw Problem.conflict(
                    "name-taken",
                    "'"
                            + name
                            + "' is an account without an app (mvi credentials lists it): take"
                            + " another name");
        }
        Credentials.Minted minted =
                credentials.mint(
                        new Principal(Principal.Role.APP, drawn.account(), name),
                        CredentialWish.NONE);
        List<TransactAction> actions = new ArrayList<>(minted.actions());
        actions.add(drawn.action());
        AppRecord app =
                new AppRecord(
                        name,
                        drawn.account(),
                        minted.credential().accessKeyId(),
                        clock.now(),
                        Desired.NOTHING,
                        1);
        actions.add(new TransactAction.Put(APPS, AppItems.write(app), Expression.absent("name")));
        return commit(actions);
    }

    /** Changes what the app should be by a conditional write, again when another was first. */
    public AppRecord change(String name, UnaryOperator<Desired> how) {
        for (int attempt = 0; attempt < WRITE_ATTEMPTS; attempt++) {
            AppRecord app = get(name);
            if (commit(List.of(replace(app.with(how.apply(app.desired())))))) {
                return get(name);
            }
        }
        throw busy(name);
    }

    /** A put that holds when nobody wrote since {@code app} was read. */
    public TransactAction replace(AppRecord app) {
        AppRecord next =
                new AppRecord(
                        app.name(),
                        app.account(),
                        app.accessKeyId(),
                        app.created(),
                        app.desired(),
                        app.version() + 1);
        return new TransactAction.Put(
                APPS,
                AppItems.write(next),
                Expression.equal("version", AttributeValue.number(app.version())));
    }

    /** Holds when nobody wrote since {@code app} was read. */
    public TransactAction unchanged(AppRecord app) {
        return new TransactAction.Check(
                APPS,
                AppItems.key(app.name()),
                Expression.equal("version", AttributeValue.number(app.version())));
    }

    /** Takes the record away, with all its credentials; its account is never given out again. */
    public boolean forget(AppRecord app) {
        List<TransactAction> actions = new ArrayList<>(credentials.revoke(app.account()));
        actions.add(
                new TransactAction.Delete(
                        APPS,
                        AppItems.key(app.name()),
                        Expression.equal("version", AttributeValue.number(app.version()))));
        return commit(actions);
    }

    /** All or nothing; false when a condition did not hold. */
    public boolean commit(List<TransactAction> actions) {
        return kv.transact(Principal.PLATFORM_ACCOUNT, actions, "").isWritten();
    }

    private static Problem busy(String name) {
        return Problem.conflict(
                "app-busy", "app '" + name + "' is being changed by others; try again");
    }
}
