package mvi.manifest;

import static mvi.manifest.ComposeTable.Stance.HONOURED;

import java.util.List;
import java.util.stream.Stream;
import mvi.manifest.ComposeTable.Row;

/** The rows of the {@link ComposeTable} that are of functions. */
final class FunctionRows {
    private FunctionRows() {}

    static List<Row> all() {
        return Stream.of(own(), on(), sources()).flatMap(List::stream).toList();
    }

    private static List<Row> own() {
        return List.of(
                row(ComposeTable.MVI, "on", "makes it a function: what it runs for, or a list"),
                row(
                        ComposeTable.MVI,
                        "runtime",
                        "lambda, http or exec; alone it makes a function that is only invoked"),
                row(ComposeTable.MVI, "timeout", "of a function, for one event; 60s, of exec 1h"),
                row(
                        ComposeTable.MVI,
                        "retries",
                        "of a function, when an event fails; 2, of exec on a schedule 0"),
                row(
                        ComposeTable.MVI,
                        "memory",
                        "of a function, as deploy.resources.limits.memory"));
    }

    private static List<Row> on() {
        return List.of(
                row(ComposeTable.ON, "blob", "objects of a bucket that change"),
                row(ComposeTable.ON, "log", "lines that a process writes"),
                row(
                        ComposeTable.ON,
                        "schedule",
                        "\"30 4 * * MON-FRI\", @daily, rate(5 minutes) or cron(30 4 ? * FRIL *)"),
                row(ComposeTable.ON, "timezone", "of the schedule beside it, as a text; UTC"),
                row(ComposeTable.ON, "release", "succeeded, failed, or a list of both"));
    }

    private static List<Row> sources() {
        return List.of(
                row(ComposeTable.ON_BLOB, "bucket", "a blob provider of the file"),
                row(ComposeTable.ON_BLOB, "events", "created, removed; created"),
                row(ComposeTable.ON_BLOB, "prefix", "of the object's name"),
                row(ComposeTable.ON_BLOB, "suffix", "of the object's name"),
                row(ComposeTable.ON_LOG, "process", "of the file, and not the function itself"),
                row(ComposeTable.ON_LOG, "match", "a pipeline of LogQL; every line"),
                row(ComposeTable.ON_SCHEDULE, "cron", "of Unix, a nickname, or cron(…)"),
                row(ComposeTable.ON_SCHEDULE, "rate", "5 minutes, from when it is released"),
                row(ComposeTable.ON_SCHEDULE, "timezone", "Europe/Berlin; UTC"),
                row(
                        ComposeTable.ON_SCHEDULE,
                        "overlap",
                        "skip, queue or allow a run while one goes on; skip"),
                row(
                        ComposeTable.ON_SCHEDULE,
                        "missed",
                        "one or none, for all that were due while the platform was down; one"),
                row(ComposeTable.ON_SCHEDULE, "expect", "26h: longer without success is a fault"));
    }

    private static Row row(String where, String key, String says) {
        return new Row(where, key, HONOURED, says, "");
    }
}
