package mvi.cli.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import mvi.cli.output.Exit;
import mvi.cli.output.Table;
import mvi.cli.output.Words;
import mvi.cli.remote.ApiClient;
import mvi.cli.remote.Json;
import mvi.engines.base.Problem;

/** {@code certs}: what clients of apps see by TLS. */
final class CertificatesNoun {
    private CertificatesNoun() {}

    static Verb noun() {
        return Verb.of(
                        "certs",
                        "List the certificates that clients of apps see.",
                        "mvi certs",
                        CertificatesNoun::list)
                .json()
                .with(
                        Verb.of(
                                        "set",
                                        "Bring a certificate for the names that it has.",
                                        "mvi certs set --cert chain.pem --key key.pem",
                                        CertificatesNoun::set)
                                .option(
                                        "--cert",
                                        "FILE",
                                        "PEM: the server's own, then those that signed it.")
                                .option("--key", "FILE", "PEM: PKCS#8, not encrypted.")
                                .json(),
                        Verb.of(
                                        "remove",
                                        "Take a certificate away that somebody brought.",
                                        "mvi certs remove shop.example.org",
                                        CertificatesNoun::remove)
                                .words("NAME", "1", "Its first name."));
    }

    private static int list(Call call) throws IOException {
        Optional<Json> certificates = call.shown(call.api().get("/v1/certificates"));
        if (certificates.isPresent()) {
            Table table = new Table("NAMES", "SOURCE", "ISSUER", "DAYS LEFT", "TROUBLE");
            for (Json each : certificates.get().items()) {
                table.row(
                        names(each),
                        each.text("source"),
                        each.text("issuer"),
                        daysLeft(call, each),
                        Words.orDash(each.text("trouble")));
            }
            call.print(table.isEmpty() ? "no app has a name yet\n" : table.text());
        }
        return Exit.OK;
    }

    private static int set(Call call) throws IOException {
        String body = Json.write(Map.of("chain", file(call, "--cert"), "key", file(call, "--key")));
        Optional<Json> set = call.shown(call.api().put("/v1/certificates", body));
        if (set.isPresent()) {
            call.print(
                    "clients see it for "
                            + names(set.get())
                            + ", for "
                            + daysLeft(call, set.get())
                            + " days; what comes without TLS is sent to HTTPS\n");
        }
        return Exit.OK;
    }

    private static int remove(Call call) throws IOException {
        call.api().delete("/v1/certificates/" + ApiClient.encoded(call.words().getFirst()));
        return Exit.OK;
    }

    private static String names(Json certificate) {
        return certificate.items("names").stream()
                .map(each -> String.valueOf(each.value()))
                .collect(Collectors.joining(" "));
    }

    private static String daysLeft(Call call, Json certificate) {
        Instant until = Instant.parse(certificate.text("until"));
        return Long.toString(Duration.between(call.world().clock().now(), until).toDays());
    }

    private static String file(Call call, String option) throws IOException {
        String name =
                call.option(option)
                        .orElseThrow(
                                () ->
                                        Problem.invalid(
                                                "no-file",
                                                "name a PEM file with " + option + " FILE"));
        Path file = call.world().folder().resolve(name);
        try {
            return Files.readString(file);
        } catch (NoSuchFileException missing) {
            throw Problem.missing("no-file", "there is no file '" + file + "'");
        }
    }
}
