package mvi.platform.function;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import mvi.engines.base.Problem;

/** What people ask about events: which wait, which are dead letters; to try those again or not. */
public final class EventDesk {
    /** Events of a queue, and dead letters of a function, that a list shows. */
    public static final int LISTED = 100;

    private final EventQueue queue;
    private final DeadLetters deadLetters;
    private final Functions functions;
    private final Consumer<EventQueue.Name> waker;

    EventDesk(
            EventQueue queue,
            DeadLetters deadLetters,
            Functions functions,
            Consumer<EventQueue.Name> waker) {
        this.queue = queue;
        this.deadLetters = deadLetters;
        this.functions = functions;
        this.waker = waker;
    }

    /**
     * An event and where it stands.
     *
     * @param died when it became a dead letter; empty while it is to be delivered
     */
    public record Standing(FunctionEvent event, Optional<Instant> died) {}

    /** Oldest first, those that wait before those that are dead. */
    public List<Standing> list(String app) {
        List<Standing> all = new ArrayList<>();
        for (FunctionVersion version : functions.of(app)) {
            for (Source source : Source.values()) {
                queue.read(new EventQueue.Name(version.name(), source), "", LISTED)
                        .forEach(event -> all.add(new Standing(event, Optional.empty())));
            }
        }
        for (FunctionVersion version : functions.of(app)) {
            deadLetters
                    .list(version.name(), LISTED)
                    .forEach(
                            letter ->
                                    all.add(
                                            new Standing(
                                                    letter.event(), Optional.of(letter.died()))));
        }
        return all;
    }

    /** Throws MISSING {@code no-such-event}. */
    public Standing get(String app, String id) {
        Optional<Source> source = source(id);
        for (FunctionVersion version : functions.of(app)) {
            Optional<Standing> waiting =
                    source.flatMap(
                                    each ->
                                            queue.find(
                                                    new EventQueue.Name(version.name(), each),
                                                    id.substring(each.toString().length() + 1)))
                            .map(event -> new Standing(event, Optional.empty()));
            Optional<Standing> found =
                    waiting.or(
                            () ->
                                    deadLetters
                                            .find(version.name(), id)
                                            .map(
                                                    letter ->
                                                            new Standing(
                                                                    letter.event(),
                                                                    Optional.of(letter.died()))));
            if (found.isPresent()) {
                return found.get();
            }
        }
        throw Problem.missing(
                "no-such-event",
                "app '%s' has no event '%s' that waits or is a dead letter; mvi events -a %s lists them"
                        .formatted(app, id, app));
    }

    private static Optional<Source> source(String id) {
        for (Source each : Source.values()) {
            if (id.startsWith(each + "-")) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }

    /** Delivers a dead letter again, with as many attempts as a new event has. */
    public void replay(String app, String id) {
        Standing standing = get(app, id);
        FunctionEvent event = standing.event();
        if (standing.died().isEmpty()) {
            throw Problem.conflict(
                    "event-not-dead", "the event '" + id + "' is still to be delivered by itself");
        }
        queue.add(List.of(event.with(FunctionEvent.Delivery.NONE)));
        deadLetters.remove(event.function(), id);
        waker.accept(EventQueue.name(event));
    }

    /** It is never delivered; one that runs at this moment comes to its end. */
    public void drop(String app, String id) {
        Standing standing = get(app, id);
        if (standing.died().isPresent()) {
            deadLetters.remove(standing.event().function(), id);
        } else {
            queue.remove(List.of(standing.event()));
            waker.accept(EventQueue.name(standing.event()));
        }
    }
}
