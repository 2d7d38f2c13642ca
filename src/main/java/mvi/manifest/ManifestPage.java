package mvi.manifest;

import java.util.Locale;

/** docs/services/manifest.md, made from the table that the reader obeys. */
final class ManifestPage {
    private ManifestPage() {}

    static String text() {
        StringBuilder page =
                new StringBuilder(
                        """
                        # The manifest

                        A project's `compose.yaml` (or `compose.yml`, `docker-compose.yaml`, `docker-compose.yml`) as the
                        Compose Specification has it, or the short form: process types at the top level, without
                        `services:`. Variables come from the shell, then from `.env`; anchors and `<<` work. A file
                        `compose.override.yaml` beside it is merged over it, which is said; `!reset` and `!override` work.
                        `-f FILE`, more than once, or `COMPOSE_FILE` names other files, which are merged in their order.
                        `mvi init` writes the first one for a folder that has a Procfile, a Dockerfile, a Java project or a
                        static site; `mvi check` says everything at once, with line and column.

                        Mounts: a file or folder of the project is captured at deploy and placed as files of the
                        release; a source folder that the image has its own copy of is left out, and said; tmpfs is
                        made; named volumes and paths from outside are refused, unless `x-mvi: {scratch: true}` says
                        of a volume that its content may be lost.

                        Databases: a service of the image `postgres` whose data has to last becomes a PostgreSQL of the
                        platform with `x-mvi: {adopt: true}`, in the service or for all at the top level; `mvi check
                        --fix` writes it. It keeps the service's name as its host name, and the user, password and
                        database of `POSTGRES_USER`, `POSTGRES_PASSWORD` (or its `_FILE`, of a secret) and `POSTGRES_DB`.
                        The user owns the database and is no superuser; the version is the platform's own.

                        Names: a process that has ports (`ports`, `expose`), and a database, is reached by its service's
                        name, by `container_name`, by network aliases and by those of `links`. They stand in `/etc/hosts`;
                        behind a process's is the load balancer. `depends_on` and `links` give the URL as a variable too.
                        The world reaches what has `ports`, and `web`; what `expose` names is for the app's own.

                        Order: `depends_on` conditions are kept by every new release; what is waited for with
                        `service_completed_successfully` runs once in each, and undoes it when it fails.

                        Functions: a service with `x-mvi: {on: …}` runs when something happens, and one with `runtime`
                        alone when it is invoked. A release starts none of its containers; events do, at most
                        `concurrency` at once. Of a list under `on` each entry is a trigger more. A schedule is about
                        the clock on the wall of its `timezone`: what falls into the hour that is left out in spring
                        runs once, after it; in autumn what names its hours runs at the first of two equal times, and
                        what is for every hour at both. A rate counts from the release. `mvi check` shows the next five
                        runs. No function may listen to its own log, by way of others neither.

                        *Honoured* does what it says. *Warned* is said and left out. *Refused* stops a deploy, since the app
                        would not be what the file says. A key that stands in none of these tables is an error, unless it
                        starts with `x-`. This page is made from the code.
                        """);
        String where = "";
        for (ComposeTable.Row row : ComposeTable.ROWS) {
            if (!row.where().equals(where)) {
                boolean isSeen = page.indexOf("\n## " + row.where() + "\n") >= 0;
                where = row.where();
                if (!isSeen) {
                    page.append("\n## ")
                            .append(where)
                            .append("\n\n| key | | meaning, or why not | the way that works |\n")
                            .append("|---|---|---|---|\n");
                }
            }
            page.append("| `")
                    .append(row.key())
                    .append("` | ")
                    .append(row.stance().name().toLowerCase(Locale.ROOT))
                    .append(" | ")
                    .append(row.says())
                    .append(" | ")
                    .append(row.fix())
                    .append(" |\n");
        }
        return page.toString();
    }
}
