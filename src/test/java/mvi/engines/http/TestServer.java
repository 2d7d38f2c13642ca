package mvi.engines.http;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import mvi.engines.base.ByteCount;
import mvi.engines.base.Events;

/** A running server on loopback, and what it warned of. */
final class TestServer implements AutoCloseable {
    static final HttpLimits SMALL =
            new HttpLimits(
                    new ByteCount(256),
                    new ByteCount(1024),
                    64,
                    Duration.ofMillis(300),
                    Duration.ofSeconds(15));

    final List<String> warnings = new CopyOnWriteArrayList<>();
    final HttpServer server;
    final InetSocketAddress address;

    TestServer(HttpHandler handler) {
        this(handler, HttpLimits.DEFAULT, Optional.empty());
    }

    TestServer(HttpHandler handler, HttpLimits limits, Optional<ServerTls> tls) {
        server = new HttpServer("test", handler, limits, tls, recorder(warnings));
        server.start();
        address = server.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    static Events recorder(List<String> warnings) {
        return new Events() {
            @Override
            public void info(String event, Object... keysAndValues) {}

            @Override
            public void warn(String event, Object... keysAndValues) {
                warnings.add(event + " " + List.of(keysAndValues));
            }
        };
    }

    RawSocket dial() throws java.io.IOException {
        return new RawSocket(address);
    }

    @Override
    public void close() {
        server.close();
    }
}
