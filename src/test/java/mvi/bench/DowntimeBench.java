package mvi.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import mvi.acceptance.Web;
import mvi.engines.base.Chance;
import mvi.engines.base.Clock;
import mvi.engines.base.TlsIdentity;
import mvi.engines.wire.PlatformCa;
import org.jspecify.annotations.Nullable;

/**
 * {@code ./mvi bench downtime [ROUNDS] [STREAM_SECONDS]}: requests of every kind at fixed rates
 * while everything changes. A round is two deploys, a rollback, a scale up or down, a swap of
 * certificates and a hand-over of the load balancer; every fifth also kills control. In the end a
 * container of the app is killed: what it had under way then may fail, and is counted apart.
 */
final class DowntimeBench {
    private static final Duration ANSWER = Duration.ofSeconds(60);
    private static final Duration SHOWN_WITHIN = Duration.ofSeconds(3);

    /** As clients do, less than what the load balancer lets a connection rest. */
    private static final Duration REST = Duration.ofSeconds(30);

    private static final Duration CALM = Duration.ofSeconds(3);
    private static final String NAME = "steady.example.test";
    private static final int ECHOES = 40;
    private static final int LINES_PORT = 17007;
    private static final int CONTAINERS = 4;
    private static final int KILLS = 3;

    private final BenchPlatform platform;
    private final int rounds;
    private final int streamSeconds;
    private final List<Long> kills = new ArrayList<>();
    private final ConcurrentLinkedDeque<Kept> kept = new ConcurrentLinkedDeque<>();
    private int http;
    private int https;

    DowntimeBench(BenchPlatform platform, int rounds, int streamSeconds) {
        this.platform = platform;
        this.rounds = rounds;
        this.streamSeconds = streamSeconds;
    }

    void run() throws Exception {
        // Names that no resolver knows, for clients that take no other address.
        Path hosts = Files.createTempFile("mvi-bench-hosts", ".txt");
        Files.writeString(hosts, "127.0.0.1 " + NAME + " steady.localhost\n");
        System.setProperty("jdk.net.hosts.file", hosts.toString());
        try {
            platform.mvi("up", "src/test/apps/steady", "-a", "steady");
            http = platform.status().path("ports").path("http").asInt();
            https = platform.status().path("ports").path("https").asInt();
            swapCertificate();
            List<OpenLoop> loops = loops();
            loops.forEach(OpenLoop::start);
            for (int i = 1; i <= rounds; i++) {
                round(i);
            }
            for (int i = 0; i < KILLS; i++) {
                killContainer();
            }
            Thread.sleep(CALM);
            for (OpenLoop loop : loops) {
                loop.stop(Duration.ofSeconds(streamSeconds + 30L));
            }
            BenchPlatform.say(
                    "%-28s %9s %7s %10s %9s %9s %9s",
                    "kind", "requests", "failed", "at a kill", "p50 ms", "p99 ms", "max ms");
            loops.forEach(each -> BenchPlatform.say("%s", each.line(kills, SHOWN_WITHIN)));
        } finally {
            platform.remove("steady");
            Files.deleteIfExists(hosts);
        }
    }

    private List<OpenLoop> loops() throws GeneralSecurityException {
        HttpClient secure =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_2)
                        .sslContext(trustingAll())
                        .build();
        HttpClient plain = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        return List.of(
                new OpenLoop("HTTP/1.1 keep-alive, 100/s", 100, () -> keptAlive("/")),
                new OpenLoop("HTTP/1.1 close, 50/s", 50, () -> closed("/")),
                new OpenLoop("HTTP/2 over TLS, 50/s", 50, () -> http2(secure)),
                new OpenLoop(
                        "WebSocket, 4 s of echoes, 2/s",
                        2,
                        () -> echo(plain, "ws://steady.localhost:" + http + "/echo")),
                new OpenLoop("TCP, 4 s of lines, 2/s", 2, DowntimeBench::lines),
                new OpenLoop(
                        "answer of " + streamSeconds + " s, 1/s",
                        1,
                        () -> closed("/stream?" + streamSeconds)));
    }

    private void round(int number) throws Exception {
        long began = System.nanoTime();
        platform.mvi("deploy", "src/test/apps/steady", "-a", "steady");
        swapCertificate();
        platform.mvi("deploy", "src/test/apps/steady", "-a", "steady");
        platform.mvi("up", "--restart", "balance");
        platform.mvi("rollback", "-a", "steady");
        platform.mvi("scale", "-a", "steady", number % 2 == 0 ? "web=2" : "web=3");
        if (number % 5 == 1) {
            platform.kill("control");
            platform.awaitApi();
        }
        BenchPlatform.say(
                "round %d of %d: %.0f s", number, rounds, (System.nanoTime() - began) / 1e9);
    }

    private void killContainer() throws Exception {
        String id = platform.containers("steady").getFirst();
        kills.add(System.nanoTime());
        platform.run("podman", "kill", "-s", "KILL", id);
        Thread.sleep(CALM);
        platform.awaitContainers("steady", CONTAINERS);
    }

    private void swapCertificate() throws Exception {
        PlatformCa authority = PlatformCa.create("bench", Clock.system(), Chance.system());
        TlsIdentity identity = authority.issue(List.of(NAME), List.of());
        Path chain = Files.createTempFile("mvi-bench", ".pem");
        Path key = Files.createTempFile("mvi-bench", ".key");
        Files.writeString(chain, identity.chain());
        Files.writeString(key, identity.key().revealText());
        platform.mvi("certs", "set", "--cert", chain.toString(), "--key", key.toString());
        Files.delete(chain);
        Files.delete(key);
    }

    /** A connection that rests. */
    private record Kept(Web web, long since) {}

    private void keptAlive(String path) throws IOException {
        Web web = null;
        while (web == null) {
            Kept last = kept.pollLast();
            if (last == null) {
                web = Web.open(http, ANSWER);
            } else if (System.nanoTime() - last.since() < REST.toNanos()) {
                web = last.web();
            } else {
                last.web().close();
            }
        }
        boolean isKept = false;
        try {
            expect(web.get("steady.localhost:" + http, path, true).status());
            isKept = !web.isOver();
        } finally {
            if (isKept) {
                kept.addLast(new Kept(web, System.nanoTime()));
            } else {
                web.close();
            }
        }
    }

    private void closed(String path) throws IOException {
        try (Web web = Web.open(http, ANSWER)) {
            Web.Answer answer = web.get("steady.localhost:" + http, path, false);
            expect(answer.status());
            if (path.startsWith("/stream") && !answer.body().endsWith("end\n")) {
                throw new IOException("the answer has no end");
            }
        }
    }

    private void http2(HttpClient client) throws IOException, InterruptedException {
        HttpResponse<String> answer =
                client.send(
                        HttpRequest.newBuilder(URI.create("https://" + NAME + ":" + https + "/"))
                                .timeout(ANSWER)
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        expect(answer.statusCode());
        if (answer.version() != HttpClient.Version.HTTP_2) {
            throw new IOException("not by HTTP/2");
        }
    }

    private static void expect(int status) throws IOException {
        if (status != 200) {
            throw new IOException("status " + status);
        }
    }

    private static void echo(HttpClient client, String url) throws Exception {
        Echoes echoes = new Echoes();
        WebSocket socket =
                client.newWebSocketBuilder()
                        .buildAsync(URI.create(url), echoes)
                        .get(ANSWER.toSeconds(), TimeUnit.SECONDS);
        for (int i = 0; i < ECHOES; i++) {
            CompletableFuture<String> next = echoes.next();
            socket.sendText("echo " + i, true).get(ANSWER.toSeconds(), TimeUnit.SECONDS);
            String heard = next.get(ANSWER.toSeconds(), TimeUnit.SECONDS);
            if (!heard.equals("echo " + i)) {
                throw new IOException("heard " + heard);
            }
            Thread.sleep(100);
        }
        socket.abort();
    }

    private static void lines() throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), LINES_PORT)) {
            socket.setSoTimeout((int) ANSWER.toMillis());
            BufferedReader in =
                    new BufferedReader(
                            new InputStreamReader(
                                    socket.getInputStream(), StandardCharsets.US_ASCII));
            for (int i = 0; i < ECHOES; i++) {
                String said = "line " + i;
                socket.getOutputStream().write((said + "\n").getBytes(StandardCharsets.US_ASCII));
                String heard = in.readLine();
                if (!said.equals(heard)) {
                    throw new IOException("heard " + heard);
                }
                Thread.sleep(100);
            }
        }
    }

    private static final class Echoes implements WebSocket.Listener {
        private CompletableFuture<String> next = new CompletableFuture<>();
        private @Nullable Throwable end;

        /** An end between two echoes fails the next one. */
        synchronized CompletableFuture<String> next() {
            next = end == null ? new CompletableFuture<>() : CompletableFuture.failedFuture(end);
            return next;
        }

        private void ended(Throwable why) {
            end = why;
            next.completeExceptionally(why);
        }

        @Override
        public synchronized CompletionStage<?> onText(
                WebSocket socket, CharSequence text, boolean isLast) {
            next.complete(text.toString());
            socket.request(1);
            return CompletableFuture.completedStage(null);
        }

        @Override
        public synchronized CompletionStage<?> onClose(WebSocket socket, int code, String why) {
            ended(new IOException("closed with " + code));
            return CompletableFuture.completedStage(null);
        }

        @Override
        public synchronized void onError(WebSocket socket, Throwable failure) {
            ended(failure);
        }
    }

    private static SSLContext trustingAll() throws GeneralSecurityException {
        TrustManager all =
                new X509ExtendedTrustManager() {
                    @Override
                    public void checkClientTrusted(X509Certificate[] chain, String type) {}

                    @Override
                    public void checkServerTrusted(X509Certificate[] chain, String type) {}

                    @Override
                    public void checkClientTrusted(
                            X509Certificate[] chain, String type, Socket socket) {}

                    @Override
                    public void checkServerTrusted(
                            X509Certificate[] chain, String type, Socket socket) {}

                    @Override
                    public void checkClientTrusted(
                            X509Certificate[] chain, String type, javax.net.ssl.SSLEngine engine) {}

                    @Override
                    public void checkServerTrusted(
                            X509Certificate[] chain, String type, javax.net.ssl.SSLEngine engine) {}

                    @Override
                    public X509Certificate[] getAcceptedIssuers() {
                        return new X509Certificate[0];
                    }
                };
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {all}, new SecureRandom());
        return context;
    }
}
