package mvi.cli.command;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mvi.cli.Platform;
import mvi.cli.output.Exit;
import mvi.cli.provider.ComposeVersion;
import mvi.cli.provider.Forwarding;
import mvi.cli.provider.ProjectNetwork;
import mvi.cli.provider.ProviderMessages;
import mvi.cli.remote.ApiAddress;
import mvi.cli.remote.ApiClient;
import mvi.cli.remote.Json;
import mvi.engines.base.Problem;

/**
 * {@code compose}: what {@code docker compose} calls for a service with {@code provider: {type:
 * mvi}}. Each answer and each error is a JSON line for Compose.
 */
final class ComposeNoun {
    static final String CALLED = "mvi compose ";

    private static final String NAME = "[a-z0-9][a-z0-9_.-]{0,99}";
    private static final String PREFIX = "compose-";

    /** As long as an app's name may be. */
    private static final int APP_LENGTH = 40;

    private static final int MARK = 6;

    private ComposeNoun() {}

    static Verb noun() {
        return Verb.of(
                        "compose",
                        "What docker compose calls for services of the platform.",
                        "docker compose up",
                        call -> {
                            throw Problem.invalid(
                                    "no-verb", "compose wants up, stop, down or metadata");
                        })
                .option("--project-name", "NAME", "The Compose project.")
                .hidden()
                .with(
                        verb("up", "Make the service and forward a port to it.", ComposeNoun::up)
                                .option("--service", "KIND", "postgres, blob, kv or crypto."),
                        verb("stop", "End the forwarding.", ComposeNoun::stop),
                        verb("down", "End the forwarding.", ComposeNoun::stop),
                        Verb.of(
                                "metadata",
                                "Say which options there are.",
                                "mvi compose metadata",
                                ComposeNoun::metadata));
    }

    private static Verb verb(String name, String summary, Verb.Action action) {
        return Verb.of(
                        name,
                        summary,
                        "mvi compose --project-name=shop " + name + " database",
                        call -> told(call, action))
                .words("NAME", "1", "The service's name in the Compose file.");
    }

    private static int told(Call call, Verb.Action action) throws InterruptedException {
        try {
            return action.run(call);
        } catch (Problem problem) {
            messages(call).error(problem.publicMessage());
            return Exit.of(problem.kind());
        } catch (IOException failed) {
            messages(call).error(String.valueOf(failed));
            return Exit.FAILED;
        }
    }

    private static int up(Call call) throws IOException, InterruptedException {
        ProviderMessages messages = messages(call);
        String service = service(call);
        String kind =
                call.option("--service")
                        .orElseThrow(
                                () ->
                                        Problem.invalid(
                                                "no-service",
                                                "service '"
                                                        + service
                                                        + "' does not say which: write provider:"
                                                        + " {type: mvi, options: {service:"
                                                        + " postgres}}, or blob, kv, crypto"));
        ApiClient api = reached(call, messages);
        ProjectNetwork network = ProjectNetwork.of(project(call), isLinux());
        String app = app(project(call));
        String url = ApiAddress.from(call.world().environment()).url().toString();
        Forwarding forwarding = forwarding(call);
        Forwarding.Running running =
                forwarding.ensure(new Forwarding.Wanted(url, app, service, kind), network.listen());
        messages.info("making " + kind + " of app " + app);
        Map<String, String> variables;
        try {
            variables = made(api, app, service, kind, network.host() + ":" + running.port());
        } catch (Problem | IOException failed) {
            forwarding.end();
            throw failed;
        }
        Optional<ComposeVersion> version = ComposeVersion.ofCaller();
        List<String> renamed =
                messages.variables(
                        service,
                        variables,
                        version.map(ComposeVersion::knowsRawVariables).orElse(true));
        if (!renamed.isEmpty()) {
            messages.info(
                    "Compose "
                            + version.map(Object::toString).orElse("")
                            + " puts the service's name before "
                            + String.join(", ", renamed)
                            + ": from 5.2 on they are named as with mvi up");
        } else if (running.isWaiting()) {
            messages.info(
                    network.listen()
                            + " is not on this machine yet: reached from its network's first"
                            + " container on, never with an engine that is not root's");
        }
        return Exit.OK;
    }

    private static Map<String, String> made(
            ApiClient api, String app, String service, String kind, String address)
            throws IOException {
        Map<String, Object> wanted = new LinkedHashMap<>();
        wanted.put("service", kind);
        wanted.put("address", address);
        String path = "/v1/apps/" + app + "/resources/" + service;
        return Json.parse(api.put(path, Json.write(wanted))).at("variables").texts();
    }

    private static int stop(Call call) throws IOException, InterruptedException {
        service(call);
        if (forwarding(call).end()) {
            String app = app(project(call));
            messages(call)
                    .info("its data stays: mvi apps delete -a " + app + " --purge takes it away");
        }
        return Exit.OK;
    }

    private static int metadata(Call call) throws IOException {
        Map<String, Object> service = new LinkedHashMap<>();
        service.put("name", "service");
        service.put("description", "postgres, blob, kv or crypto");
        service.put("required", true);
        service.put("type", "string");
        service.put("enum", "postgres,blob,kv,crypto");
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("description", "Services of an mvi platform");
        all.put("up", Map.of("parameters", List.of(service)));
        all.put("down", Map.of("parameters", List.of()));
        all.put("stop", Map.of("parameters", List.of()));
        call.print(Json.write(all) + "\n");
        return Exit.OK;
    }

    /**
     * The platform that {@code MVI_URL} or a login names, else this machine's, started when it is
     * down.
     */
    private static ApiClient reached(Call call, ProviderMessages messages)
            throws IOException, InterruptedException {
        Optional<Platform> own = call.world().platform();
        boolean mayStart = !ApiAddress.isElsewhere(call.world().environment()) && own.isPresent();
        try {
            call.api().get("/-/health");
        } catch (Problem problem) {
            if (!mayStart || !problem.code().equals("no-platform")) {
                throw problem;
            }
            own.get()
                    .up(
                            new Platform.UpOptions(true, Optional.empty(), Optional.empty()),
                            messages::info);
        }
        return call.api();
    }

    private static Forwarding forwarding(Call call) {
        Map<String, String> environment = call.world().environment();
        String distribution = environment.get("MVI_DIST");
        return new Forwarding(
                Forwarding.stateFolder(environment),
                distribution == null ? "mvi" : distribution + "/mvi",
                call.world().clock(),
                project(call),
                service(call));
    }

    private static String project(Call call) {
        String project = call.option("--project-name").orElse("");
        if (!project.matches(NAME)) {
            throw Problem.invalid(
                    "bad-project", "'" + project + "' is no project: --project-name says which");
        }
        return project;
    }

    private static String service(Call call) {
        String service = call.words().getFirst();
        if (!service.matches(NAME)) {
            throw Problem.invalid("bad-name", "'" + service + "' is not a service's name");
        }
        return service;
    }

    /** Never one that a deploy could have made of the project by its name. */
    static String app(String project) {
        String clean = PREFIX + project.replaceAll("[^a-z0-9]", "-");
        if (clean.equals(PREFIX + project)
                && clean.length() <= APP_LENGTH
                && !clean.endsWith("-")) {
            return clean;
        }
        String start = clean.substring(0, Math.min(clean.length(), APP_LENGTH - MARK - 1));
        return start + "-" + mark(project);
    }

    private static String mark(String project) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(project.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, MARK);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static boolean isLinux() {
        return System.getProperty("os.name").equals("Linux");
    }

    private static ProviderMessages messages(Call call) {
        return new ProviderMessages(call.terminal().out());
    }
}
