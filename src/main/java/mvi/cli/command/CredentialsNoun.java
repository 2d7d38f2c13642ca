package mvi.cli.command;

import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import mvi.cli.output.Exit;
import mvi.cli.output.Table;
import mvi.cli.output.Words;
import mvi.cli.remote.ApiClient;
import mvi.cli.remote.Json;
import mvi.engines.base.Problem;

/** {@code credentials}: the access keys of Blob, Key-Value and Crypto. */
final class CredentialsNoun {
    private static final String FROM_INPUT = "-";

    private CredentialsNoun() {}

    static Verb noun() {
        return Verb.of(
                        "credentials",
                        "List the access keys: whose they are, and when they were last used.",
                        "mvi credentials -a hello",
                        CredentialsNoun::list)
                .option("-a", "--app", "APP", "Only those of this app.")
                .json()
                .with(create(), rotate(), delete());
    }

    private static Verb create() {
        return Verb.of(
                        "create",
                        "Make an account that is no app, with an access key.",
                        "mvi credentials create --name ci",
                        CredentialsNoun::create)
                .option("--name", "NAME", "How it is called here.")
                .option("--access-key", "ID", "The key's id; else mvi makes one.")
                .option(
                        "--secret-key",
                        "SECRET",
                        "The key's secret, or - for a line of input; else mvi makes one.")
                .option("--canonical-id", "HEX64", "How S3's documents name the account.")
                .option("--display-name", "TEXT", "For people, in S3's documents.")
                .json();
    }

    private static Verb rotate() {
        return Verb.of(
                        "rotate",
                        "Make a second key; the one before stays good until it is deleted.",
                        "mvi credentials rotate -a hello",
                        CredentialsNoun::rotate)
                .option(
                        "-a",
                        "--app",
                        "APP",
                        "The app, whose processes get it in a release; else the folder's manifest"
                                + " says.")
                .json()
                .words("NAME", "0..1", "Instead of an app: an account that is none.");
    }

    private static Verb delete() {
        return Verb.of(
                        "delete",
                        "End an access key, at once.",
                        "mvi credentials delete AKIAEXAMPLEEXAMPLE22",
                        CredentialsNoun::delete)
                .words("KEY", "1", "Its id.");
    }

    private static int list(Call call) throws IOException {
        String query = call.option("-a").map(app -> "?app=" + ApiClient.encoded(app)).orElse("");
        Optional<Json> credentials = call.shown(call.api().get("/v1/credentials" + query));
        if (credentials.isPresent()) {
            Instant now = call.world().clock().now();
            Table table = new Table("ACCESS KEY", "OF", "ACCOUNT", "CREATED", "LAST USED", "STATE");
            for (Json each : credentials.get().items()) {
                String used = each.text("lastUsed");
                table.row(
                        each.text("accessKeyId"),
                        each.text("owner"),
                        each.text("account"),
                        Words.ago(each.text("created"), now),
                        used.isEmpty() ? "never" : Words.ago(used, now),
                        each.text("state"));
            }
            call.print(table.text());
        }
        return Exit.OK;
    }

    private static int create(Call call) throws IOException {
        Map<String, String> body = new LinkedHashMap<>();
        body.put(
                "name",
                call.option("--name")
                        .orElseThrow(
                                () ->
                                        Problem.invalid(
                                                "no-name", "name the account with --name NAME")));
        call.option("--access-key").ifPresent(id -> body.put("accessKeyId", id));
        Optional<String> secret = call.option("--secret-key");
        if (secret.isPresent()) {
            body.put("secretAccessKey", secret(call, secret.get()));
        }
        call.option("--canonical-id").ifPresent(id -> body.put("canonicalId", id));
        call.option("--display-name").ifPresent(name -> body.put("displayName", name));
        return made(call, call.api().create("/v1/credentials", Json.write(body)));
    }

    private static String secret(Call call, String given) throws IOException {
        String secret = given.equals(FROM_INPUT) ? call.secret("Secret key") : given;
        if (secret.isEmpty()) {
            throw Problem.invalid("bad-secret-key", "a line of input with the secret is wanted");
        }
        return secret;
    }

    private static int rotate(Call call) throws IOException {
        if (call.words().isEmpty()) {
            return Rollouts.post(call, "/rotations", "{}");
        }
        if (call.option("-a").isPresent()) {
            throw Problem.invalid("two-ways", "-a APP or NAME: keep one of the two");
        }
        String path = "/v1/credentials/" + ApiClient.encoded(call.words().getFirst());
        return made(call, call.api().create(path + "/rotations", "{}"));
    }

    private static int made(Call call, String json) throws IOException {
        Optional<Json> shown = call.shown(json);
        if (shown.isPresent()) {
            Json made = shown.get();
            String secret = made.text("secretAccessKey");
            Table table = new Table("NAME", made.text("owner"));
            table.row("account", made.text("account"))
                    .row("access key", made.text("accessKeyId"))
                    .row("secret key", secret.isEmpty() ? "as you gave it" : secret)
                    .row("canonical id", made.text("canonicalId"))
                    .row("display name", made.text("displayName"));
            call.print(table.text());
            if (!secret.isEmpty()) {
                call.terminal().hint("the secret key is not shown again");
            }
        }
        return Exit.OK;
    }

    private static int delete(Call call) throws IOException {
        String key = call.words().getFirst();
        call.api().delete("/v1/credentials/" + ApiClient.encoded(key));
        call.print(key + " opens nothing any more\n");
        return Exit.OK;
    }
}
