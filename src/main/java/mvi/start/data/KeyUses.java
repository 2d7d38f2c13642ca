package mvi.start.data;

import static mvi.platform.app.PlatformTables.CREDENTIALS;
import static mvi.platform.app.PlatformTables.CREDENTIAL_USES;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import mvi.engines.base.Clock;
import mvi.engines.base.Events;
import mvi.engines.base.Principal;
import mvi.platform.app.Credentials;
import mvi.platform.app.Schema;
import mvi.services.kv.Expression;
import mvi.services.kv.Item;
import mvi.services.kv.KvService;
import mvi.services.kv.TransactAction;
import mvi.services.kv.WriteResult;

/**
 * When each access key was last used, to the second: noted in memory by whoever has just checked a
 * signature or a password, and written to a table of its own once a minute and at the end. A crash
 * loses a minute of it, and no more.
 *
 * <p>A use is not written into the credential's own item: a write there has every credential read
 * anew. It is written under the condition that the credential is there, so that a key that was
 * deleted leaves nothing behind.
 */
final class KeyUses implements AutoCloseable {
    static final Duration WRITTEN_EVERY = Duration.ofMinutes(1);

    /** Two actions each, of the 100 that a transaction may have. */
    static final int KEYS_AT_ONCE = 50;

    /** How long the end waits for a write that has begun. */
    private static final Duration ENDING = Duration.ofSeconds(10);

    private final KvService kv;
    private final Clock clock;
    private final Events events;
    private final Map<String, AtomicLong> secondsByKey = new ConcurrentHashMap<>();
    private final ReentrantLock writeLock = new ReentrantLock();
    private final Map<String, Long> written = new HashMap<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread writer =
            Thread.ofPlatform().name("data-key-uses").daemon().unstarted(this::writeUntilClosed);

    KeyUses(KvService kv, Clock clock, Events events) {
        this.kv = kv;
        this.clock = clock;
        this.events = events;
    }

    void start() {
        writer.start();
    }

    /** With each request: takes no lock but for a key's first use. */
    void note(String accessKeyId) {
        long now = clock.now().getEpochSecond();
        AtomicLong last = secondsByKey.get(accessKeyId);
        if (last == null) {
            last = secondsByKey.computeIfAbsent(accessKeyId, unused -> new AtomicLong(now));
        }
        // Within the same second it stays a read, which threads share.
        if (last.get() < now) {
            last.accumulateAndGet(now, Math::max);
        }
    }

    /** Writes what changed since the last time. */
    void write() {
        writeLock.lock();
        try {
            List<Use> changed = new ArrayList<>();
            secondsByKey.forEach(
                    (key, last) -> {
                        long seconds = last.get();
                        if (seconds > written.getOrDefault(key, Long.MIN_VALUE)) {
                            changed.add(new Use(key, seconds));
                        }
                    });
            for (int from = 0; from < changed.size(); from += KEYS_AT_ONCE) {
                int to = Math.min(from + KEYS_AT_ONCE, changed.size());
                write(changed.subList(from, to));
            }
        } finally {
            writeLock.unlock();
        }
    }

    /** A use that is to be written. */
    private record Use(String accessKeyId, long seconds) {
        Item key() {
            return Item.of("accessKeyId", accessKeyId);
        }

        TransactAction check() {
            return new TransactAction.Check(
                    CREDENTIALS,
                    key(),
                    new Expression("attribute_exists(#a)", Map.of("#a", "accessKeyId"), Map.of()));
        }

        TransactAction put() {
            return new TransactAction.Put(
                    CREDENTIAL_USES,
                    Schema.stamp(key())
                            .with(Credentials.LAST_USED, Instant.ofEpochSecond(seconds).toString()),
                    Expression.NONE);
        }
    }

    /** Again without those whose credentials have gone. */
    private void write(List<Use> uses) {
        List<Use> left = uses;
        while (!left.isEmpty()) {
            List<TransactAction> actions = new ArrayList<>();
            left.forEach(use -> actions.add(use.check()));
            left.forEach(use -> actions.add(use.put()));
            WriteResult result = kv.transact(Principal.PLATFORM_ACCOUNT, actions, "");
            if (!(result instanceof WriteResult.Cancelled cancelled)) {
                left.forEach(use -> written.put(use.accessKeyId(), use.seconds()));
                return;
            }
            left = there(left, cancelled.reasons());
        }
    }

    private List<Use> there(List<Use> uses, List<Optional<String>> reasons) {
        List<Use> there = new ArrayList<>();
        for (int i = 0; i < uses.size(); i++) {
            Use use = uses.get(i);
            if (reasons.get(i).isEmpty()) {
                there.add(use);
            } else {
                secondsByKey.remove(use.accessKeyId());
                written.remove(use.accessKeyId());
            }
        }
        // Only a check can fail; were it another, the next minute tries again.
        return there.size() < uses.size() ? there : List.of();
    }

    private void writeUntilClosed() {
        try {
            while (!closing.await(WRITTEN_EVERY.toNanos(), TimeUnit.NANOSECONDS)) {
                tryWrite();
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    /** What could not be written is written with the next minute's. */
    private void tryWrite() {
        try {
            write();
        } catch (RuntimeException failed) {
            events.warn("key-uses-not-written", "problem", failed);
        }
    }

    /** Once nobody notes any more, and before KV closes. */
    @Override
    public void close() {
        if (closing.getCount() == 0) {
            return;
        }
        closing.countDown();
        try {
            writer.join(ENDING.toMillis());
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
        tryWrite();
    }
}
