package mvi.platform.function;

import static mvi.platform.app.PlatformTables.EVENTS;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mvi.engines.base.Principal;
import mvi.engines.base.Problem;
import mvi.platform.app.Schema;
import mvi.services.kv.AttributeValue;
import mvi.services.kv.Expression;
import mvi.services.kv.Item;
import mvi.services.kv.KvService;
import mvi.services.kv.Page;
import mvi.services.kv.Query;
import mvi.services.kv.TransactAction;

/**
 * Events that are still to be delivered: items of KV, one partition for each source of each
 * function, sorted by their numbers. An event that is there will be delivered, however often
 * processes die, until {@link #remove} takes it away.
 */
public final class EventQueue {
    /** Actions of one transaction, as DynamoDB bounds them. */
    private static final int TRANSACTION = 100;

    /** Bytes of the events of one transaction; DynamoDB's bound is 4 MB. */
    private static final int TRANSACTION_BYTES = 3_000_000;

    private static final String QUEUE = "queue";
    private static final String NUMBER = "number";

    private final KvService kv;

    public EventQueue(KvService kv) {
        this.kv = kv;
    }

    /** Some events of a queue, oldest first. */
    record Read(List<FunctionEvent> events, boolean hasMore) {}

    /** One queue. */
    public record Name(FunctionName function, Source source) {
        @Override
        public String toString() {
            return function + "/" + source;
        }
    }

    /** They are on the disk when this returns; one that is there already begins anew. */
    public void add(List<FunctionEvent> events) {
        List<TransactAction> batch = new ArrayList<>();
        int bytes = 0;
        for (FunctionEvent event : events) {
            if (!isOneTransaction(batch.size() + 1, bytes + event.payload().length)) {
                commit(batch);
                batch.clear();
                bytes = 0;
            }
            batch.add(put(event));
            bytes += event.payload().length;
        }
        commit(batch);
    }

    /** Whether so many events fit into one. */
    static boolean isOneTransaction(int events, int bytes) {
        return events <= TRANSACTION && bytes <= TRANSACTION_BYTES;
    }

    /** For a transaction with what the event tells of. */
    public static TransactAction put(FunctionEvent event) {
        return new TransactAction.Put(EVENTS, write(event), Expression.NONE);
    }

    /** The oldest ones after a number, which need not be there; empty for the first of all. */
    public List<FunctionEvent> read(Name queue, String after, int limit) {
        return readOn(queue, after, limit).events();
    }

    /** As {@link #read}, and whether there are others after them. */
    Read readOn(Name queue, String after, int limit) {
        Query query =
                new Query(
                        EVENTS,
                        Expression.equal(QUEUE, AttributeValue.text(queue.toString())),
                        Expression.NONE,
                        true,
                        after.isEmpty() ? Optional.empty() : Optional.of(key(queue, after)),
                        limit);
        Page page = kv.query(query);
        return new Read(
                page.items().stream().map(EventQueue::read).toList(), page.next().isPresent());
    }

    public Optional<FunctionEvent> find(Name queue, String number) {
        return kv.get(EVENTS, key(queue, number)).map(EventQueue::read);
    }

    /** Puts on record how an attempt ended, unless the event is gone meanwhile. */
    public void update(FunctionEvent event) {
        kv.put(
                EVENTS,
                write(event),
                new Expression("attribute_exists(#a)", Map.of("#a", QUEUE), Map.of()));
    }

    public void remove(List<FunctionEvent> events) {
        for (int from = 0; from < events.size(); from += TRANSACTION) {
            commit(
                    events.subList(from, Math.min(events.size(), from + TRANSACTION)).stream()
                            .map(EventQueue::delete)
                            .toList());
        }
    }

    /** For a transaction. */
    static TransactAction delete(FunctionEvent event) {
        return new TransactAction.Delete(EVENTS, key(name(event), event.number()), Expression.NONE);
    }

    private void commit(List<TransactAction> actions) {
        if (!actions.isEmpty()
                && !kv.transact(Principal.PLATFORM_ACCOUNT, actions, "").isWritten()) {
            throw Problem.bug("a transaction without conditions was cancelled", null);
        }
    }

    static Name name(FunctionEvent event) {
        return new Name(event.function(), event.source());
    }

    private static Item key(Name queue, String number) {
        return Item.of(QUEUE, queue.toString()).with(NUMBER, number);
    }

    private static Item write(FunctionEvent event) {
        return Schema.stamp(key(name(event), event.number()))
                .with("key", event.key())
                .with("type", event.type())
                .with("subject", event.subject())
                .with("time", event.time().toString())
                .with("payload", new AttributeValue.Bytes(event.payload()))
                .with("trace", event.trace())
                .with("attempts", event.delivery().attempts())
                .with("notBefore", event.delivery().notBefore().toEpochMilli())
                .with("error", event.delivery().error());
    }

    private static FunctionEvent read(Item item) {
        String[] queue = item.text(QUEUE).split("/", 3);
        Schema.check(item, "an event of " + item.text(QUEUE));
        return new FunctionEvent(
                new FunctionName(queue[0], queue[1]),
                Source.parse(queue[2]),
                item.text(NUMBER),
                item.text("key"),
                item.text("type"),
                item.text("subject"),
                Instant.parse(item.text("time")),
                ((AttributeValue.Bytes) item.get("payload").orElseThrow()).bytes(),
                item.text("trace"),
                new FunctionEvent.Delivery(
                        (int) item.number("attempts"),
                        Instant.ofEpochMilli(item.number("notBefore")),
                        item.text("error")));
    }
}
