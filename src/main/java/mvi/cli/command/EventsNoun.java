package mvi.cli.command;

import java.io.IOException;
import java.util.Optional;
import mvi.cli.output.Exit;
import mvi.cli.output.Table;
import mvi.cli.output.Words;
import mvi.cli.remote.ApiClient;
import mvi.cli.remote.Json;
import mvi.engines.base.Problem;

/** {@code events}: what waits for functions, and what could not be delivered. */
final class EventsNoun {
    private static final String DEAD = "dead";

    private EventsNoun() {}

    static Verb noun() {
        return Verb.of(
                        "events",
                        "List events that wait for an app's functions, and dead letters.",
                        "mvi events -a hello",
                        EventsNoun::list)
                .app()
                .json()
                .with(
                        Verb.of(
                                        "show",
                                        "Show an event, with what it tells and the last error.",
                                        "mvi events show -a hello blob-0000000000000001",
                                        EventsNoun::show)
                                .app()
                                .words("EVENT", "1", "Its id.")
                                .json(),
                        Verb.of(
                                        "replay",
                                        "Deliver a dead letter again.",
                                        "mvi events replay -a hello blob-0000000000000001",
                                        EventsNoun::replay)
                                .app()
                                .words("EVENT", "0..1", "Its id.")
                                .flag("--all", "All dead letters of the app."),
                        Verb.of(
                                        "drop",
                                        "Drop an event for good.",
                                        "mvi events drop -a hello blob-0000000000000001",
                                        EventsNoun::drop)
                                .app()
                                .words("EVENT", "0..1", "Its id.")
                                .flag("--all", "All dead letters of the app."));
    }

    private static int list(Call call) throws IOException {
        Optional<Json> events = call.shown(call.api().get(call.appPath("/events")));
        if (events.isPresent()) {
            Table table =
                    new Table("EVENT", "FUNCTION", "STATE", "WHEN", "ATTEMPTS", "OF", "ERROR");
            for (Json each : events.get().items()) {
                table.row(
                        each.text("id"),
                        each.text("function"),
                        each.text("state"),
                        Words.ago(each.text("time"), call.world().clock().now()),
                        Long.toString(each.whole("attempts")),
                        Words.orDash(each.text("subject")),
                        Words.orDash(each.text("error").lines().findFirst().orElse("")));
            }
            call.print(table.isEmpty() ? "no event waits, and none is dead\n" : table.text());
        }
        return Exit.OK;
    }

    private static int show(Call call) throws IOException {
        Optional<Json> event = call.shown(call.api().get(path(call, call.words().getFirst(), "")));
        if (event.isPresent()) {
            Json each = event.get();
            call.print(
                    "%s of %s: %s, %d attempts failed\n%s %s at %s\n"
                            .formatted(
                                    each.text("id"),
                                    each.text("function"),
                                    each.text("state"),
                                    each.whole("attempts"),
                                    each.text("type"),
                                    each.text("subject"),
                                    each.text("time")));
            if (!each.text("error").isEmpty()) {
                call.print("last error: " + each.text("error") + "\n");
            }
            call.print("\n" + Json.pretty(each.text("payload")) + "\n");
        }
        return Exit.OK;
    }

    private static int replay(Call call) throws IOException {
        return each(
                call,
                id -> {
                    String _ = call.api().create(path(call, id, "/replays"), "{}");
                });
    }

    private static int drop(Call call) throws IOException {
        return each(call, id -> call.api().delete(path(call, id, "")));
    }

    /** Does something to an event. */
    @FunctionalInterface
    private interface Deed {
        void to(String id) throws IOException;
    }

    private static int each(Call call, Deed deed) throws IOException {
        if (!call.words().isEmpty()) {
            deed.to(call.words().getFirst());
            return Exit.OK;
        }
        if (!call.has("--all")) {
            throw Problem.invalid("no-event", "name an event, or say --all");
        }
        int count = 0;
        // Each look shows no more than some hundreds.
        for (int before = -1; before != count; ) {
            before = count;
            for (Json each : Json.parse(call.api().get(call.appPath("/events"))).items()) {
                if (each.text("state").equals(DEAD)) {
                    deed.to(each.text("id"));
                    count++;
                }
            }
        }
        call.print(count + " events\n");
        return Exit.OK;
    }

    private static String path(Call call, String id, String rest) {
        return call.appPath("/events/" + ApiClient.encoded(id) + rest);
    }
}
