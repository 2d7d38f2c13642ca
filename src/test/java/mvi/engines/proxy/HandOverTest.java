package mvi.engines.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import mvi.engines.base.Chance;
import mvi.engines.base.Clock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A proxy takes another's place while clients ask. */
class HandOverTest {
    private static final int SUCCESSIONS = 20;
    private static final int CLIENTS = 8;

    private Path folder;
    private RawTarget target;

    @BeforeEach
    void open() throws IOException {
        // A Unix socket's path has some hundred bytes at most.
        folder = Files.createTempDirectory(Path.of("/tmp"), "mvi-hand-");
        target = RawTarget.greeting("hello");
    }

    @AfterEach
    void close() throws IOException {
        target.close();
        Files.deleteIfExists(socket());
        Files.deleteIfExists(folder);
    }

    private Path socket() {
        return folder.resolve("s");
    }

    private Proxy started(int port) throws Exception {
        Proxy proxy =
                new Proxy(
                        ProxyLimits.DEFAULT,
                        TrustedProxies.NONE,
                        List.of(1.0),
                        2,
                        Clock.system(),
                        Chance.system());
        proxy.start();
        proxy.inherit(socket());
        RouteSpec route =
                new RouteSpec(
                        "app/web",
                        List.of("app.test"),
                        List.of(ProxyWorld.spec(target, false)),
                        List.of());
        proxy.apply(1, List.of(route));
        ProxyWorld.await(
                () ->
                        proxy.table().routes().iterator().next().pool().targets().stream()
                                .allMatch(each -> each.health() == Health.HEALTHY));
        assertThat(proxy.listen(new InetSocketAddress("127.0.0.1", port), null)).isPresent();
        proxy.inheritNoMore();
        return proxy;
    }

    @Test
    void noConnectionIsRefusedAndNoRequestLost() throws Exception {
        AtomicBoolean isOver = new AtomicBoolean();
        AtomicInteger answered = new AtomicInteger();
        List<Throwable> failures = new ArrayList<>();
        int port = ProxyWorld.freePort();
        List<Proxy> all = new ArrayList<>(List.of(started(port)));
        all.getFirst().offer(socket());
        List<Thread> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            boolean isKept = i % 2 == 0;
            clients.add(
                    Thread.ofPlatform()
                            .start(
                                    () -> {
                                        try {
                                            while (!isOver.get()) {
                                                ask(port, isKept, isOver, answered);
                                            }
                                        } catch (IOException | RuntimeException | Error lost) {
                                            synchronized (failures) {
                                                failures.add(lost);
                                            }
                                        }
                                    }));
        }
        for (int i = 0; i < SUCCESSIONS; i++) {
            int before = answered.get();
            ProxyWorld.await(() -> answered.get() > before + 50 || !failures.isEmpty());
            Proxy next = started(port);
            all.getLast().leave();
            next.offer(socket());
            all.add(next);
            Proxy gone = all.get(all.size() - 2);
            ProxyWorld.await(() -> gone.openConnections() == 0 || !failures.isEmpty());
        }
        isOver.set(true);
        for (Thread client : clients) {
            client.join();
        }
        all.forEach(Proxy::close);
        assertThat(failures).isEmpty();
        assertThat(answered.get()).isGreaterThan(50 * SUCCESSIONS);
    }

    /** Requests until the proxy says that it is the connection's last. */
    private static void ask(int port, boolean isKept, AtomicBoolean isOver, AtomicInteger answered)
            throws IOException {
        String close = isKept ? "" : "Connection: close\r\n";
        try (RawSocket socket = RawSocket.dial(port)) {
            while (!isOver.get()) {
                socket.send("GET / HTTP/1.1\r\nHost: app.test\r\n" + close + "\r\n");
                RawSocket.Message answer = socket.response();
                if (answer.status() != 200 || !answer.body().equals("hello")) {
                    throw new IOException("answered " + answer);
                }
                answered.incrementAndGet();
                if (answer.header("Connection").equals("close")) {
                    return;
                }
            }
        }
    }

    @Test
    void whatNobodyWantsIsClosed() throws Exception {
        int port = ProxyWorld.freePort();
        try (Proxy first = started(port);
                Proxy second =
                        new Proxy(
                                ProxyLimits.DEFAULT,
                                TrustedProxies.NONE,
                                List.of(1.0),
                                1,
                                Clock.system(),
                                Chance.system())) {
            first.offer(socket());
            second.start();
            assertThat(second.inherit(socket())).isOne();
            second.inheritNoMore();
            first.leave();
            assertThat(second.listen(new InetSocketAddress("127.0.0.1", port), null))
                    .as("nothing holds the port any more")
                    .isPresent();
        }
    }

    @Test
    void withoutAnOfferThereIsNothingToTake() throws Exception {
        try (Proxy alone =
                new Proxy(
                        ProxyLimits.DEFAULT,
                        TrustedProxies.NONE,
                        List.of(1.0),
                        1,
                        Clock.system(),
                        Chance.system())) {
            alone.start();
            assertThat(alone.inherit(socket())).isZero();
            Files.createFile(socket());
            assertThat(alone.inherit(socket())).as("left by one that is dead").isZero();
        }
    }
}
