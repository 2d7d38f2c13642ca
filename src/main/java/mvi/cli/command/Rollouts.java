package mvi.cli.command;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import mvi.cli.output.Exit;
import mvi.cli.output.Progress;
import mvi.cli.output.Table;
import mvi.cli.remote.Json;
import mvi.cli.remote.Streams;
import mvi.cli.remote.Wire;
import mvi.engines.base.Kind;
import mvi.engines.base.Problem;

/** Follows work that goes on at the platform, whether or not somebody watches. */
final class Rollouts {
    private Rollouts() {}

    static int post(Call call, String path, String json) throws IOException {
        try (Wire.Answer answer = call.api().post(path, json)) {
            Json done = follow(call, answer);
            print(call, done);
        }
        return Exit.OK;
    }

    /** Until it is done; a failure is thrown with the platform's own words. */
    static Json follow(Call call, Wire.Answer answer) throws IOException {
        List<Json> ends = new ArrayList<>();
        Thread interrupted = Thread.ofPlatform().unstarted(() -> sayItGoesOn(call));
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
            throw goesOn(call, cut);
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
        throw goesOn(call, new IOException("the stream ended early"));
    }

    static void print(Call call, Json done) throws IOException {
        if (call.has("--json")) {
            call.print(Json.pretty(Json.write(done.value())) + "\n");
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

    private static Problem goesOn(Call call, IOException cut) {
        return Problem.unavailable(
                "cut",
                "lost sight of it ("
                        + cut.getMessage()
                        + "); it goes on at the platform: follow it with mvi releases -a "
                        + call.app(),
                cut);
    }

    private static void sayItGoesOn(Call call) {
        call.terminal()
                .hint("\nit goes on at the platform: follow it with mvi releases -a " + call.app());
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
