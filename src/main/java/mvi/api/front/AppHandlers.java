package mvi.api.front;

import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import mvi.api.schema.ChangeView;
import mvi.api.schema.EnvironmentView;
import mvi.engines.base.Clock;
import mvi.engines.base.Problem;
import mvi.engines.http.Headers;
import mvi.engines.http.HttpReply;
import mvi.engines.http.ReplyBody;
import mvi.engines.wire.Json;
import mvi.platform.Platform;
import mvi.platform.app.AppRecord;
import mvi.platform.environment.Environment;
import mvi.platform.release.ReleaseDifference;
import mvi.services.container.Container;
import mvi.services.log.LogService;

/** The operations on apps. */
final class AppHandlers {
    private static final int DEFAULT_LINES = 100;
    private static final int MAXIMUM_LINES = 10_000;

    private final Platform platform;
    private final Views views;
    private final Clock clock;

    AppHandlers(Platform platform, Clock clock) {
        this.platform = platform;
        this.views = new Views(platform);
        this.clock = clock;
    }

    static HttpReply json(Object value) {
        return HttpReply.bytes(
                200, Headers.of("Content-Type", "application/json"), Json.write(value));
    }

    HttpReply list(ApiCall unused) {
        return json(platform.apps().stream().map(views::app).toList());
    }

    HttpReply get(ApiCall call) {
        return json(views.app(platform.app(call.app())));
    }

    HttpReply delete(ApiCall call) {
        platform.delete(call.app(), call.isSet("purge", false));
        return HttpReply.empty(204, Headers.NONE);
    }

    HttpReply deploy(ApiCall call) throws IOException {
        return Streams.progress(
                platform.deploy(
                        call.app(), call.request().body(), call.who(), call.isSet("wait", true)),
                call.isSet("detach", false));
    }

    HttpReply plan(ApiCall call) throws IOException {
        return json(changes(platform.plans().of(call.app(), call.request().body())));
    }

    private static List<ChangeView> changes(List<ReleaseDifference.Change> changes) {
        return changes.stream()
                .map(
                        each ->
                                new ChangeView(
                                        each.action().name().toLowerCase(Locale.ROOT),
                                        each.kind(),
                                        each.name(),
                                        each.details()))
                .toList();
    }

    HttpReply difference(ApiCall call) {
        String since = call.query("since").orElse("");
        return json(
                changes(platform.rollouts().difference(call.app(), since, call.path("release"))));
    }

    HttpReply promote(ApiCall call) throws IOException {
        String from = String.valueOf(call.json().getOrDefault("from", ""));
        return Streams.progress(
                platform.rollouts().promote(from, call.app(), call.who()),
                call.isSet("detach", false));
    }

    HttpReply builds(ApiCall call) {
        return json(
                platform.builds().list(platform.app(call.app()).name()).stream()
                        .map(views::build)
                        .toList());
    }

    HttpReply build(ApiCall call) {
        return json(views.build(platform.builds().get(call.path("id"))));
    }

    HttpReply buildLog(ApiCall call) throws IOException {
        return new HttpReply(
                200,
                Headers.of("Content-Type", "text/plain; charset=utf-8"),
                new ReplyBody.Source(platform.builds().log(call.path("id"))));
    }

    HttpReply releases(ApiCall call) {
        AppRecord app = platform.app(call.app());
        int current = app.desired().generation().release();
        return json(
                platform.releases(app.name()).stream()
                        .map(release -> views.release(release, current))
                        .toList());
    }

    HttpReply rollback(ApiCall call) throws IOException {
        String to = String.valueOf(call.json().getOrDefault("release", ""));
        return Streams.progress(
                platform.rollouts().rollback(call.app(), to, call.who()),
                call.isSet("detach", false));
    }

    HttpReply containers(ApiCall call) {
        return json(platform.containers(call.app()).stream().map(views::container).toList());
    }

    HttpReply scale(ApiCall call) throws IOException {
        Map<String, Integer> counts = new LinkedHashMap<>();
        for (Map.Entry<String, Object> each : call.json().entrySet()) {
            if (!(each.getValue() instanceof Integer count)) {
                throw Problem.invalid(
                        "bad-scale", "'" + each.getKey() + "' is not a whole number of containers");
            }
            counts.put(each.getKey(), count);
        }
        return Streams.progress(platform.scale(call.app(), counts, call.who()));
    }

    HttpReply beginMaintenance(ApiCall call) throws IOException {
        String message = String.valueOf(call.json().getOrDefault("message", ""));
        platform.maintenance().begin(call.app(), message);
        return HttpReply.empty(204, Headers.NONE);
    }

    HttpReply endMaintenance(ApiCall call) {
        platform.maintenance().end(call.app());
        return HttpReply.empty(204, Headers.NONE);
    }

    HttpReply restart(ApiCall call) {
        return Streams.progress(platform.rollouts().restart(call.app(), call.who()));
    }

    HttpReply environment(ApiCall call) {
        Environment environment = platform.environment(call.app());
        return json(new EnvironmentView(environment.version(), environment.variables()));
    }

    HttpReply setEnvironment(ApiCall call) throws IOException {
        Map<String, Object> body = call.json();
        Map<String, String> set = new LinkedHashMap<>();
        if (body.getOrDefault("set", Map.of()) instanceof Map<?, ?> map) {
            map.forEach((name, value) -> set.put(String.valueOf(name), String.valueOf(value)));
        }
        List<String> unset = new ArrayList<>();
        if (body.getOrDefault("unset", List.of()) instanceof List<?> list) {
            list.forEach(name -> unset.add(String.valueOf(name)));
        }
        return Streams.progress(
                platform.rollouts().setEnvironment(call.app(), set, unset, call.who()));
    }

    HttpReply logs(ApiCall call) {
        AppRecord app = platform.app(call.app());
        Optional<String> invocation = call.query("invocation").filter(id -> !id.isEmpty());
        if (invocation.isPresent()) {
            return Streams.lines(
                    platform.functions()
                            .lines(app.name(), invocation.get(), limit(call.query("limit"))));
        }
        LogService.LogQuery query =
                new LogService.LogQuery(
                        app.name(),
                        call.query("process").filter(process -> !process.isEmpty()),
                        call.query("container").filter(container -> !container.isEmpty()),
                        call.query("since").filter(text -> !text.isEmpty()).map(AppHandlers::time),
                        call.query("search").orElse(""),
                        limit(call.query("limit")));
        return Streams.lines(
                source(call.query("source").orElse("")), query, call.isSet("follow", false), clock);
    }

    private LogService source(String name) {
        return switch (name) {
            case "", "containers" -> platform.log();
            case "access" -> platform.accessLog();
            default ->
                    throw Problem.invalid(
                            "bad-query", "source is containers or access, not '" + name + "'");
        };
    }

    private static Instant time(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException bad) {
            throw Problem.invalid(
                    "bad-query", "'" + text + "' is not a time like 2030-01-31T12:00:00Z");
        }
    }

    private static int limit(Optional<String> text) {
        if (text.isEmpty() || text.get().isEmpty()) {
            return DEFAULT_LINES;
        }
        if (!text.get().matches("[1-9]\\d{0,4}") || Integer.parseInt(text.get()) > MAXIMUM_LINES) {
            throw Problem.invalid("bad-query", "limit is a number from 1 to " + MAXIMUM_LINES);
        }
        return Integer.parseInt(text.get());
    }

    HttpReply exec(ApiCall call) {
        Container container =
                platform.oneOffs()
                        .find(
                                call.app(),
                                call.query("process").orElse(""),
                                call.query("container").orElse(""));
        List<String> command = command(call);
        return Streams.frames(
                call.request(), streams -> platform.oneOffs().exec(container, command, streams));
    }

    HttpReply run(ApiCall call) {
        String process = call.query("process").orElse("");
        List<String> command = command(call);
        platform.app(call.app());
        return Streams.frames(
                call.request(),
                streams -> {
                    Container container = platform.oneOffs().start(call.app(), process, command);
                    try {
                        return platform.oneOffs().attach(container, streams);
                    } finally {
                        platform.oneOffs().dispose(container);
                    }
                });
    }

    private static List<String> command(ApiCall call) {
        List<String> command = call.all("command");
        if (command.isEmpty()) {
            throw Problem.invalid(
                    "no-command", "say what to run: ?command=sh&command=-c&command=…");
        }
        return command;
    }
}
