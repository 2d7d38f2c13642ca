package mvi.api.front;

import static mvi.api.front.RouteTable.route;

import java.util.List;

/** Operations on functions, their events and their schedules. */
final class FunctionRoutes {
    private static final String READ = "functions:read";
    private static final String WRITE = "functions:write";
    private static final String INVOKE = "functions:invoke";

    private FunctionRoutes() {}

    static List<ApiRoute> of(ApiParts parts) {
        FunctionHandlers functions = new FunctionHandlers(parts.platform(), parts.clock());
        return List.of(
                route(
                        "GET",
                        "/v1/apps/{app}/functions",
                        "Its functions ([FunctionView])",
                        READ,
                        functions::list),
                route(
                        "POST",
                        "/v1/apps/{app}/functions/{name}/invocations",
                        "Calls a function with the body, JSON; ?async=true: once, later"
                                + " (InvocationView)",
                        INVOKE,
                        functions::invoke),
                route(
                        "GET",
                        "/v1/apps/{app}/events",
                        "Events that wait for its functions, and dead letters, 100 of each at most"
                                + " ([EventView])",
                        READ,
                        functions::events),
                route(
                        "GET",
                        "/v1/apps/{app}/events/{id}",
                        "An event, with what it tells (EventView)",
                        READ,
                        functions::event),
                route(
                        "POST",
                        "/v1/apps/{app}/events/{id}/replays",
                        "Delivers a dead letter again",
                        WRITE,
                        functions::replay),
                route(
                        "DELETE",
                        "/v1/apps/{app}/events/{id}",
                        "Drops an event for good",
                        WRITE,
                        functions::drop),
                route(
                        "GET",
                        "/v1/schedules",
                        "All schedules, or with ?app=APP those of an app ([ScheduleView])",
                        READ,
                        functions::schedules),
                route(
                        "GET",
                        "/v1/apps/{app}/schedules/{name}/runs",
                        "Its last 100 runs, newest first ([ScheduleRunView])",
                        READ,
                        functions::history),
                route(
                        "POST",
                        "/v1/apps/{app}/schedules/{name}/runs",
                        "Runs it now ({\"id\": its event})",
                        WRITE,
                        functions::runSchedule),
                route(
                        "PUT",
                        "/v1/apps/{app}/schedules/{name}/pause",
                        "Lets its ticks pass without a run",
                        WRITE,
                        functions::pauseSchedule),
                route(
                        "DELETE",
                        "/v1/apps/{app}/schedules/{name}/pause",
                        "Ends that; what passed is not caught up with",
                        WRITE,
                        functions::resumeSchedule));
    }
}
