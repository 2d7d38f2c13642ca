package mvi.start.control;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import mvi.api.front.PlatformStatus;
import mvi.api.schema.DoctorView;
import mvi.api.schema.DoctorView.CheckView;
import mvi.api.schema.MetricsView;
import mvi.api.schema.ServiceView;
import mvi.api.schema.StatusView;
import mvi.api.schema.StatusView.BlobView;
import mvi.api.schema.StatusView.EngineView;
import mvi.api.schema.StatusView.HostView;
import mvi.api.schema.StatusView.PortsView;
import mvi.api.schema.StatusView.ProcessView;
import mvi.engines.base.Problem;
import mvi.engines.docker.EngineReport;
import mvi.platform.ContainerInfo;
import mvi.platform.Platform;
import mvi.platform.observe.AppMetrics;
import mvi.services.host.HostService;
import mvi.services.metric.MetricService;
import mvi.start.Configuration;
import mvi.start.Knob;
import mvi.start.PlatformCredentials;
import mvi.start.ProcessFacts;

/** What the platform says of itself: its processes, ports, services and what is wrong. */
final class ProcessStatus implements PlatformStatus {
    /** Shown for a count whose source does not answer. */
    private static final int UNKNOWN = -1;

    private static final List<String> PROCESSES = List.of("control", "data", "balance");

    private final Configuration configuration;
    private final ControlParts parts;
    private final Platform platform;
    private final MetricService metrics;
    private final AppMetrics appMetrics;
    private final PlatformCredentials credentials;
    private final Troubles troubles;

    ProcessStatus(
            Configuration configuration,
            ControlParts parts,
            Platform platform,
            MetricService metrics,
            AppMetrics appMetrics,
            PlatformCredentials credentials) {
        this.configuration = configuration;
        this.parts = parts;
        this.platform = platform;
        this.metrics = metrics;
        this.appMetrics = appMetrics;
        this.credentials = credentials;
        this.troubles =
                new Troubles(
                        configuration.home().data(),
                        parts.hosts(),
                        platform.blobChecks(),
                        platform.functions()::troubles,
                        parts.twin());
    }

    @Override
    public StatusView status() {
        List<ProcessView> processes = PROCESSES.stream().map(this::process).toList();
        int apps = count(() -> platform.apps().size());
        int containers = count(() -> parts.containers().list().size());
        boolean isWell =
                apps != UNKNOWN
                        && containers != UNKNOWN
                        && troubles.refusal().isEmpty()
                        && troubles.absence().isEmpty()
                        && processes.stream()
                                .allMatch(process -> process.state().equals("running"));
        EngineReport engine = parts.engines().report();
        return new StatusView(
                parts.id().text(),
                parts.version(),
                isWell ? "ready" : "degraded",
                configuration.home().root().toString(),
                processes,
                ports(),
                hosts(),
                new EngineView(
                        engine.version().name(),
                        engine.version().version(),
                        engine.settings(),
                        "ready"),
                apps,
                containers,
                troubles.all(),
                parts.twin()
                        .map(
                                far ->
                                        new BlobView(
                                                far.url(),
                                                far.trouble().isEmpty() ? "answers" : "failed")));
    }

    /** A process that is away must not hide the state of the others. */
    private static int count(java.util.function.IntSupplier of) {
        try {
            return of.getAsInt();
        } catch (Problem away) {
            return UNKNOWN;
        }
    }

    @Override
    public List<ServiceView> services() {
        String services = "https://127.0.0.1:" + configuration.port(Knob.SERVICES_PORT);
        String registry = "http://127.0.0.1:" + configuration.port(Knob.REGISTRY_PORT);
        String engine = "unix://" + parts.engines().report().socket();
        String control = "https://127.0.0.1:" + configuration.port(Knob.API_PORT);
        String http = "http://0.0.0.0:" + httpPort();
        List<ServiceView> embedded =
                List.of(
                        service("VM", "host", "Docker Engine API", engine),
                        service("VPC", "network", "nftables, bridge networks", ""),
                        service("Crypto", "crypto", "AWS KMS", services),
                        service("Image", "image", "OCI Distribution 1.1", registry),
                        service("Container", "container", "Docker Engine API", engine),
                        service("Load Balancer", "balancer", "HTTP/1.1", http),
                        service("Database", "database", "PostgreSQL", ""),
                        service("Log", "log", "API", control),
                        service("Metric", "metric", "Prometheus exposition", control + "/metrics"),
                        service("Key-Value", "kv", "DynamoDB", services),
                        service("Blob", "blob", "S3", services));
        Optional<ServiceView> twin =
                parts.twin().map(far -> new ServiceView("Blob", "blob", "S3", far.url(), "twin"));
        return Stream.concat(embedded.stream(), twin.stream()).toList();
    }

    @Override
    public Map<String, String> environment(Optional<String> app) {
        if (app.isPresent()) {
            return platform.variables(app.get(), "127.0.0.1");
        }
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put(
                "AWS_ENDPOINT_URL", "https://127.0.0.1:" + configuration.port(Knob.SERVICES_PORT));
        variables.put("AWS_ACCESS_KEY_ID", credentials.operator().accessKeyId());
        variables.put("AWS_SECRET_ACCESS_KEY", credentials.operator().secretAccessKey());
        variables.put("AWS_REGION", configuration.text(Knob.REGION));
        // The older AWS CLI knows its region by this name alone.
        variables.put("AWS_DEFAULT_REGION", configuration.text(Knob.REGION));
        variables.put("AWS_CA_BUNDLE", parts.caBundle().toString());
        variables.put("MVI_URL", "http://127.0.0.1:" + configuration.port(Knob.API_PORT));
        variables.put("MVI_TOKEN", parts.token().revealText());
        variables.put("MVI_REGISTRY", "127.0.0.1:" + configuration.port(Knob.REGISTRY_PORT));
        variables.put("MVI_REGISTRY_USER", credentials.operator().accessKeyId());
        variables.put("MVI_REGISTRY_PASSWORD", credentials.operator().secretAccessKey());
        return variables;
    }

    @Override
    public DoctorView doctor() {
        List<CheckView> checks = new ArrayList<>();
        for (String name : PROCESSES) {
            ProcessView process = process(name);
            boolean isRunning = process.state().equals("running");
            checks.add(
                    new CheckView(
                            name,
                            isRunning ? "ok" : "failed",
                            isRunning
                                    ? "process " + process.pid() + ", since " + process.since()
                                    : "does not run",
                            isRunning
                                    ? ""
                                    : "its supervisor starts it again; see "
                                            + configuration.home().log().resolve(name + ".log")));
        }
        EngineReport engine = parts.engines().report();
        checks.add(
                new CheckView(
                        "engine",
                        "ok",
                        "%s %s (%s) on %s"
                                .formatted(
                                        engine.version().name(),
                                        engine.version().version(),
                                        engine.settings(),
                                        engine.socket()),
                        ""));
        engine.findings()
                .forEach(
                        finding ->
                                checks.add(
                                        new CheckView(
                                                "engine",
                                                "warning",
                                                finding.what(),
                                                finding.whatToDo())));
        checks.add(
                check(
                        "firewall",
                        () ->
                                parts.networks().repair()
                                        ? "rules were missing and are back"
                                        : "in place"));
        checks.add(check("kv", () -> platform.apps().size() + " apps"));
        checks.add(troubles.blob());
        troubles.elsewhere().ifPresent(checks::add);
        checks.add(troubles.disk(configuration.home().root()));
        return new DoctorView(checks);
    }

    @Override
    public MetricsView metrics(String app) {
        platform.app(app);
        AppMetrics.Numbers numbers = appMetrics.of(app);
        return new MetricsView(
                app,
                numbers.requestsPerSecond(),
                numbers.statuses().entrySet().stream()
                        .map(
                                entry ->
                                        new MetricsView.StatusClassView(
                                                entry.getKey(), entry.getValue()))
                        .toList(),
                millis(numbers.p50Seconds()),
                millis(numbers.p99Seconds()),
                platform.containers(app).stream()
                        .flatMap(
                                info ->
                                        numbers
                                                .of(info.container().id())
                                                .map(it -> view(info, it))
                                                .stream())
                        .toList());
    }

    private static MetricsView.ContainerMetricsView view(
            ContainerInfo info, AppMetrics.ContainerNumbers numbers) {
        return new MetricsView.ContainerMetricsView(
                info.container().name(),
                info.container().labels().process(),
                numbers.cpus(),
                numbers.memory(),
                numbers.memoryLimit(),
                info.restarts());
    }

    @Override
    public String exposition() {
        return metrics.exposition();
    }

    private static double millis(double seconds) {
        return Double.isNaN(seconds) ? 0 : seconds * 1000;
    }

    private ProcessView process(String name) {
        Optional<ProcessFacts> facts =
                name.equals("control")
                        ? Optional.of(
                                new ProcessFacts(
                                        name, ProcessHandle.current().pid(), parts.started()))
                        : ProcessFacts.read(configuration.home(), name)
                                .filter(ProcessFacts::isAlive);
        return facts.map(
                        fact ->
                                new ProcessView(
                                        name,
                                        fact.pid(),
                                        "running",
                                        fact.started().toString(),
                                        fact.memory()))
                .orElseGet(() -> new ProcessView(name, 0, "stopped", Instant.EPOCH.toString(), 0));
    }

    private PortsView ports() {
        return new PortsView(
                httpPort(),
                configuration.port(Knob.HTTPS_PORT),
                configuration.port(Knob.API_PORT),
                configuration.port(Knob.SERVICES_PORT),
                configuration.port(Knob.REGISTRY_PORT));
    }

    private int httpPort() {
        return configuration.port(Knob.HTTP_PORT);
    }

    private List<HostView> hosts() {
        HostService.Reading reading = parts.hosts().read();
        return parts.hosts().list().stream()
                .map(
                        host ->
                                new HostView(
                                        host.name(),
                                        host.state(),
                                        host.cpus(),
                                        host.memoryBytes(),
                                        reading.memoryUsedBytes(),
                                        host.diskBytes(),
                                        reading.diskUsedBytes()))
                .toList();
    }

    private static CheckView check(String name, java.util.function.Supplier<String> look) {
        try {
            return new CheckView(name, "ok", look.get(), "");
        } catch (Problem problem) {
            return new CheckView(name, "failed", problem.publicMessage(), "");
        }
    }

    private static ServiceView service(String name, String kind, String protocol, String url) {
        return new ServiceView(name, kind, protocol, url, "embedded");
    }
}
