package mvi.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import mvi.api.schema.AppView;
import mvi.api.schema.BuildView;
import mvi.api.schema.ContainerView;
import mvi.api.schema.DoctorView;
import mvi.api.schema.EnvironmentView;
import mvi.api.schema.LineView;
import mvi.api.schema.MetricsView;
import mvi.api.schema.ProgressView;
import mvi.api.schema.ServiceView;
import mvi.api.schema.StatusView;
import mvi.cli.Platform;
import mvi.cli.output.Terminal;
import mvi.manifest.ManifestReader;
import mvi.manifest.PackLimits;
import mvi.manifest.TarReader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String THEN = "2026-01-01T00:00:00Z";

    @TempDir Path folder;
    private FakeApi api;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Map<String, String> environment = new HashMap<>();
    private InputStream in = InputStream.nullInputStream();
    private boolean isTerminal;
    private Optional<Platform> platform = Optional.of(new IdlePlatform());

    @BeforeEach
    void start() throws IOException {
        api = new FakeApi();
        environment.put("MVI_URL", api.url());
        environment.put("MVI_TOKEN", "t0ken");
        environment.put("MVI_HOME", folder.resolve("home").toString());
    }

    @AfterEach
    void stop() {
        api.close();
    }

    @Test
    void statusShowsProcessesPortsAndHosts() throws Exception {
        api.on(
                "GET /v1/status",
                json(
                        new StatusView(
                                "abc123",
                                "0.1.0",
                                "ready",
                                "/var/lib/mvi",
                                List.of(
                                        new StatusView.ProcessView(
                                                "control", 7, "running", THEN, 1 << 20)),
                                new StatusView.PortsView(80, 443, 7400, 4566, 5000),
                                List.of(
                                        new StatusView.HostView(
                                                "here", "ready", 2, 4L << 30, 1L << 30, 8L << 30,
                                                1L << 30)),
                                new StatusView.EngineView("podman", "4.3.1", "runc", "ready"),
                                1,
                                2,
                                List.of(),
                                Optional.of(
                                        new StatusView.BlobView(
                                                "https://s3.example.org/acme", "answers")))));
        assertThat(mvi("status")).isZero();
        assertThat(out())
                .isEqualTo(
                        """
                        platform abc123 is ready, version 0.1.0
                        home     /var/lib/mvi
                        engine   podman 4.3.1 runc ready
                        ports    http 80, https 443, api 7400, services 4566, registry 5000
                        blob     https://s3.example.org/acme answers
                        runs     1 apps, 2 containers

                        PROCESS  STATE    PID  SINCE   MEMORY
                        control  running  7    5m ago  1 MB

                        HOST  STATE  CPUS  MEMORY        DISK
                        here  ready  2     1 GB of 4 GB  1 GB of 8 GB
                        """);
        assertThat(mvi("status", "--json")).isZero();
        assertThat(JSON.readTree(out()).at("/processes/0/name").asText()).isEqualTo("control");
    }

    @Test
    void doctorFailsWhenACheckFailed() throws Exception {
        api.on(
                "GET /v1/doctor",
                json(
                        new DoctorView(
                                List.of(
                                        new DoctorView.CheckView("engine", "ok", "podman", ""),
                                        new DoctorView.CheckView(
                                                "disk", "failed", "full", "free 1 GB")))));
        assertThat(mvi("doctor")).isEqualTo(1);
        assertThat(out())
                .isEqualTo(
                        "CHECK   STATE   WHAT\nengine  ok      podman\ndisk    failed  full: free 1 GB\n");
    }

    @Test
    void servicesAreListedAndTheirVariablesQuoted() throws Exception {
        api.on(
                "GET /v1/services",
                json(List.of(new ServiceView("blob", "App", "S3", "", "ready"))));
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("AWS_REGION", "local");
        variables.put("X", "it's $HOME");
        api.on("GET /v1/services/env", json(variables)).on("GET /v1/services/env?app=hello", "{}");
        assertThat(mvi("services")).isZero();
        assertThat(out())
                .isEqualTo(
                        "SERVICE  KIND  PROTOCOL  STATE  URL\nblob     App   S3        ready  -\n");
        assertThat(mvi("services", "env")).isZero();
        assertThat(out()).isEqualTo("export AWS_REGION=local\nexport X='it'\\''s $HOME'\n");
        assertThat(mvi("services", "env", "--format", "dotenv")).isZero();
        assertThat(out()).isEqualTo("AWS_REGION=local\nX=\"it's \\$HOME\"\n");
        assertThat(mvi("services", "env", "--format", "json", "-a", "hello")).isZero();
        assertThat(mvi("services", "env", "--format", "xml")).isEqualTo(1);
    }

    @Test
    void appsAreListedShownAndDeleted() throws Exception {
        AppView app =
                new AppView(
                        "hello",
                        "running",
                        "v2",
                        "http://hello.localhost/",
                        List.of("example.org"),
                        "000000000001",
                        List.of(new AppView.ProcessCount("web", 2, 1)),
                        List.of(new AppView.LinkView("database", "postgres", "ready")),
                        THEN,
                        "Back at 14:00.");
        api.on("GET /v1/apps", json(List.of(app))).on("GET /v1/apps/hello", json(app));
        api.on("DELETE /v1/apps/hello?purge=true", 204, "text/plain", new byte[0]);
        assertThat(mvi("apps")).isZero();
        assertThat(out())
                .isEqualTo(
                        "APP    STATE    RELEASE  PROCESSES  URL\nhello  running  v2       web 1/2    http://hello.localhost/\n");
        assertThat(mvi("apps", "info", "-a", "hello")).isZero();
        assertThat(out())
                .contains(
                        "link         database: postgres ready",
                        "domain       example.org",
                        "maintenance  Back at 14:00.");
        assertThat(mvi("maintenance", "-a", "hello")).isZero();
        assertThat(out()).isEqualTo("on: Back at 14:00.\n");
        api.on("PUT /v1/apps/hello/maintenance", 204, "text/plain", new byte[0]);
        api.on("DELETE /v1/apps/hello/maintenance", 204, "text/plain", new byte[0]);
        assertThat(mvi("maintenance", "on", "-a", "hello", "--message", "Soon.")).isZero();
        assertThat(out()).contains("hello is in maintenance");
        assertThat(mvi("maintenance", "off", "-a", "hello")).isZero();
        assertThat(out()).isEqualTo("hello answers again\n");
        assertThat(mvi("apps", "delete", "-a", "hello", "--purge")).isZero();
        assertThat(out()).isEqualTo("deleted hello and its data\n");
    }

    @Test
    void buildsAndTheirLogs() throws Exception {
        api.on(
                "GET /v1/apps/hello/builds",
                json(
                        List.of(
                                new BuildView(
                                        "b-1", "hello", "failed", THEN, 1.25, "", "", "exit 1"))));
        api.on(
                "GET /v1/builds/b-1/log",
                200,
                "text/plain",
                "STEP 1\n".getBytes(StandardCharsets.UTF_8));
        assertThat(mvi("builds", "-a", "hello")).isZero();
        assertThat(out())
                .isEqualTo(
                        "BUILD  STATE   AT      SECONDS  REASON\nb-1    failed  5m ago  1.3      exit 1\n");
        assertThat(mvi("builds", "logs", "b-1")).isZero();
        assertThat(out()).isEqualTo("STEP 1\n");
    }

    @Test
    void containersAreListedScaledAndRestarted() throws Exception {
        api.on(
                "GET /v1/apps/hello/containers",
                json(
                        List.of(
                                new ContainerView(
                                        "c-1", "web", "running", "", "v2", "here", THEN, 3, ""))));
        api.on("POST /v1/apps/hello/scale", 200, "text/event-stream", events("scaled"));
        api.on("POST /v1/apps/hello/restarts", 200, "text/event-stream", events("restarted"));
        assertThat(mvi("ps", "-a", "hello")).isZero();
        assertThat(out())
                .contains(
                        "c-1        web      running  -       v2       here  5m ago   3         -");
        assertThat(mvi("scale", "-a", "hello", "web=3", "worker=0")).isZero();
        assertThat(lastBody()).isEqualTo("{\"web\":3,\"worker\":0}");
        assertThat(mvi("scale", "-a", "hello", "web")).isEqualTo(1);
        assertThat(err()).contains("error: 'web' is not PROCESS=COUNT: write web=3");
        assertThat(mvi("restart", "-a", "hello", "--json")).isZero();
        assertThat(JSON.readTree(out()).get("release").asText()).isEqualTo("v3");
    }

    @Test
    void environmentIsShownSetAndUnset() throws Exception {
        api.on(
                "GET /v1/apps/hello/environment",
                json(new EnvironmentView(1, Map.of("A", "two words"))));
        api.on("POST /v1/apps/hello/environment", 200, "text/event-stream", events("set"));
        assertThat(mvi("env", "-a", "hello")).isZero();
        assertThat(out()).isEqualTo("A=\"two words\"\n");
        assertThat(mvi("env", "set", "-a", "hello", "A=b=c")).isZero();
        assertThat(lastBody()).isEqualTo("{\"set\":{\"A\":\"b=c\"},\"unset\":[]}");
        assertThat(mvi("env", "unset", "-a", "hello", "A")).isZero();
        assertThat(lastBody()).isEqualTo("{\"set\":{},\"unset\":[\"A\"]}");
        assertThat(mvi("env", "set", "-a", "hello", "1A=b")).isEqualTo(1);
    }

    @Test
    void logsArePrintedWithoutControlCharacters() throws Exception {
        String lines =
                json(new LineView(THEN, "hello", "web", "c-1", "stdout", "a\u001b[31mb")) + "\n\n";
        api.on(
                "GET /v1/apps/hello/logs?since=2026-01-01T00%3A00%3A00Z&search=a%20b",
                200, "application/x-ndjson", lines.getBytes(StandardCharsets.UTF_8));
        assertThat(mvi("logs", "-a", "hello", "--since", "5m", "--search", "a b")).isZero();
        assertThat(out()).isEqualTo(THEN + " web.c-1 | a [31mb\n");
        assertThat(mvi("logs", "-a", "hello", "--since", "yesterday")).isEqualTo(1);
        api.on(
                "GET /v1/apps/hello/logs?source=access&limit=5",
                200,
                "application/x-ndjson",
                lines.getBytes(StandardCharsets.UTF_8));
        assertThat(mvi("logs", "-a", "hello", "--access", "-n", "5")).isZero();
    }

    @Test
    void execForwardsBothOutputsTheInputAndTheExitCode() throws Exception {
        api.on(
                "POST /v1/apps/hello/exec?process=web&command=sh&command=-c&command=exit%207",
                200, "application/vnd.mvi.stream", frames(7));
        api.on(
                "POST /v1/apps/hello/runs?command=ls&command=-a",
                200,
                "application/vnd.mvi.stream",
                frames(0));
        in = new ByteArrayInputStream("typed".getBytes(StandardCharsets.UTF_8));
        assertThat(mvi("exec", "-a", "hello", "web", "--", "sh", "-c", "exit 7")).isEqualTo(7);
        assertThat(lastBody()).isEqualTo("typed");
        assertThat(out()).isEqualTo("said");
        assertThat(err()).isEqualTo("warned");
        assertThat(mvi("run", "-a", "hello", "--", "ls", "-a")).isZero();
        assertThat(mvi("exec", "-a", "hello", "web")).isEqualTo(1);
    }

    @Test
    void metricsInAFewLines() throws Exception {
        api.on(
                "GET /v1/apps/hello/metrics",
                json(
                        new MetricsView(
                                "hello",
                                12.5,
                                List.of(new MetricsView.StatusClassView("2xx", 12.5)),
                                1.5,
                                9,
                                List.of(
                                        new MetricsView.ContainerMetricsView(
                                                "c-1", "web", 0.25, 1 << 20, 0, 0)))));
        assertThat(mvi("metrics", "-a", "hello")).isZero();
        assertThat(out())
                .isEqualTo(
                        """
                        requests 12.5/s, 2xx 12.5/s
                        latency  p50 1.5 ms, p99 9.0 ms

                        CONTAINER  PROCESS  CPU    MEMORY  LIMIT  RESTARTS
                        c-1        web      25.0%  1 MB    -      0
                        """);
    }

    @Test
    void deploySendsTheProjectAndTheShellVariablesThatItAsksFor() throws Exception {
        Files.writeString(
                folder.resolve("compose.yaml"),
                "name: hello\nservices:\n  web: {build: ., environment: {A: $SECRET}}\n");
        Files.writeString(folder.resolve("Dockerfile"), "FROM scratch\n");
        environment.put("SECRET", "a \"$quoted\" one");
        api.on(
                "POST /v1/apps/hello/deploys?wait=false",
                200,
                "text/event-stream",
                events("deployed"));
        assertThat(mvi("deploy", "--no-wait")).isZero();
        assertThat(out()).isEqualTo("deployed\nv3 answers at http://hello.localhost/\n");
        Path server = Files.createDirectory(folder.resolve("server"));
        new TarReader(PackLimits.DEFAULT)
                .unpack(new ByteArrayInputStream(api.bodies.getLast()), server);
        assertThat(ManifestReader.read(server, Map.of()).toString())
                .contains("A=a \"$quoted\" one");
        api.on(
                "POST /v1/apps/hello/deploys",
                200,
                "text/event-stream",
                ("event: failed\ndata: "
                                + json(
                                        new ProgressView(
                                                "failed",
                                                "the build failed",
                                                "",
                                                "",
                                                "build-failed"))
                                + "\n\n")
                        .getBytes(StandardCharsets.UTF_8));
        assertThat(mvi("deploy")).isEqualTo(1);
        assertThat(err()).isEqualTo("error: the build failed\n");
        api.on("POST /v1/apps/hello/deploys", 200, "text/event-stream", new byte[0]);
        assertThat(mvi("deploy")).isEqualTo(5);
        assertThat(err())
                .contains(
                        "it goes on at the platform: follow it with mvi releases show -f -a hello");
    }

    @Test
    void upStartsThePlatformDeploysAndAsks() throws Exception {
        Files.writeString(folder.resolve("compose.yaml"), "services: {web: {image: x}}\n");
        String event = json(new ProgressView("done", "deployed", "v1", api.url() + "/", ""));
        api.on(
                "POST /v1/apps/hello/deploys",
                200,
                "text/event-stream",
                ("data: " + event + "\n\n").getBytes(StandardCharsets.UTF_8));
        assertThat(mvi("up", ".", "-a", "hello", "--no-install")).isEqualTo(0);
        assertThat(err()).contains("starting, install false");
        assertThat(out()).contains(api.url() + "/ HTTP 401");
        assertThat(mvi("down")).isZero();
        assertThat(out()).isEqualTo("the platform is down; its data stays\n");
    }

    @Test
    void refusalsHaveExitCodesThatScriptsCanTrust() throws Exception {
        assertThat(mvi("apps", "info", "-a", "gone")).isEqualTo(3);
        assertThat(err()).isEqualTo("error: there is no such app\n");
        api.on("GET /v1/apps", 409, "text/plain", "busy".getBytes(StandardCharsets.UTF_8));
        assertThat(mvi("apps")).isEqualTo(6);
        environment.put("MVI_TOKEN", "wrong");
        assertThat(mvi("apps")).isEqualTo(4);
        environment.put("MVI_URL", "http://127.0.0.1:1");
        assertThat(mvi("apps")).isEqualTo(5);
        assertThat(err()).startsWith("error: no platform answers at http://127.0.0.1:1 (");
        environment.remove("MVI_URL");
        environment.remove("MVI_TOKEN");
        assertThat(mvi("apps")).isEqualTo(5);
        assertThat(err()).contains("start it with ./mvi up");
        assertThat(mvi("aps")).isEqualTo(2);
        assertThat(mvi("run", "-a", "hello")).isEqualTo(2);
        assertThat(mvi()).isEqualTo(2);
        environment.put("MVI_URL", api.url());
        environment.put("MVI_TOKEN", "t0ken");
        assertThat(mvi("ps")).isEqualTo(1);
        assertThat(err()).contains("name the app with -a");
    }

    @Test
    void everyCommandHasHelpWithAnExample() throws Exception {
        List<List<String>> commands = grammar().commands();
        assertThat(commands).hasSizeGreaterThan(20);
        for (List<String> command : commands) {
            String[] words =
                    Stream.concat(command.stream(), Stream.of("--help")).toArray(String[]::new);
            assertThat(mvi(words)).isZero();
            assertThat(out()).contains("Example: ", "Exit codes: ").doesNotContain("\u001b");
        }
    }

    private int mvi(String... words) throws InterruptedException {
        out.reset();
        err.reset();
        return grammar().run(words);
    }

    private Grammar grammar() {
        Terminal terminal =
                new Terminal(
                        in,
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        isTerminal);
        return new Grammar(terminal, environment, folder, new FixedClock(THEN), platform);
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    private String lastBody() {
        return new String(api.bodies.getLast(), StandardCharsets.UTF_8);
    }

    static String json(Object value) {
        return mvi.engines.wire.Json.text(value);
    }

    static byte[] events(String text) {
        return (": alive\n\nevent: step\ndata: "
                        + json(new ProgressView("step", "starting web", "", "", ""))
                        + "\n\nevent: done\ndata: "
                        + json(new ProgressView("done", text, "v3", "http://hello.localhost/", ""))
                        + "\n\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] frames(int exit) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream data = new DataOutputStream(bytes);
        String[] payloads = {"said", "warned", String.valueOf(exit)};
        for (int i = 0; i < payloads.length; i++) {
            data.writeByte(i + 1);
            data.writeInt(payloads[i].length());
            data.writeBytes(payloads[i]);
        }
        return bytes.toByteArray();
    }

    private static final class IdlePlatform implements Platform {
        @Override
        public void up(UpOptions options, Consumer<String> progress) {
            progress.accept("starting, install " + options.mayInstall());
        }

        @Override
        public void down(Consumer<String> progress) {
            progress.accept("stopping");
        }
    }
}
