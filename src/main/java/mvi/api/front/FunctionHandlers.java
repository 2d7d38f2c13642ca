package mvi.api.front;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import mvi.api.schema.EventView;
import mvi.api.schema.FunctionView;
import mvi.api.schema.InvocationView;
import mvi.api.schema.ScheduleRunView;
import mvi.api.schema.ScheduleView;
import mvi.engines.base.Clock;
import mvi.engines.http.Headers;
import mvi.engines.http.HttpReply;
import mvi.manifest.Trigger;
import mvi.platform.Platform;
import mvi.platform.function.EventDesk;
import mvi.platform.function.FunctionEvent;
import mvi.platform.function.FunctionKeeper;
import mvi.platform.function.FunctionVersion;
import mvi.platform.function.Invocation;
import mvi.platform.function.InvocationResult;
import mvi.platform.function.ScheduleRun;
import mvi.platform.function.Schedules;

/** The operations on functions, their events and their schedules. */
final class FunctionHandlers {
    private static final double NANOS_PER_MILLI = 1e6;
    private static final double MILLIS = 1000;

    private final Platform platform;
    private final FunctionKeeper functions;
    private final Clock clock;

    FunctionHandlers(Platform platform, Clock clock) {
        this.platform = platform;
        this.functions = platform.functions();
        this.clock = clock;
    }

    HttpReply list(ApiCall call) {
        String app = platform.app(call.app()).name();
        return AppHandlers.json(
                functions.readings(app).stream().map(FunctionHandlers::view).toList());
    }

    HttpReply invoke(ApiCall call) throws IOException, InterruptedException {
        FunctionVersion version =
                functions.require(platform.app(call.app()).name(), call.path("name"));
        byte[] payload =
                Invocation.payload(call.request().body().readAll(InvocationResult.MAXIMUM_ANSWER));
        if (call.isSet("async", false)) {
            String id = functions.enqueue(version.name(), payload, "");
            return AppHandlers.json(new InvocationView("queued", id, "", "", "", 0, 0, ""));
        }
        String id = functions.newRequestId();
        InvocationResult result =
                functions.invoke(version.name(), id, payload, "", Optional.empty());
        return AppHandlers.json(view(id, result, text(functions.tail(version.name(), result))));
    }

    private static InvocationView view(String id, InvocationResult result, String log) {
        InvocationResult.Ran ran = result.ran();
        double cold = ran.coldStart().map(FunctionHandlers::millis).orElse(0.0);
        return switch (result) {
            case InvocationResult.Answered answered ->
                    new InvocationView(
                            "answered",
                            id,
                            text(answered.payload()),
                            "",
                            ran.container(),
                            millis(ran.took()),
                            cold,
                            log);
            case InvocationResult.Failed failed ->
                    new InvocationView(
                            "failed",
                            id,
                            text(failed.fault().payload()),
                            failed.fault().said(),
                            ran.container(),
                            millis(ran.took()),
                            cold,
                            log);
        };
    }

    private static double millis(Duration duration) {
        return duration.toNanos() / NANOS_PER_MILLI;
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static FunctionView view(FunctionKeeper.Reading reading) {
        FunctionVersion version = reading.version();
        long invocations = reading.counts().invocations();
        return new FunctionView(
                version.process().name(),
                version.release().name(),
                version.spec().runtime().name().toLowerCase(Locale.ROOT),
                version.spec().triggers().stream().map(FunctionHandlers::words).toList(),
                version.spec().concurrency(),
                reading.busy(),
                reading.idle(),
                invocations,
                reading.counts().errors(),
                reading.counts().throttles(),
                reading.counts().coldStarts(),
                reading.counts().deadLetters(),
                invocations == 0 ? 0 : reading.counts().seconds() * MILLIS / invocations,
                reading.queued(),
                reading.oldest().map(Instant::toString).orElse(""));
    }

    private static String words(Trigger trigger) {
        return switch (trigger) {
            case Trigger.Blob blob ->
                    "blob " + blob.bucket() + "/" + blob.prefix() + "*" + blob.suffix();
            case Trigger.Log log -> ("log of " + log.process() + " " + log.match()).strip();
            case Trigger.Schedule schedule -> "schedule " + schedule.timetable().expression();
            case Trigger.Release release ->
                    "release "
                            + String.join(
                                    ", ",
                                    release.outcomes().stream()
                                            .map(each -> each.name().toLowerCase(Locale.ROOT))
                                            .toList());
        };
    }

    HttpReply events(ApiCall call) {
        String app = platform.app(call.app()).name();
        return AppHandlers.json(
                functions.events().list(app).stream().map(each -> view(each, false)).toList());
    }

    HttpReply event(ApiCall call) {
        String app = platform.app(call.app()).name();
        return AppHandlers.json(view(functions.events().get(app, call.path("id")), true));
    }

    HttpReply replay(ApiCall call) {
        functions.events().replay(platform.app(call.app()).name(), call.path("id"));
        return HttpReply.empty(204, Headers.NONE);
    }

    HttpReply drop(ApiCall call) {
        functions.events().drop(platform.app(call.app()).name(), call.path("id"));
        return HttpReply.empty(204, Headers.NONE);
    }

    private EventView view(EventDesk.Standing standing, boolean isWhole) {
        FunctionEvent event = standing.event();
        FunctionEvent.Delivery delivery = event.delivery();
        String state =
                standing.died().isPresent()
                        ? "dead"
                        : delivery.attempts() == 0 ? "waiting" : "retrying";
        boolean isLater = standing.died().isEmpty() && delivery.notBefore().isAfter(clock.now());
        return new EventView(
                event.id(),
                event.function().name(),
                state,
                event.source().toString(),
                event.type(),
                event.subject(),
                event.time().toString(),
                delivery.attempts(),
                isLater ? delivery.notBefore().toString() : "",
                standing.died().map(Instant::toString).orElse(""),
                delivery.error(),
                isWhole ? text(event.payload()) : "");
    }

    HttpReply schedules(ApiCall call) {
        Optional<String> app =
                call.query("app")
                        .filter(name -> !name.isEmpty())
                        .map(platform::app)
                        .map(each -> each.name());
        return AppHandlers.json(functions.schedules().list(app).stream().map(this::view).toList());
    }

    HttpReply runSchedule(ApiCall call) {
        String id =
                functions.schedules().runNow(platform.app(call.app()).name(), call.path("name"));
        return AppHandlers.json(Map.of("id", id));
    }

    HttpReply pauseSchedule(ApiCall call) {
        return paused(call, true);
    }

    HttpReply resumeSchedule(ApiCall call) {
        return paused(call, false);
    }

    private HttpReply paused(ApiCall call, boolean isPaused) {
        functions.schedules().pause(platform.app(call.app()).name(), call.path("name"), isPaused);
        return HttpReply.empty(204, Headers.NONE);
    }

    HttpReply history(ApiCall call) {
        List<ScheduleRun> runs =
                functions
                        .schedules()
                        .history(
                                platform.app(call.app()).name(),
                                call.path("name"),
                                Schedules.HISTORY);
        return AppHandlers.json(runs.stream().map(FunctionHandlers::view).toList());
    }

    private ScheduleView view(Schedules.Schedule schedule) {
        Instant now = clock.now();
        String state =
                schedule.isPaused()
                        ? "paused"
                        : schedule.isOverdue(now)
                                ? "overdue"
                                : schedule.failure().isEmpty() ? "active" : "failed";
        return new ScheduleView(
                schedule.name(),
                schedule.version().process().name(),
                schedule.trigger().timetable().expression(),
                schedule.trigger().timetable().zone().getId(),
                schedule.trigger().overlap().name().toLowerCase(Locale.ROOT),
                schedule.trigger().missed().name().toLowerCase(Locale.ROOT),
                state,
                schedule.next(now).map(Instant::toString).orElse(""),
                schedule.succeeded().map(Instant::toString).orElse(""),
                schedule.failure());
    }

    private static ScheduleRunView view(ScheduleRun run) {
        return new ScheduleRunView(
                run.id(),
                run.tick().toString(),
                run.isByHand(),
                run.state().toString(),
                run.began().map(Instant::toString).orElse(""),
                run.took().map(took -> took.toMillis() / MILLIS).orElse(0.0),
                run.container(),
                run.error());
    }
}
