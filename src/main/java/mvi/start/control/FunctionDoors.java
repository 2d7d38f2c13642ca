package mvi.start.control;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import mvi.api.lambda.InvokeFront;
import mvi.api.lambda.RuntimeFront;
import mvi.engines.base.Clock;
import mvi.engines.base.Events;
import mvi.engines.http.HttpHandler;
import mvi.engines.http.HttpLimits;
import mvi.engines.http.HttpReply;
import mvi.engines.http.HttpRequest;
import mvi.engines.http.HttpServer;
import mvi.engines.http.PlainPolicy;
import mvi.platform.function.FunctionKeeper;
import mvi.platform.function.FunctionName;
import mvi.platform.function.LambdaWire;
import mvi.platform.function.RuntimeListener;
import mvi.services.network.NetworkConfig;
import mvi.start.Home;
import mvi.start.ProcessUser;

/**
 * Where functions are reached: the Runtime API on the endpoints of apps that have some, and the
 * socket by which data passes on what SDKs call.
 */
final class FunctionDoors implements RuntimeListener, AutoCloseable {
    /** A container works on an event for as long as its function may, and asks only then. */
    private static final HttpLimits RUNTIME =
            new HttpLimits(
                    HttpLimits.DEFAULT.requestLine(),
                    HttpLimits.DEFAULT.headerBlock(),
                    HttpLimits.DEFAULT.connections(),
                    HttpLimits.DEFAULT.headTime(),
                    Duration.ofHours(25));

    private final HttpServer runtime;
    private final HttpServer calls;
    private final Late runtimeFront = new Late();
    private final Late invokeFront = new Late();
    private final Set<String> listening = new HashSet<>();
    private final Home home;
    private final ProcessUser data;
    private final Events events;

    FunctionDoors(Home home, ProcessUser data, Events events) {
        this.home = home;
        this.data = data;
        this.events = events;
        this.runtime = new HttpServer("runtime", runtimeFront, RUNTIME, Optional.empty(), events);
        this.calls = new HttpServer("calls", invokeFront, RUNTIME, Optional.empty(), events);
    }

    private record Wires(FunctionKeeper functions) implements RuntimeFront.Wires {
        @Override
        public Optional<LambdaWire> wire(String address) throws InterruptedException {
            return functions.wire(address);
        }

        @Override
        public String arn(FunctionName function) {
            return functions.arn(function);
        }
    }

    /** A handler that is known only once the platform is, which needs the doors. */
    private static final class Late implements HttpHandler {
        private volatile HttpHandler handler =
                request -> HttpReply.text(503, "functions are not ready yet\n");

        @Override
        public HttpReply handle(HttpRequest request) throws Exception {
            return handler.handle(request);
        }
    }

    /** From its return on, what comes in is answered. */
    void open(FunctionKeeper functions, Clock clock) {
        runtimeFront.handler = new RuntimeFront(new Wires(functions), clock, events);
        invokeFront.handler = new InvokeFront(functions, events);
        calls.start();
        calls.listen(home.functionsSocket());
        try {
            Files.setAttribute(home.functionsSocket(), "unix:uid", data.uid());
        } catch (IOException failed) {
            throw new UncheckedIOException("can't give the socket of functions to data", failed);
        }
    }

    void start() {
        runtime.start();
    }

    @Override
    public synchronized void listen(String address) {
        if (listening.add(address)) {
            try {
                runtime.listen(
                        new InetSocketAddress(address, NetworkConfig.FUNCTIONS_PORT),
                        PlainPolicy.ALLOWED);
            } catch (RuntimeException failed) {
                listening.remove(address);
                throw failed;
            }
        }
    }

    @Override
    public void close() {
        calls.close(Duration.ZERO);
        runtime.close(Duration.ZERO);
    }
}
