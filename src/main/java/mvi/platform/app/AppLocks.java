package mvi.platform.app;

import static mvi.platform.app.PlatformTables.LOCKS;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import mvi.engines.base.Clock;
import mvi.engines.base.Problem;
import mvi.services.kv.AttributeValue;
import mvi.services.kv.Expression;
import mvi.services.kv.Item;
import mvi.services.kv.KvService;
import mvi.services.kv.TransactAction;

/**
 * One lock per app: whoever changes what an app should be holds it.
 *
 * <p>A lock is an item with a token that grows with each holder and a time at which it is nobody's
 * any more. Its holder renews it; when the holder died it runs out and the next one takes it. A
 * holder that only thought itself alive is stopped by the token: its writes carry {@link
 * Held#check}, which fails as soon as another holder has been.
 */
public final class AppLocks {
    /** How long a lock outlives a holder that died. */
    public static final Duration LEASE = Duration.ofSeconds(15);

    /** How often a holder renews: three misses before it is lost. */
    public static final Duration RENEWAL = Duration.ofSeconds(4);

    private static final Duration POLL = Duration.ofMillis(250);

    private final KvService kv;
    private final Clock clock;

    public AppLocks(KvService kv, Clock clock) {
        this.kv = kv;
        this.clock = clock;
    }

    /** Who holds a lock, for what, until when. */
    public record Holder(String who, long token, Instant until) {}

    public Optional<Holder> holder(String app) {
        return read(app).filter(holder -> holder.until().isAfter(clock.now()));
    }

    /** Throws CONFLICT {@code app-locked}, naming the holder, when it is taken. */
    public Held acquireNow(String app, String who) {
        return tryAcquire(app, who)
                .orElseThrow(
                        () ->
                                Problem.conflict(
                                        "app-locked",
                                        "app '"
                                                + app
                                                + "' is being changed: "
                                                + holder(app)
                                                        .map(Holder::who)
                                                        .orElse("by somebody who just finished")
                                                + "; wait for it, or leave out --no-wait"));
    }

    /** Waits its turn; {@code waiting} is told once who holds it. Throws LIMIT after the limit. */
    public Held acquire(String app, String who, Duration limit, Consumer<String> waiting)
            throws InterruptedException {
        long began = clock.nanos();
        boolean isTold = false;
        while (true) {
            Optional<Held> held = tryAcquire(app, who);
            if (held.isPresent()) {
                return held.get();
            }
            String other = holder(app).map(Holder::who).orElse("another change");
            if (!isTold) {
                waiting.accept(other);
                isTold = true;
            }
            if (clock.nanos() - began > limit.toNanos()) {
                throw Problem.limit(
                        "lock-wait",
                        "waited " + limit.toMinutes() + " minutes for " + other + "; try again");
            }
            clock.sleep(POLL);
        }
    }

    /**
     * For a holder that there is at most one of by that name, such as the control plane of a
     * machine: takes the lock as well when it was the one that held it, before it died.
     */
    public Optional<Held> takeOver(String lock, String who) {
        return tryAcquire(lock, who, holder -> holder.who().equals(who));
    }

    private Optional<Held> tryAcquire(String app, String who) {
        return tryAcquire(app, who, holder -> false);
    }

    private Optional<Held> tryAcquire(String app, String who, Predicate<Holder> isOver) {
        Optional<Holder> last = read(app);
        if (last.isPresent()
                && last.get().until().isAfter(clock.now())
                && !isOver.test(last.get())) {
            return Optional.empty();
        }
        long token = last.map(Holder::token).orElse(0L) + 1;
        Expression condition =
                last.isEmpty() ? Expression.absent("app") : hasToken(last.get().token());
        return kv.put(LOCKS, item(app, who, token, clock.now().plus(LEASE)), condition).isWritten()
                ? Optional.of(new Held(app, who, token))
                : Optional.empty();
    }

    private Optional<Holder> read(String app) {
        return kv.get(LOCKS, Item.of("app", app))
                .map(
                        item ->
                                new Holder(
                                        item.text("who"),
                                        item.number("token"),
                                        Instant.ofEpochMilli(item.number("until"))));
    }

    private static Item item(String app, String who, long token, Instant until) {
        return Schema.stamp(Item.of("app", app))
                .with("who", who)
                .with("token", token)
                .with("until", until.toEpochMilli());
    }

    private static Expression hasToken(long token) {
        return Expression.equal("token", AttributeValue.number(token));
    }

    /** A lock that is held. Closing it lets the next one in; its token is never given out again. */
    public final class Held implements AutoCloseable {
        private final String app;
        private final String who;
        private final long token;

        private Held(String app, String who, long token) {
            this.app = app;
            this.who = who;
            this.token = token;
        }

        /** Holds for as long as nobody else has had the lock since. */
        public TransactAction check() {
            return new TransactAction.Check(LOCKS, Item.of("app", app), hasToken(token));
        }

        /** False when it was lost. */
        public boolean renew() {
            return kv.put(LOCKS, item(app, who, token, clock.now().plus(LEASE)), hasToken(token))
                    .isWritten();
        }

        @Override
        public void close() {
            kv.put(LOCKS, item(app, who, token, Instant.EPOCH), hasToken(token));
        }
    }
}
