package mvi.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import mvi.engines.base.Chance;
import mvi.engines.base.Clock;
import mvi.engines.base.TlsIdentity;
import mvi.engines.wire.PlatformCa;

/**
 * The balance process and its peers, each at two ports of the loopback with one certificate, in
 * front of one nginx that serves files.
 */
final class Contestants implements AutoCloseable {
    static final String HOST = "bench.localhost";

    /** Bytes of {@code /}. */
    private static final int SMALL = 1024;

    /** Bytes of {@code /large}. */
    private static final int LARGE = 10 << 20;

    private static final int CORES = Runtime.getRuntime().availableProcessors();
    private static final String LIMITS =
            """
            global
              maxconn 4096
              nbthread %d
            defaults
              mode http
              timeout client 75s
              timeout server 60s
              timeout connect 2s
            """;
    private static final String NGINX =
            """
            daemon off;
            user root;
            worker_processes %d;
            pid %s.pid;
            error_log stderr;
            events { worker_connections 20000; }
            http {
              access_log off;
              sendfile on;
              tcp_nopush on;
              keepalive_requests 1000000000;
              keepalive_timeout 75s;
              open_file_cache max=16;
            %s
            }
            """;

    private final PeerProcesses processes = new PeerProcesses();
    private final Path folder = processes.folder();
    private final int target = PeerProcesses.freePort();

    /** One proxy: the ports where it speaks in clear and by TLS. */
    record Contestant(String name, Process process, int http, int https) {}

    Contestants() throws IOException {
        Path files = Files.createDirectories(folder.resolve("files"));
        Files.write(files.resolve("index.html"), new byte[SMALL]);
        Files.write(files.resolve("large"), new byte[LARGE]);
        TlsIdentity identity =
                PlatformCa.create("bench", Clock.system(), Chance.system())
                        .issue(List.of(HOST), List.of("127.0.0.1"));
        String key = identity.key().revealText();
        processes.write("run/balance/tls/key.pem", key);
        processes.write("run/balance/tls/cert.pem", identity.chain());
        processes.write("both.pem", identity.chain() + key);
        nginx("target", "server { listen 127.0.0.1:%d; root %s; }".formatted(target, files));
        processes.await("target", () -> isAnswering(target));
    }

    /** Where the balance process lives. */
    Path folder() {
        return folder;
    }

    int target() {
        return target;
    }

    /**
     * As it is shipped.
     *
     * @param launcher {@code ./mvi}
     */
    Contestant balance(String launcher) throws IOException {
        int http = PeerProcesses.freePort();
        int https = PeerProcesses.freePort();
        ProcessBuilder builder = new ProcessBuilder(launcher, "balance");
        builder.environment().keySet().removeIf(name -> name.startsWith("MVI_"));
        builder.environment().put("MVI_HOME", folder.toString());
        builder.environment().put("MVI_HTTP_PORT", Integer.toString(http));
        builder.environment().put("MVI_HTTPS_PORT", Integer.toString(https));
        builder.environment().put("MVI_JAVA_OPTIONS", "-Xlog:gc:file=" + pauses());
        Process process = processes.start(builder, "balance");
        processes.await("balance", () -> Files.exists(folder.resolve("run/balance/facts.json")));
        return new Contestant("balance", process, http, https);
    }

    /** What the balance process's collector says of its pauses. */
    Path pauses() {
        return folder.resolve("gc.log");
    }

    Contestant haproxy() throws IOException {
        int http = PeerProcesses.freePort();
        int https = PeerProcesses.freePort();
        String servers =
                """
                frontend peer
                  bind 127.0.0.1:%d
                  bind 127.0.0.1:%d ssl crt %s alpn h2,http/1.1
                  option forwardfor
                  acl known hdr(host) -i -m beg %s
                  use_backend app if known
                backend app
                  http-reuse always
                  balance leastconn
                  option httpchk GET /
                  server one 127.0.0.1:%d check inter 1s
                """
                        .formatted(http, https, folder.resolve("both.pem"), HOST, target);
        Path file = processes.write("haproxy.cfg", LIMITS.formatted(CORES) + servers);
        return ready(
                new Contestant(
                        "haproxy",
                        processes.start(
                                new ProcessBuilder("haproxy", "-db", "-f", file.toString()),
                                "haproxy"),
                        http,
                        https));
    }

    Contestant nginx() throws IOException {
        int http = PeerProcesses.freePort();
        int https = PeerProcesses.freePort();
        String servers =
                """
                upstream app {
                  server 127.0.0.1:%d;
                  keepalive 64;
                  keepalive_requests 1000000000;
                }
                server {
                  listen 127.0.0.1:%d;
                  listen 127.0.0.1:%d ssl http2;
                  server_name %s;
                  ssl_certificate %s;
                  ssl_certificate_key %s;
                  ssl_protocols TLSv1.2 TLSv1.3;
                  location / {
                    proxy_pass http://app;
                    proxy_http_version 1.1;
                    proxy_set_header Connection "";
                    proxy_set_header Host $host;
                    proxy_set_header X-Forwarded-For $remote_addr;
                    proxy_temp_path %s;
                  }
                }
                """
                        .formatted(
                                target,
                                http,
                                https,
                                HOST,
                                folder.resolve("both.pem"),
                                folder.resolve("both.pem"),
                                folder.resolve("nginx-temp"));
        return ready(new Contestant("nginx", nginx("nginx", servers), http, https));
    }

    Contestant caddy() throws IOException {
        int http = PeerProcesses.freePort();
        int https = PeerProcesses.freePort();
        Path file =
                processes.write(
                        "Caddyfile",
                        """
                        {
                          admin off
                          auto_https off
                          persist_config off
                          default_sni %1$s
                        }
                        http://%1$s:%2$d {
                          reverse_proxy 127.0.0.1:%4$d
                        }
                        https://%1$s:%3$d {
                          tls %5$s %5$s
                          reverse_proxy 127.0.0.1:%4$d
                        }
                        """
                                .formatted(HOST, http, https, target, folder.resolve("both.pem")));
        ProcessBuilder builder =
                new ProcessBuilder("caddy", "run", "--adapter", "caddyfile", "--config", file + "");
        builder.environment().put("HOME", folder.toString());
        return ready(new Contestant("caddy", processes.start(builder, "caddy"), http, https));
    }

    /** The one, once it passes requests on. */
    Contestant ready(Contestant contestant) throws IOException {
        processes.await(contestant.name(), () -> isAnswering(contestant.http()));
        return contestant;
    }

    private Process nginx(String name, String servers) throws IOException {
        Path file =
                processes.write(
                        name + ".conf",
                        NGINX.formatted(CORES, folder.resolve(name), servers.indent(2)));
        return processes.start(
                new ProcessBuilder("nginx", "-p", folder.toString(), "-c", file.toString()), name);
    }

    private static boolean isAnswering(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            String request = "GET / HTTP/1.1\r\nHost: " + HOST + "\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            String said =
                    new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            return said.startsWith("HTTP/1.1 200");
        } catch (IOException notYet) {
            return false;
        }
    }

    @Override
    public void close() throws Exception {
        processes.close();
    }
}
