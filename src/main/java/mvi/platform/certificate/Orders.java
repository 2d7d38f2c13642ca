package mvi.platform.certificate;

import static mvi.platform.app.PlatformTables.ORDERS;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import mvi.engines.base.Challenge;
import mvi.engines.base.Chance;
import mvi.engines.base.Clock;
import mvi.engines.base.Problem;
import mvi.platform.app.Schema;
import mvi.services.kv.Expression;
import mvi.services.kv.Item;
import mvi.services.kv.KvService;
import mvi.services.kv.Query;

/**
 * Orders of certificates that failed, each with the time of the next try. In KV: authorities count
 * failures for hours, and a control plane that starts again must not begin anew.
 */
final class Orders {
    /** After the first failure; twice as long after each more. */
    static final Duration SHORTEST_PAUSE = Duration.ofMinutes(1);

    static final Duration LONGEST_PAUSE = Duration.ofHours(6);

    /** When an authority says that it was asked too often. */
    private static final Duration LIMITED_PAUSE = Duration.ofHours(1);

    private static final String CHALLENGE = "challenge";

    private static final int DOUBLINGS = 10;
    private static final int JITTER_PERCENT = 20;

    private final KvService kv;
    private final Clock clock;
    private final Chance chance;

    Orders(KvService kv, Clock clock, Chance chance) {
        this.kv = kv;
        this.clock = clock;
        this.chance = chance;
    }

    /**
     * Why a name has no certificate yet.
     *
     * @param failures in a row
     * @param challenge of the next try
     */
    record Failed(int failures, Instant next, String reason, Challenge challenge) {}

    /** By host. */
    Map<String, Failed> failed() {
        Map<String, Failed> all = new HashMap<>();
        for (Item item : kv.all(Query.scan(ORDERS))) {
            Schema.check(item, "an order of a certificate");
            all.put(
                    item.text("host"),
                    new Failed(
                            (int) item.number("failures"),
                            Instant.parse(item.text("next")),
                            item.text("reason"),
                            item.get(CHALLENGE).isPresent()
                                    ? Challenge.of(item.text(CHALLENGE))
                                    : Challenge.HTTP_01));
        }
        return all;
    }

    /**
     * When it is tried again.
     *
     * @param challenge by which
     */
    Instant fail(String host, int before, Problem why, Challenge challenge) {
        Duration doubled = SHORTEST_PAUSE.multipliedBy(1L << Math.min(before, DOUBLINGS));
        Duration pause = doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
        if (why.code().equals("acme-rate-limited") && pause.compareTo(LIMITED_PAUSE) < 0) {
            pause = LIMITED_PAUSE;
        }
        long jitter = pause.toMillis() * chance.below(JITTER_PERCENT + 1) / 100;
        Instant next = clock.now().plus(pause).plusMillis(jitter);
        kv.put(
                ORDERS,
                Schema.stamp(Item.of("host", host))
                        .with("failures", before + 1L)
                        .with("next", next.toString())
                        .with("reason", why.publicMessage())
                        .with(CHALLENGE, challenge.toString()),
                Expression.NONE);
        return next;
    }

    void forget(String host) {
        kv.delete(ORDERS, Item.of("host", host), Expression.NONE);
    }
}
