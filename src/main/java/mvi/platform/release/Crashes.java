package mvi.platform.release;

import static mvi.platform.app.PlatformTables.CRASHES;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import mvi.engines.base.Clock;
import mvi.platform.app.Schema;
import mvi.services.kv.AttributeValue;
import mvi.services.kv.Expression;
import mvi.services.kv.Item;
import mvi.services.kv.KvService;
import mvi.services.kv.Query;

/**
 * What is known of containers that ended by themselves, per process: how often, how the last one
 * ended, and how long to wait before the next start.
 */
public final class Crashes {
    public static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    public static final Duration LONGEST_PAUSE = Duration.ofSeconds(60);

    /** A container that ran this long starts the count of crashes in a row again. */
    public static final Duration FORGIVEN_AFTER = Duration.ofSeconds(60);

    /** Containers that are remembered as counted, so that a crash of ours counts none twice. */
    private static final int REMEMBERED = 16;

    private final KvService kv;
    private final Clock clock;

    public Crashes(KvService kv, Clock clock) {
        this.kv = kv;
        this.clock = clock;
    }

    /**
     * One process's.
     *
     * @param total since the app was made
     * @param inRow crashes since a container last ran for long
     * @param note the last one's exit code and last lines
     * @param containers ids that were counted, oldest first
     */
    public record Record(
            String process,
            int total,
            int inRow,
            String note,
            Instant at,
            List<String> containers) {}

    public Map<String, Record> of(String app) {
        Map<String, Record> all = new LinkedHashMap<>();
        for (Item item : kv.all(Query.partition(CRASHES, "app", app))) {
            Record crash = read(item);
            all.put(crash.process(), crash);
        }
        return all;
    }

    /** Counts the end of a container, once. {@code ran} is how long it did. */
    public void record(String app, String process, String id, Duration ran, String note) {
        Record before =
                kv.get(CRASHES, key(app, process))
                        .map(Crashes::read)
                        .orElse(new Record(process, 0, 0, "", Instant.EPOCH, List.of()));
        if (before.containers().contains(id)) {
            return;
        }
        List<String> containers = new ArrayList<>(before.containers());
        containers.add(id);
        while (containers.size() > REMEMBERED) {
            containers.removeFirst();
        }
        int inRow = ran.compareTo(FORGIVEN_AFTER) >= 0 ? 1 : before.inRow() + 1;
        Item item =
                Schema.stamp(key(app, process))
                        .with("total", before.total() + 1)
                        .with("inRow", inRow)
                        .with("note", note)
                        .with("at", clock.now().toString())
                        .with(
                                "containers",
                                new AttributeValue.ListOf(
                                        containers.stream().map(AttributeValue::text).toList()));
        kv.put(CRASHES, item, Expression.NONE);
    }

    /** What is left of the pause before the next start. */
    Duration pause(Record crash) {
        Duration whole = pauseAfter(crash.inRow());
        Duration left = whole.minus(Duration.between(crash.at(), clock.now()));
        return left.isNegative() ? Duration.ZERO : left;
    }

    static Duration pauseAfter(int inRow) {
        if (inRow <= 0) {
            return Duration.ZERO;
        }
        Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(inRow - 1, 10));
        return pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
    }

    public void purge(String app) {
        for (Item item : kv.all(Query.partition(CRASHES, "app", app))) {
            kv.delete(CRASHES, key(app, item.text("process")), Expression.NONE);
        }
    }

    private static Item key(String app, String process) {
        return Item.of("app", app).with("process", process);
    }

    private static Record read(Item item) {
        List<String> containers = new ArrayList<>();
        if (item.get("containers").orElse(null) instanceof AttributeValue.ListOf list) {
            list.values().forEach(id -> containers.add(id.asText()));
        }
        return new Record(
                item.text("process"),
                (int) item.number("total"),
                (int) item.number("inRow"),
                item.text("note"),
                Instant.parse(item.text("at")),
                containers);
    }
}
