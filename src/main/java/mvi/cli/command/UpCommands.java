package mvi.cli.command;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import mvi.cli.Platform;
import mvi.cli.output.Exit;
import mvi.cli.output.Progress;
import mvi.cli.remote.ApiAddress;
import mvi.cli.remote.Introduction;
import mvi.cli.remote.Json;
import mvi.cli.remote.Wire;
import mvi.engines.base.Problem;

/** {@code up} and {@code down}: this machine's platform. */
final class UpCommands {
    private static final int HTTPS = 443;
    private static final Duration ANSWER_TIME = Duration.ofSeconds(30);

    private UpCommands() {}

    static Verb up() {
        return Verb.of(
                        "up",
                        "Start the platform; with a folder, deploy it and ask it for an answer.",
                        "mvi up examples/hello",
                        UpCommands::start)
                .app()
                .files()
                .json()
                .flag("--no-install", "Install no packages of the distribution; say which lack.")
                .option(
                        "--restart",
                        "PROCESS",
                        "Start balance, control or data anew, balance without losing a request.")
                .option(
                        "--name",
                        "HOST",
                        "Where the platform itself answers by HTTPS, from now on; none for nowhere.")
                .flag("--no-wait", "When another deploy of the app is under way, say whose.")
                .words("DIR", "0..1", "The project folder.");
    }

    static Verb down() {
        return Verb.of(
                "down",
                "Stop the apps and the platform; data stays.",
                "mvi down",
                UpCommands::stop);
    }

    private static int start(Call written) throws IOException, InterruptedException {
        Call call = written.here();
        Optional<Path> folder =
                call.words().isEmpty() ? Optional.empty() : Optional.of(call.project());
        try (Progress progress = new Progress(call.terminal())) {
            platform(call)
                    .up(
                            new Platform.UpOptions(
                                    !call.has("--no-install"),
                                    call.option("--restart"),
                                    call.option("--name")),
                            progress::step);
        }
        if (folder.isEmpty()) {
            Json status = Json.parse(call.api().get("/v1/status"));
            call.print(
                    "platform " + status.text("platform") + " is " + status.text("state") + "\n");
            Optional<String> name = call.option("--name").filter(each -> !each.equals("none"));
            if (name.isPresent()) {
                introduce(call, name.get(), status.at("ports").whole("https"));
            }
            return Exit.OK;
        }
        Json done = DeployCommand.deploy(call, folder.get());
        Rollouts.print(call, DeployCommand.app(call, folder.get()), done);
        String url = done.text("url");
        return url.isEmpty() ? Exit.OK : ask(call, URI.create(url));
    }

    /** What somebody needs to know who uses the platform from elsewhere. */
    private static void introduce(Call call, String name, long port) throws IOException {
        String url = "https://" + name + (port == HTTPS ? "" : ":" + port);
        call.print("it answers at " + url + ": mvi login " + url + "\n");
        Optional<Path> authority =
                ApiAddress.from(call.world().environment()).certificateAuthority();
        if (authority.isPresent()) {
            call.print(
                    "its own authority has SHA-256 "
                            + Introduction.fingerprint(authority.get())
                            + "\n");
        }
    }

    /** Dials loopback and names the host, since {@code *.localhost} does not resolve everywhere. */
    private static int ask(Call call, URI url) throws IOException {
        int port = url.getPort() > 0 ? url.getPort() : 80;
        Wire wire = new Wire(URI.create("http://127.0.0.1:" + port), Optional.empty());
        try (Wire.Answer answer =
                wire.send("GET", "/", Map.of("Host", url.getRawAuthority()), null, ANSWER_TIME)) {
            report(call, url + " HTTP " + answer.status());
            if (!resolves(url.getHost())) {
                report(
                        call,
                        "the name does not resolve here: curl --resolve "
                                + url.getHost()
                                + ":"
                                + port
                                + ":127.0.0.1 "
                                + url);
            }
            if (answer.status() >= 500) {
                throw Problem.unavailable(
                        "no-answer",
                        url + " answered " + answer.status() + ": see mvi logs -a " + call.app(),
                        null);
            }
        }
        return Exit.OK;
    }

    /** Beside JSON it must not stand. */
    private static void report(Call call, String line) {
        (call.has("--json") ? call.terminal().err() : call.terminal().out()).println(line);
    }

    private static boolean resolves(String host) {
        try {
            return InetAddress.getByName(host) != null;
        } catch (UnknownHostException unknown) {
            return false;
        }
    }

    private static int stop(Call call) throws IOException, InterruptedException {
        try (Progress progress = new Progress(call.terminal())) {
            platform(call).down(progress::step);
        }
        call.print("the platform is down; its data stays\n");
        return Exit.OK;
    }

    private static Platform platform(Call call) {
        return call.world()
                .platform()
                .orElseThrow(
                        () ->
                                Problem.invalid(
                                        "remote-only", "up and down work on the machine itself"));
    }
}
