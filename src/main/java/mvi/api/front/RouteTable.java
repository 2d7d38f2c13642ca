package mvi.api.front;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import mvi.engines.http.Headers;
import mvi.engines.http.HttpReply;

/** Every operation of the API. Literal paths stand before templates that would take them. */
final class RouteTable {
    private static final String READ = "platform:read";
    private static final String CREDENTIALS = "platform:credentials";
    private static final String APPS_READ = "apps:read";
    private static final String APPS_WRITE = "apps:write";
    private static final String APPS_EXEC = "apps:exec";

    private RouteTable() {}

    static List<ApiRoute> of(ApiParts parts) {
        return Stream.of(platform(parts), DatabaseRoutes.of(parts), FunctionRoutes.of(parts))
                .flatMap(List::stream)
                .toList();
    }

    private static List<ApiRoute> platform(ApiParts parts) {
        PlatformStatus status = parts.status();
        AppHandlers apps = new AppHandlers(parts.platform(), parts.clock());
        ResourceHandlers resources = new ResourceHandlers(parts.platform().resources());
        CertificateHandlers certificates = new CertificateHandlers(parts.platform().certificates());
        CredentialHandlers credentials = new CredentialHandlers(parts.platform().credentials());
        BlobHandlers blob = new BlobHandlers(parts.platform(), parts.clock());
        return List.of(
                route("GET", "/-/health", "Whether the API answers", "", RouteTable::health),
                route(
                        "GET",
                        "/v1/status",
                        "The platform: processes, ports, hosts, engine (StatusView)",
                        READ,
                        call -> AppHandlers.json(status.status())),
                route(
                        "GET",
                        "/v1/services",
                        "The eleven services ([ServiceView])",
                        READ,
                        call -> AppHandlers.json(status.services())),
                route(
                        "GET",
                        "/v1/services/env",
                        "Variables for the operator, or with ?app=APP what that app sees",
                        CREDENTIALS,
                        call ->
                                AppHandlers.json(
                                        status.environment(
                                                call.query("app").filter(app -> !app.isEmpty())))),
                route(
                        "GET",
                        "/v1/doctor",
                        "Checks of the machine and the platform (DoctorView)",
                        READ,
                        call -> AppHandlers.json(status.doctor())),
                route(
                        "GET",
                        "/v1/certificates",
                        "What clients of apps see by TLS ([CertificateView])",
                        READ,
                        certificates::list),
                route(
                        "PUT",
                        "/v1/certificates",
                        "{\"chain\": PEM, \"key\": PEM}: shown from then on for the names that it"
                                + " has (CertificateView)",
                        "certificates:write",
                        certificates::put),
                route(
                        "DELETE",
                        "/v1/certificates/{name}",
                        "Takes away one that somebody brought",
                        "certificates:write",
                        certificates::remove),
                route(
                        "GET",
                        "/v1/credentials",
                        "All access keys, or with ?app=APP those of an app ([CredentialView])",
                        CREDENTIALS,
                        credentials::list),
                route(
                        "POST",
                        "/v1/credentials",
                        "{\"name\": \"ci\"}, with accessKeyId, secretAccessKey, canonicalId,"
                                + " displayName where they are given: an account that is no app,"
                                + " with one key (NewCredentialView)",
                        CREDENTIALS,
                        credentials::create),
                route(
                        "POST",
                        "/v1/credentials/{name}/rotations",
                        "One more key of an account that is no app (NewCredentialView)",
                        CREDENTIALS,
                        credentials::rotateNamed),
                route(
                        "DELETE",
                        "/v1/credentials/{key}",
                        "Ends an access key, at once; with the last of an account that is no app,"
                                + " the account",
                        CREDENTIALS,
                        credentials::delete),
                route(
                        "GET",
                        "/v1/blob/check",
                        "Whether all that Blob keeps is as it was stored (BlobCheckView)",
                        READ,
                        blob::check),
                route(
                        "POST",
                        "/v1/blob/check",
                        "Begins a pass over all of it, unless one runs (BlobCheckView)",
                        "blob:check",
                        blob::beginCheck),
                route("GET", "/v1/apps", "All apps ([AppView])", APPS_READ, apps::list),
                route("GET", "/v1/apps/{app}", "An app (AppView)", APPS_READ, apps::get),
                route(
                        "DELETE",
                        "/v1/apps/{app}",
                        "Marks an app deleted, its data kept for 7 days; ?purge=true: gone now",
                        APPS_WRITE,
                        apps::delete),
                route(
                        "POST",
                        "/v1/apps/{app}/deploys",
                        "Builds and releases a project, sent as a tar; ?wait=false: 409 when the"
                                + " app is being changed; ?detach=true: done once the release is"
                                + " on record (events of ProgressView)",
                        APPS_WRITE,
                        apps::deploy),
                route(
                        "POST",
                        "/v1/apps/{app}/plans",
                        "What a deploy of a project, sent as a tar, would change ([ChangeView])",
                        APPS_WRITE,
                        apps::plan),
                route(
                        "GET",
                        "/v1/apps/{app}/builds",
                        "Its builds, newest first ([BuildView])",
                        APPS_READ,
                        apps::builds),
                route("GET", "/v1/builds/{id}", "A build (BuildView)", APPS_READ, apps::build),
                route(
                        "GET",
                        "/v1/builds/{id}/log",
                        "What a build said (text)",
                        APPS_READ,
                        apps::buildLog),
                route(
                        "GET",
                        "/v1/apps/{app}/releases",
                        "Its releases, newest first ([ReleaseView])",
                        APPS_READ,
                        apps::releases),
                route(
                        "GET",
                        "/v1/apps/{app}/releases/{release}/changes",
                        "What it has that ?since=v3 has not; of variables the names ([ChangeView])",
                        APPS_READ,
                        apps::difference),
                route(
                        "POST",
                        "/v1/apps/{app}/promotions",
                        "{\"from\": \"hello\"}: releases what that app runs, with its own variables"
                                + " and host names; ?detach=true as for a deploy (events of"
                                + " ProgressView)",
                        APPS_WRITE,
                        apps::promote),
                route(
                        "POST",
                        "/v1/apps/{app}/rollbacks",
                        "{\"release\": \"v3\"}: releases that one again; empty: the one before;"
                                + " ?detach=true as for a deploy (events of ProgressView)",
                        APPS_WRITE,
                        apps::rollback),
                route(
                        "GET",
                        "/v1/apps/{app}/containers",
                        "Its containers ([ContainerView])",
                        APPS_READ,
                        apps::containers),
                route(
                        "POST",
                        "/v1/apps/{app}/scale",
                        "{\"web\": 3}: containers per process (events of ProgressView)",
                        APPS_WRITE,
                        apps::scale),
                route(
                        "POST",
                        "/v1/apps/{app}/restarts",
                        "New containers of the same release, rolling (events of ProgressView)",
                        APPS_WRITE,
                        apps::restart),
                route(
                        "PUT",
                        "/v1/apps/{app}/maintenance",
                        "{\"message\": \"Back at 14:00.\"}: a page with status 503 in its stead",
                        APPS_WRITE,
                        apps::beginMaintenance),
                route(
                        "DELETE",
                        "/v1/apps/{app}/maintenance",
                        "Lets its clients in again",
                        APPS_WRITE,
                        apps::endMaintenance),
                route(
                        "GET",
                        "/v1/apps/{app}/environment",
                        "Its own variables (EnvironmentView)",
                        APPS_WRITE,
                        apps::environment),
                route(
                        "POST",
                        "/v1/apps/{app}/environment",
                        "{\"set\": {}, \"unset\": []}: changes them and releases (events of"
                                + " ProgressView)",
                        APPS_WRITE,
                        apps::setEnvironment),
                route(
                        "POST",
                        "/v1/apps/{app}/rotations",
                        "One more access key, which its processes get in a release; the one before"
                                + " stays good (events of ProgressView)",
                        APPS_WRITE,
                        credentials::rotate),
                route(
                        "GET",
                        "/v1/apps/{app}/logs",
                        "Its lines: ?source (access for those of requests), follow, since, search,"
                                + " process, container, limit, or ?invocation for those of one call"
                                + " of a function (one LineView a line)",
                        APPS_READ,
                        apps::logs),
                route(
                        "POST",
                        "/v1/apps/{app}/exec",
                        "A command in a running container: ?process, container, command…; body:"
                                + " its input (frames)",
                        APPS_EXEC,
                        apps::exec),
                route(
                        "POST",
                        "/v1/apps/{app}/runs",
                        "A command in a new container: ?process, command…; body: its input"
                                + " (frames)",
                        APPS_EXEC,
                        apps::run),
                route(
                        "PUT",
                        "/v1/apps/{app}/resources/{name}",
                        "{\"service\": \"postgres\", \"address\": \"127.0.0.1:5432\"}: makes it, and"
                                + " the app, where they are not there (ResourceView, its"
                                + " variables for who reaches it at that address)",
                        APPS_WRITE,
                        resources::ensure),
                route(
                        "POST",
                        "/v1/apps/{app}/resources/{name}/connections",
                        "A connection to it: ?service; the body is sent to it, the answer is what"
                                + " it sends, both at once (bytes)",
                        APPS_EXEC,
                        resources::connect),
                route(
                        "GET",
                        "/v1/apps/{app}/metrics",
                        "Its last minute in numbers (MetricsView)",
                        APPS_READ,
                        call -> {
                            parts.platform().app(call.app());
                            return AppHandlers.json(status.metrics(call.app()));
                        }),
                route(
                        "GET",
                        "/metrics",
                        "All numbers in the Prometheus text format",
                        READ,
                        call -> exposition(status.exposition())));
    }

    static ApiRoute route(
            String method,
            String template,
            String summary,
            String permission,
            ApiRoute.Handler handler) {
        return new ApiRoute(method, template, summary, permission, handler);
    }

    private static HttpReply health(ApiCall unused) {
        return HttpReply.text(200, "ok");
    }

    private static HttpReply exposition(String text) {
        return HttpReply.bytes(
                200,
                Headers.of("Content-Type", "text/plain; version=0.0.4; charset=utf-8"),
                text.getBytes(StandardCharsets.UTF_8));
    }
}
