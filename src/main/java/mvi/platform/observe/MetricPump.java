package mvi.platform.observe;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import mvi.engines.base.Clock;
import mvi.engines.base.Events;
import mvi.engines.base.Problem;
import mvi.platform.certificate.CertificateReading;
import mvi.services.balancer.BalancerService;
import mvi.services.blob.BlobCheck;
import mvi.services.container.ContainerService;
import mvi.services.host.HostService;
import mvi.services.log.LogService;
import mvi.services.metric.MetricService;
import mvi.services.metric.MetricService.Sample;
import mvi.services.metric.MetricService.Type;

/**
 * Takes the readings of the containers, the load balancer and the host, all at one instant, into
 * Metric; and has Log drop what is no longer kept.
 */
public final class MetricPump implements AutoCloseable {
    private static final Duration EVERY = Duration.ofSeconds(10);
    private static final int RETAIN_EVERY = 30;
    private static final double NANOS = 1e9;

    /** What readings are taken from. */
    public record Sources(
            ContainerService containers,
            BalancerService balancer,
            HostService host,
            List<LogService> logs,
            Restarts restarts,
            Supplier<List<CertificateReading>> certificates,
            Supplier<BlobChecks.Passes> blob,
            Supplier<List<Sample>> functions) {}

    /**
     * How often the containers of a process were replaced after they ended by themselves, by {@code
     * app/process}.
     */
    @FunctionalInterface
    public interface Restarts {
        Map<String, Integer> byProcess();
    }

    private final Sources sources;
    private final MetricService metrics;
    private final Clock clock;
    private final Events events;
    private final Thread thread =
            Thread.ofPlatform().name("metric-pump").daemon().unstarted(this::run);
    private volatile boolean isClosed;

    public MetricPump(Sources sources, MetricService metrics, Clock clock, Events events) {
        this.sources = sources;
        this.metrics = metrics;
        this.clock = clock;
        this.events = events;
    }

    public void start() {
        thread.start();
    }

    @Override
    public void close() {
        isClosed = true;
        thread.interrupt();
    }

    private void run() {
        for (int round = 0; !isClosed; round++) {
            try {
                metrics.record(clock.now(), take());
                if (round % RETAIN_EVERY == 0) {
                    sources.logs().forEach(LogService::retain);
                }
                clock.sleep(EVERY);
            } catch (InterruptedException closing) {
                return;
            } catch (Exception failed) {
                events.warn("metric-pump", "problem", failed);
                if (!pauseAfterFailure()) {
                    return;
                }
            }
        }
    }

    private boolean pauseAfterFailure() {
        try {
            clock.sleep(EVERY);
            return true;
        } catch (InterruptedException closing) {
            return false;
        }
    }

    /** One instant's samples; a source that is away leaves its own out. */
    List<Sample> take() {
        List<Sample> samples = new ArrayList<>();
        each("host", () -> host(samples));
        each("containers", () -> containers(samples));
        each("balancer", () -> balancer(samples));
        each("certificates", () -> certificates(samples));
        each("blob", () -> blob(samples));
        each("functions", () -> samples.addAll(sources.functions().get()));
        return samples;
    }

    private void each(String source, Runnable reading) {
        try {
            reading.run();
        } catch (Problem away) {
            events.info("reading-missed", "source", source, "problem", away.publicMessage());
        }
    }

    private void host(List<Sample> samples) {
        HostService.Reading reading = sources.host().read();
        add(
                samples,
                "mvi_host_cpu_busy_seconds_total",
                Map.of(),
                Type.COUNTER,
                reading.cpuBusyNanos() / NANOS);
        add(
                samples,
                "mvi_host_cpu_seconds_total",
                Map.of(),
                Type.COUNTER,
                reading.cpuTotalNanos() / NANOS);
        add(samples, "mvi_host_memory_used_bytes", Map.of(), Type.GAUGE, reading.memoryUsedBytes());
        add(samples, "mvi_host_memory_bytes", Map.of(), Type.GAUGE, reading.memoryBytes());
        add(samples, "mvi_host_disk_used_bytes", Map.of(), Type.GAUGE, reading.diskUsedBytes());
        add(samples, "mvi_host_disk_bytes", Map.of(), Type.GAUGE, reading.diskBytes());
    }

    private void containers(List<Sample> samples) {
        Map<String, Integer> restarts = sources.restarts().byProcess();
        restarts.forEach(
                (process, count) ->
                        add(
                                samples,
                                "mvi_process_restarts_total",
                                route(process),
                                Type.COUNTER,
                                count));
        for (ContainerService.Usage usage : sources.containers().usage()) {
            Map<String, String> labels =
                    Map.of(
                            "app", usage.labels().app(),
                            "process", usage.labels().process(),
                            "release", usage.labels().release(),
                            "container",
                                    usage.id().substring(0, Math.min(12, usage.id().length())));
            add(
                    samples,
                    "mvi_container_cpu_seconds_total",
                    labels,
                    Type.COUNTER,
                    usage.cpuNanos() / NANOS);
            add(samples, "mvi_container_memory_bytes", labels, Type.GAUGE, usage.memoryBytes());
            add(
                    samples,
                    "mvi_container_memory_limit_bytes",
                    labels,
                    Type.GAUGE,
                    usage.memoryLimitBytes());
        }
    }

    private void balancer(List<Sample> samples) {
        BalancerService.Readings readings = sources.balancer().readings();
        add(
                samples,
                "mvi_balancer_open_connections",
                Map.of(),
                Type.GAUGE,
                readings.openConnections());
        connections(samples, readings.connections());
        for (BalancerService.RouteReading route : readings.routes()) {
            Map<String, String> labels = route(route.routeId());
            for (int status = 0; status < route.statusClasses().length; status++) {
                add(
                        samples,
                        "mvi_requests_total",
                        with(labels, "status", (status + 1) + "xx"),
                        Type.COUNTER,
                        route.statusClasses()[status]);
            }
            for (int bucket = 0; bucket < route.latencyBuckets().length; bucket++) {
                String bound =
                        bucket < BalancerService.LATENCY_BOUNDS_SECONDS.size()
                                ? String.format(
                                        Locale.ROOT,
                                        "%s",
                                        BalancerService.LATENCY_BOUNDS_SECONDS.get(bucket))
                                : "+Inf";
                add(
                        samples,
                        "mvi_request_duration_seconds_bucket",
                        with(labels, "le", bound),
                        Type.COUNTER,
                        route.latencyBuckets()[bucket]);
            }
            add(
                    samples,
                    "mvi_request_duration_seconds_sum",
                    labels,
                    Type.COUNTER,
                    route.latencySumSeconds());
            add(samples, "mvi_request_retries_total", labels, Type.COUNTER, route.retries());
            add(samples, "mvi_target_ejections_total", labels, Type.COUNTER, route.ejections());
            add(samples, "mvi_request_bytes_total", labels, Type.COUNTER, route.bytesIn());
            add(samples, "mvi_response_bytes_total", labels, Type.COUNTER, route.bytesOut());
        }
    }

    private static void connections(
            List<Sample> samples, BalancerService.ConnectionReading reading) {
        add(samples, "mvi_balancer_connections_total", Map.of(), Type.COUNTER, reading.accepted());
        add(
                samples,
                "mvi_balancer_connection_limit_total",
                Map.of(),
                Type.COUNTER,
                reading.limitReached());
        add(
                samples,
                "mvi_balancer_connections_refused_total",
                Map.of(),
                Type.COUNTER,
                reading.refused());
        reading.refusedHeaders()
                .ifPresent(
                        count ->
                                add(
                                        samples,
                                        "mvi_balancer_proxy_headers_refused_total",
                                        Map.of(),
                                        Type.COUNTER,
                                        count));
        String handshakes = "mvi_balancer_tls_handshakes_total";
        add(samples, handshakes, Map.of("result", "ok"), Type.COUNTER, reading.handshakes());
        add(
                samples,
                handshakes,
                Map.of("result", "failed"),
                Type.COUNTER,
                reading.failedHandshakes());
    }

    private void certificates(List<Sample> samples) {
        for (CertificateReading each : sources.certificates().get()) {
            Map<String, String> name = Map.of("name", each.name());
            add(
                    samples,
                    "mvi_certificate_expires_timestamp_seconds",
                    with(name, "source", each.source().name().toLowerCase(Locale.ROOT)),
                    Type.GAUGE,
                    each.until().getEpochSecond());
            add(samples, "mvi_certificate_order_failures", name, Type.GAUGE, each.failures());
        }
    }

    /** As data has put it on record. */
    private void blob(List<Sample> samples) {
        BlobChecks.Passes passes = sources.blob().get();
        add(samples, "mvi_blob_damaged_objects", Map.of(), Type.GAUGE, passes.damaged());
        add(samples, "mvi_blob_checked_bytes_total", Map.of(), Type.COUNTER, passes.bytesEver());
        passes.last().ifPresent(last -> blob(samples, last));
    }

    private static void blob(List<Sample> samples, BlobCheck last) {
        last.ended()
                .ifPresent(
                        ended ->
                                add(
                                        samples,
                                        "mvi_blob_last_check_timestamp_seconds",
                                        Map.of(),
                                        Type.GAUGE,
                                        ended.getEpochSecond()));
        add(samples, "mvi_blob_last_check_objects", Map.of(), Type.GAUGE, last.objects());
        add(samples, "mvi_blob_last_check_bytes", Map.of(), Type.GAUGE, last.bytes());
    }

    private static void add(
            List<Sample> samples,
            String name,
            Map<String, String> labels,
            Type type,
            double value) {
        samples.add(new Sample(name, labels, type, value));
    }

    /** App and process of a route. */
    static Map<String, String> route(String id) {
        int slash = id.indexOf('/');
        return slash < 0
                ? Map.of("app", id)
                : Map.of("app", id.substring(0, slash), "process", id.substring(slash + 1));
    }

    private static Map<String, String> with(Map<String, String> labels, String name, String value) {
        Map<String, String> more = new HashMap<>(labels);
        more.put(name, value);
        return more;
    }
}
