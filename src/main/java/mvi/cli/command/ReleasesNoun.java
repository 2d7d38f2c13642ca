package mvi.cli.command;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import mvi.cli.output.Exit;
import mvi.cli.output.Table;
import mvi.cli.output.Words;
import mvi.cli.remote.ApiClient;
import mvi.cli.remote.Json;
import mvi.engines.base.Problem;

/** {@code releases}, {@code rollback} and {@code promote}. */
final class ReleasesNoun {
    private static final Duration GLANCE = Duration.ofSeconds(1);
    private static final Set<String> ENDS = Set.of("done", "undone", "superseded");

    private ReleasesNoun() {}

    static Verb noun() {
        return Verb.of(
                        "releases",
                        "List an app's releases, newest first.",
                        "mvi releases -a hello",
                        ReleasesNoun::list)
                .app()
                .json()
                .with(
                        Verb.of(
                                        "show",
                                        "Show a release: its steps, each with its time.",
                                        "mvi releases show -a hello v3",
                                        ReleasesNoun::show)
                                .app()
                                .json()
                                .flag("-f --follow", "Go on until it is done or undone.")
                                .words("RELEASE", "0..1", "Which one; else the newest."),
                        Verb.of(
                                        "diff",
                                        "Say what a release has that another has not.",
                                        "mvi releases diff -a hello v3 v5",
                                        ReleasesNoun::diff)
                                .app()
                                .json()
                                .words(
                                        "RELEASE",
                                        "1..2",
                                        "The first, and the second; else the newest."));
    }

    static Verb rollback() {
        return Rollouts.flags(
                Verb.of(
                                "rollback",
                                "Go back to an earlier release: image, environment and manifest.",
                                "mvi rollback -a hello v3",
                                ReleasesNoun::rollBack)
                        .app()
                        .json()
                        .words("RELEASE", "0..1", "Which one; else the one before."));
    }

    static Verb promote() {
        return Rollouts.flags(
                Verb.of(
                                "promote",
                                "Release what an app runs to another app, which keeps its variables.",
                                "mvi promote -a hello hello-live",
                                ReleasesNoun::promote)
                        .app()
                        .json()
                        .words("OTHER", "1", "The other app; made where there is none."));
    }

    private static int list(Call call) throws IOException {
        Optional<Json> releases = call.shown(releases(call));
        if (releases.isPresent()) {
            Table table = new Table("RELEASE", "STATE", "BUILD", "AT", "BY", "REASON");
            for (Json each : releases.get().items()) {
                table.row(
                        each.text("release") + (each.isTrue("isCurrent") ? " *" : ""),
                        each.text("state"),
                        Words.orDash(each.text("build")),
                        Words.ago(each.text("at"), call.world().clock().now()),
                        each.text("by"),
                        Words.orDash(each.text("reason")));
            }
            call.print(table.isEmpty() ? "no releases yet\n" : table.text());
        }
        return Exit.OK;
    }

    private static String releases(Call call) throws IOException {
        return call.api().get(call.appPath("/releases"));
    }

    private static int show(Call call) throws IOException, InterruptedException {
        Json release = find(call, call.words().isEmpty() ? "" : call.words().getFirst());
        if (call.has("--json")) {
            call.print(Json.pretty(Json.write(release.value())) + "\n");
            return Exit.OK;
        }
        Set<Object> told = new HashSet<>();
        tell(call, release, told);
        while (call.has("--follow") && !ENDS.contains(release.text("state"))) {
            call.world().clock().sleep(GLANCE);
            release = find(call, release.text("release"));
            tell(call, release, told);
        }
        String state = release.text("state");
        call.print(
                "%s of %s is %s: %s\n"
                        .formatted(
                                release.text("release"),
                                call.app(),
                                state,
                                Table.clean(release.text("reason"))));
        return call.has("--follow") && !state.equals("done") ? Exit.FAILED : Exit.OK;
    }

    /** By its name, or with an empty one the newest. */
    private static Json find(Call call, String name) throws IOException {
        return Json.parse(releases(call)).items().stream()
                .filter(each -> name.isEmpty() || each.text("release").equals(name))
                .findFirst()
                .orElseThrow(
                        () ->
                                Problem.missing(
                                        "no-such-release",
                                        "app '%s' has no release%s among its last"
                                                .formatted(
                                                        call.app(),
                                                        name.isEmpty() ? "" : " '" + name + "'")));
    }

    /** What was not told yet, with the seconds since the release was made. */
    private static void tell(Call call, Json release, Set<Object> told) {
        Instant began = Instant.parse(release.text("at"));
        for (Json step : release.items("steps")) {
            if (told.add(step.value())) {
                String at = step.text("at");
                call.print(
                        String.format(
                                Locale.ROOT,
                                "%s  %8.1f s  %s%n",
                                at,
                                Duration.between(began, Instant.parse(at)).toMillis() / 1000.0,
                                Table.clean(step.text("text"))));
            }
        }
    }

    private static int diff(Call call) throws IOException {
        String first = call.words().getFirst();
        String second =
                call.words().size() > 1 ? call.words().get(1) : find(call, "").text("release");
        Optional<Json> changes =
                call.shown(
                        call.api()
                                .get(
                                        call.appPath(
                                                "/releases/%s/changes?since=%s"
                                                        .formatted(
                                                                ApiClient.encoded(second),
                                                                ApiClient.encoded(first)))));
        if (changes.isPresent()) {
            String text = PlanCommand.text(changes.get());
            call.print(text.isEmpty() ? first + " and " + second + " are the same\n" : text);
        }
        return Exit.OK;
    }

    private static int promote(Call call) throws IOException {
        return Rollouts.post(
                call,
                call.words().getFirst(),
                rest(call, "/promotions"),
                Json.write(Map.of("from", call.app())));
    }

    private static String rest(Call call, String path) {
        String query = Rollouts.query(call);
        return path + (query.isEmpty() ? "" : "?" + query);
    }

    private static int rollBack(Call call) throws IOException {
        String release = call.words().isEmpty() ? "" : call.words().getFirst();
        return Rollouts.post(
                call, rest(call, "/rollbacks"), Json.write(Map.of("release", release)));
    }
}
