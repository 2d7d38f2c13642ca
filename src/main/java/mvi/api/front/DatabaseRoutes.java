package mvi.api.front;

import static mvi.api.front.RouteTable.route;

import java.util.List;

/** Operations on databases. */
final class DatabaseRoutes {
    private static final String READ = "databases:read";
    private static final String WRITE = "databases:write";
    private static final String SECRET = "databases:url";

    private DatabaseRoutes() {}

    static List<ApiRoute> of(ApiParts parts) {
        DatabaseHandlers databases = new DatabaseHandlers(parts.platform().databases());
        return List.of(
                route(
                        "GET",
                        "/v1/databases",
                        "All databases, or with ?app=APP those of an app ([DatabaseView])",
                        READ,
                        databases::list),
                route(
                        "GET",
                        "/v1/apps/{app}/databases/{name}",
                        "A database and its backups (DatabaseView)",
                        READ,
                        databases::get),
                route(
                        "GET",
                        "/v1/apps/{app}/databases/{name}/url",
                        "Its URL, with the password ({\"url\": …})",
                        SECRET,
                        databases::url),
                route(
                        "POST",
                        "/v1/apps/{app}/databases/{name}/psql",
                        "psql on it, as its app's role: ?argument…; body: its input (frames)",
                        SECRET,
                        databases::psql),
                route(
                        "POST",
                        "/v1/apps/{app}/databases/{name}/dump",
                        "What is in it, as SQL (frames)",
                        SECRET,
                        databases::dump),
                route(
                        "POST",
                        "/v1/apps/{app}/databases/{name}/load",
                        "Loads a dump, all of it or nothing; body: SQL or pg_dump's custom format"
                                + " (frames)",
                        SECRET,
                        databases::load),
                route(
                        "POST",
                        "/v1/apps/{app}/databases/{name}/backups",
                        "Takes a backup of it now (events of ProgressView)",
                        WRITE,
                        databases::backUp),
                route(
                        "POST",
                        "/v1/apps/{app}/databases/{name}/restores",
                        "{\"to\": latest, a backup's id or a time, \"as\": another name}: in its own"
                                + " place unless it says as (events of ProgressView)",
                        WRITE,
                        databases::restore),
                route(
                        "DELETE",
                        "/v1/apps/{app}/databases/{name}",
                        "Marks it deleted, its data kept for 7 days; ?purge=true: gone now",
                        WRITE,
                        databases::delete),
                route(
                        "DELETE",
                        "/v1/apps/{app}/databases/{name}/deletion",
                        "Takes back a deletion (DatabaseView)",
                        WRITE,
                        databases::undelete));
    }
}
