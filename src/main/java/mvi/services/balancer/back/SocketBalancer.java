package mvi.services.balancer.back;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import mvi.engines.base.ByteCount;
import mvi.engines.base.ByteSource;
import mvi.engines.base.Clock;
import mvi.engines.base.Events;
import mvi.engines.base.Kind;
import mvi.engines.base.Problem;
import mvi.engines.http.Headers;
import mvi.engines.http.HttpAnswer;
import mvi.engines.http.HttpCall;
import mvi.engines.http.HttpEndpoint;
import mvi.engines.wire.Json;
import mvi.services.balancer.BalancerAccesses;
import mvi.services.balancer.BalancerCertificates;
import mvi.services.balancer.BalancerEvent;
import mvi.services.balancer.BalancerRoutes;
import mvi.services.balancer.LiveBalancer;

/** The load balancer as a client of the balance process's control socket. */
public final class SocketBalancer implements LiveBalancer {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    private static final ByteCount ANSWER_BYTES = ByteCount.mib(32);

    private final Caller http;
    private final HttpEndpoint endpoint;
    private final Clock clock;
    private final Events events;

    /**
     * @param http sends a call and gives its answer: the platform's HTTP client
     * @param socket {@code MVI_HOME/run/balance/balance.sock}
     */
    public SocketBalancer(Caller http, Path socket, Clock clock, Events events) {
        this.http = http;
        this.endpoint = new HttpEndpoint.Unix(socket);
        this.clock = clock;
        this.events = events;
    }

    /** Sends one call. */
    @FunctionalInterface
    public interface Caller {
        HttpAnswer call(HttpCall call) throws IOException;
    }

    @Override
    public void apply(BalancerRoutes routes) {
        ask("PUT", "/routes", ByteSource.of(Json.write(routes)));
    }

    @Override
    public void certify(BalancerCertificates certificates) {
        ask("PUT", "/certificates", ByteSource.of(Json.write(certificates)));
    }

    @Override
    public BalancerRoutes routes() {
        return Json.read(get("/routes"), BalancerRoutes.class);
    }

    @Override
    public List<TargetState> targets() {
        return List.of(Json.read(get("/targets"), TargetState[].class));
    }

    @Override
    public Readings readings() {
        return Json.read(get("/readings"), Readings.class);
    }

    @Override
    public Listeners listeners() {
        return Json.read(get("/listeners"), Listeners.class);
    }

    @Override
    public BalancerAccesses accesses(BalancerAccesses.Take take) {
        return Json.read(
                ask("POST", "/accesses", ByteSource.of(Json.write(take))), BalancerAccesses.class);
    }

    @Override
    public void leave() {
        ask("POST", "/leave", ByteSource.of(new byte[0]));
    }

    /** Reconnects for ever; each time it has, the watcher is told so first. */
    @Override
    public Watch watch(Consumer<BalancerEvent> watcher) {
        Thread thread =
                Thread.ofVirtual().name("balancer-watch").start(() -> keepWatching(watcher));
        return thread::interrupt;
    }

    private void keepWatching(Consumer<BalancerEvent> watcher) {
        Duration pause = SHORTEST_PAUSE;
        boolean wasTold = false;
        while (!Thread.currentThread().isInterrupted()) {
            long began = clock.nanos();
            try {
                readEvents(watcher);
            } catch (IOException | Problem broken) {
                if (!wasTold) {
                    events.info("balancer.watch-broken", "error", broken);
                }
                wasTold = true;
            }
            boolean heldLong = clock.nanos() - began > LONGEST_PAUSE.toNanos();
            if (heldLong) {
                wasTold = false;
                pause = SHORTEST_PAUSE;
            }
            try {
                clock.sleep(pause);
            } catch (InterruptedException closed) {
                return;
            }
            Duration twice = pause.multipliedBy(2);
            pause = twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
        }
    }

    private void readEvents(Consumer<BalancerEvent> watcher) throws IOException {
        try (HttpAnswer answer = http.call(call("GET", "/events", ByteSource.of(new byte[0])))) {
            if (answer.status() != 200) {
                throw new IOException("the load balancer answered " + answer.status());
            }
            BufferedReader lines =
                    new BufferedReader(
                            new InputStreamReader(
                                    answer.body().asStream(), StandardCharsets.UTF_8));
            String name = "";
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("event: ")) {
                    name = line.substring("event: ".length());
                } else if (line.startsWith("data: ")) {
                    byte[] data =
                            line.substring("data: ".length()).getBytes(StandardCharsets.UTF_8);
                    tell(watcher, name, data);
                }
            }
        }
    }

    private void tell(Consumer<BalancerEvent> watcher, String name, byte[] data) {
        switch (name) {
            case "connected" -> watcher.accept(Json.read(data, BalancerEvent.Connected.class));
            case "health" -> watcher.accept(Json.read(data, BalancerEvent.HealthChanged.class));
            default -> {
                // A newer load balancer tells more than this release knows.
            }
        }
    }

    private byte[] get(String path) {
        return ask("GET", path, ByteSource.of(new byte[0]));
    }

    private byte[] ask(String method, String path, ByteSource body) {
        try (HttpAnswer answer = http.call(call(method, path, body))) {
            byte[] content = answer.body().readAll(ANSWER_BYTES);
            if (answer.status() >= 300) {
                throw problem(answer.status(), content);
            }
            return content;
        } catch (IOException unreachable) {
            throw unavailable(unreachable);
        }
    }

    private HttpCall call(String method, String path, ByteSource body) {
        return new HttpCall(endpoint, method, path, Headers.of("Host", "balance"), body, TIMEOUT);
    }

    private Problem problem(int status, byte[] content) {
        WireProblem told = Json.read(content, WireProblem.class);
        Kind kind =
                switch (status) {
                    case 400 -> Kind.INVALID;
                    case 403 -> Kind.DENIED;
                    case 404 -> Kind.MISSING;
                    case 409 -> Kind.CONFLICT;
                    case 413 -> Kind.LIMIT;
                    case 503 -> Kind.UNAVAILABLE;
                    default -> Kind.BUG;
                };
        return new Problem(told.code(), kind, told.message(), "status " + status, null);
    }

    private static Problem unavailable(Throwable cause) {
        return Problem.unavailable(
                "balancer-unavailable",
                "The load balancer's process does not answer; it is started again by itself and"
                        + " serves from its own snapshot.",
                cause);
    }

    /** A problem on this wire. */
    record WireProblem(String code, String message) {}
}
