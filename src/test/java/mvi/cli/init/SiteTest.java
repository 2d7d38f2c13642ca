package mvi.cli.init;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file server that a static site is given, as it runs in a container. */
final class SiteTest {
    private static final int PATIENCE_MILLIS = 20_000;

    @TempDir Path folder;
    private Process server;
    private int port;

    @BeforeEach
    void start() throws IOException {
        Path site = Files.createDirectory(folder.resolve("site"));
        Files.writeString(site.resolve("index.html"), "hello");
        Files.writeString(site.resolve("module.mjs"), "1");
        Files.writeString(site.resolve(".env"), "secret");
        Files.writeString(folder.resolve("outside"), "secret");
        Files.createSymbolicLink(site.resolve("link"), folder.resolve("outside"));
        Files.createDirectories(site.resolve("images"));
        Files.writeString(site.resolve("images/a.svg"), "<svg/>");
        Files.createDirectories(site.resolve(".mvi"));
        Files.writeString(site.resolve(".mvi/Site.java"), "source");
        try (RandomAccessFile large = new RandomAccessFile(site.resolve("large").toFile(), "rw")) {
            large.setLength(64 << 20);
        }
        Path source = Path.of("src/main/resources/mvi/init/Site.java");
        ProcessBuilder builder =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                source.toString(),
                                site.toString())
                        .redirectErrorStream(true);
        builder.environment().put("PORT", "0");
        server = builder.start();
        BufferedReader said =
                new BufferedReader(
                        new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8));
        String line = String.valueOf(said.readLine());
        assertThat(line).startsWith("listening on ");
        port = Integer.parseInt(line.substring("listening on ".length()));
    }

    @AfterEach
    void stop() throws InterruptedException {
        server.destroy();
        assertThat(server.waitFor(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void filesAreServedAsTheyAreAndNothingElse() throws IOException {
        assertThat(get("/")).startsWith("HTTP/1.1 200 ").endsWith("\r\n\r\nhello");
        assertThat(get("/module.mjs")).containsIgnoringCase("content-type: text/javascript");
        assertThat(get("/images/a.svg")).containsIgnoringCase("content-type: image/svg+xml");
        for (String path :
                new String[] {
                    "/images/",
                    "/.env",
                    "/.mvi/Site.java",
                    "/link",
                    "/../outside",
                    "/%2e%2e/outside",
                    "/..%2foutside",
                    "/images/../",
                    "/%00/",
                    "/nothing"
                }) {
            assertThat(get(path)).as(path).contains(" 404 ").doesNotContain("secret", "a.svg");
        }
    }

    @Test
    void aSlowReaderStopsNobodyElse() throws IOException {
        try (Socket slow = ask("/large")) {
            assertThat(slow.getInputStream().read()).isEqualTo('H');
            assertThat(get("/")).endsWith("hello");
        }
    }

    private String get(String path) throws IOException {
        try (Socket socket = ask(path);
                InputStream in = socket.getInputStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private Socket ask(String path) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(PATIENCE_MILLIS);
        String head = "GET " + path + " HTTP/1.1\r\nHost: site\r\nConnection: close\r\n\r\n";
        socket.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
        return socket;
    }
}
