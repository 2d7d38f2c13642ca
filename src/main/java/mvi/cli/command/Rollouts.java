package mvi.cli.command;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import mvi.cli.output.Exit;
import mvi.cli.output.Progress;
import mvi.cli.output.Table;
import mvi.cli.remote.ApiClient;
import mvi.cli.remote.Json;
import mvi.cli.remote.Streams;
import mvi.cli.remote.Wire;
import mvi.engines.base.Kind;
import mvi.engines.base.Problem;

/** Follows work that goes on at the platform, whether or not somebody watches. */
final class Rollouts {
    private Rollouts() {}

    /** For the app that the call names. */
    static int post(Call call, String rest, String json) throws IOException {
        return post(call, call.app(), rest, json);
    }

    static int post(Call call, String app, String rest, String json) throws IOException {
        String path = "/v1/apps/" + ApiClient.encoded(app) + rest;
        try (Wire.Answer answer = call.api().post(path, json)) {
            print(call, app, follow(call, app, answer));
        }
        return Exit.OK;
    }

    /** For commands that make a release. */
    static Verb flags(Verb verb) {
        return verb.flag("--wait", "Follow it to its end; so it is without it.")
                .flag("--detach", "End once the release is on record: it goes on by itself.");
    }

    /** What {@link #flags} say, for the query; empty or {@code detach=true}. */
    static String query(Call call) {
        if (call.has("--wait") && call.has("--detach")) {
            throw Problem.invalid("two-ways", "--wait and --detach: keep one of the two");
        }
        return call.has("--detach") ? "detach=true" : "";
    }

    /** Until it is done; a failure is thrown with the platform's own words. */
    static Json follow(Call call, String app, Wire.Answer answer) throws IOException {
        List<Json> ends = new ArrayList<>();
        Thread interrupted =
                Thread.ofPlatform().unstarted(() -> call.terminal().hint("\n" + goesOn(app)));
        Runtime.getRuntime().addShutdownHook(interrupted);
        try (Progress progress = new Progress(call.terminal())) {
            Streams.events(
                    answer.body(),
                    event -> {
                        switch (event.text("kind")) {
                            case "step" -> progress.step(event.text("text"));
                            case "output" -> progress.line(Table.clean(event.text("text")));
                            default -> ends.add(event);
                        }
                        return ends.isEmpty();
                    });
        } catch (IOException cut) {
            throw cut(app, cut);
        } finally {
            removeHook(interrupted);
        }
        Json end = ends.isEmpty() ? new Json("") : ends.getFirst();
        if (end.text("kind").equals("done")) {
            return end;
        }
        if (end.text("kind").equals("failed")) {
            throw new Problem(end.text("code"), Kind.INVALID, end.text("text"), "", null);
        }
        throw cut(app, new IOException("the stream ended early"));
    }

    static void print(Call call, String app, Json done) throws IOException {
        if (call.has("--json")) {
            call.print(Json.pretty(Json.write(done.value())) + "\n");
            return;
        }
        if (call.has("--detach")) {
            call.print(done.text("text") + "; follow it with " + follower(app) + "\n");
            return;
        }
        String url = done.text("url");
        call.print(
                done.text("text")
                        + "\n"
                        + (url.isEmpty()
                                ? ""
                                : done.text("release") + " answers at " + url + "\n"));
    }

    private static Problem cut(String app, IOException cut) {
        return Problem.unavailable(
                "cut", "lost sight of it (" + cut.getMessage() + "); " + goesOn(app), cut);
    }

    private static String goesOn(String app) {
        return "it goes on at the platform: follow it with " + follower(app);
    }

    private static String follower(String app) {
        return "mvi releases show -f -a " + app;
    }

    private static void removeHook(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException shuttingDown) {
            // The hook is running: ctrl-C came, and it says so.
            return;
        }
    }
}
