package mvi.cli.command;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import mvi.cli.output.Exit;
import mvi.cli.output.Table;
import mvi.cli.output.Words;
import mvi.cli.remote.Json;

/** {@code blob}: what is asked of Blob as a whole. */
final class BlobNoun {
    private BlobNoun() {}

    static Verb noun() {
        return checks(
                        "blob",
                        "Say whether all objects are as they were stored, as blob check does.",
                        "mvi blob")
                .with(
                        checks(
                                        "check",
                                        "Say whether all objects are as they were stored; exit 1"
                                                + " when one is not.",
                                        "mvi blob check --now")
                                .flag(
                                        "--now",
                                        "Begin a pass over all data, which else one a week does."));
    }

    private static Verb checks(String name, String summary, String example) {
        return Verb.of(name, summary, example, BlobNoun::check).json();
    }

    private static int check(Call call) throws IOException {
        String answer =
                call.has("--now")
                        ? call.api().create("/v1/blob/check", "{}")
                        : call.api().get("/v1/blob/check");
        boolean isDamaged = Json.parse(answer).whole("damaged") > 0;
        Optional<Json> shown = call.shown(answer);
        if (shown.isPresent()) {
            say(call, shown.get());
        }
        return isDamaged ? Exit.FAILED : Exit.OK;
    }

    private static void say(Call call, Json check) {
        Json last = check.at("last");
        if (last.text("ended").isEmpty()) {
            call.print("no pass over all data has ended yet\n");
        } else {
            call.print(
                    "last pass ended "
                            + ago(call, last.text("ended"))
                            + ": "
                            + counts(last)
                            + orphans(last)
                            + "\n");
        }
        if (check.text("state").equals("running")) {
            Json running = check.at("running");
            call.print(
                    "one that began "
                            + ago(call, running.text("started"))
                            + " is at "
                            + counts(running)
                            + share(running, last)
                            + "\n");
        } else if (check.text("state").equals("asked")) {
            call.print("one begins now\n");
        }
        damages(call, check);
    }

    private static String ago(Call call, String time) {
        return Words.ago(time, call.world().clock().now());
    }

    private static String counts(Json pass) {
        return pass.whole("objects")
                + " objects, "
                + (pass.whole("bytes") == 0 ? "0 B" : Words.bytes(pass.whole("bytes")))
                + ", "
                + pass.whole("damaged")
                + " damaged";
    }

    private static String orphans(Json pass) {
        long orphans = pass.whole("orphans");
        return orphans == 0 ? "" : "; " + orphans + " files that nothing held are removed";
    }

    /** By what the last pass has read. */
    private static String share(Json running, Json last) {
        long all = last.whole("bytes");
        return all == 0
                ? ""
                : ", about " + Math.min(99, running.whole("bytes") * 100 / all) + " % of it";
    }

    private static void damages(Call call, Json check) {
        List<Json> damages = check.items("damages");
        if (damages.isEmpty()) {
            return;
        }
        Table table = new Table("OF", "BUCKET", "KEY", "VERSION", "WHAT");
        for (Json each : damages) {
            String upload = each.text("upload");
            table.row(
                    Words.orDash(each.text("owner")),
                    Words.orDash(each.text("bucket")),
                    Words.orDash(each.text("key")),
                    upload.isEmpty() ? Words.orDash(each.text("version")) : "upload " + upload,
                    each.text("what") + ": " + each.text("fix"));
        }
        call.print("\n" + table.text());
        long unlisted = check.whole("damaged") - damages.size();
        if (unlisted > 0) {
            call.print("and " + unlisted + " more\n");
        }
    }
}
