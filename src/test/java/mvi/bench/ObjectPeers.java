package mvi.bench;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import mvi.engines.base.Chance;
import mvi.engines.base.Clock;
import mvi.engines.base.Principal;
import mvi.fakes.GoTool;
import mvi.services.blob.BucketName;
import mvi.start.Configuration;
import mvi.start.Home;
import mvi.start.Knob;
import mvi.start.PlatformCredentials;
import mvi.start.SmallFiles;
import mvi.start.up.Preparation;

/**
 * The data process as it is shipped, MinIO, and nginx, with one access key, one certificate and
 * their files on one disk.
 */
final class ObjectPeers implements AutoCloseable {
    static final String BUCKET = "bench";

    private static final String MINIO = "github.com/minio/minio";

    /** Its last release under a free licence. */
    private static final String MINIO_VERSION = "v0.0.0-20260212201848-7aac2a2c5b7c";

    private static final int CORES = Runtime.getRuntime().availableProcessors();
    private static final Duration HEAD_TIME = Duration.ofSeconds(5);
    private static final String NGINX =
            """
            daemon off;
            user root;
            worker_processes %d;
            pid %s.pid;
            error_log stderr;
            events { worker_connections 1000; }
            http {
              access_log off;
              sendfile on;
              tcp_nopush on;
              keepalive_requests 1000000000;
              open_file_cache max=16;
              server {
                listen 127.0.0.1:%d;
                listen 127.0.0.1:%d ssl;
                ssl_certificate %s;
                ssl_certificate_key %s;
                ssl_protocols TLSv1.3;
                root %s;
              }
            }
            """;

    private final PeerProcesses processes = new PeerProcesses();
    private final String launcher;
    private final Home home;
    private final Configuration configuration;
    private final PlatformCredentials.Pair key;

    /** One server: its ports in clear and by TLS. */
    record Peer(String name, Process process, int port, int tlsPort, PlatformCredentials.Pair key) {
        SignedRequests signed() {
            return new SignedRequests(
                    "127.0.0.1:" + port, key.accessKeyId(), key.secretAccessKey());
        }

        /** Whether a request is answered by 200. */
        boolean answers(byte[] request) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                socket.setSoTimeout((int) HEAD_TIME.toMillis());
                socket.getOutputStream().write(request);
                ByteBuffer answer = ByteBuffer.allocate(SteadyLoad.RESPONSE_BYTES);
                while (SteadyLoad.Response.length(answer) < 0) {
                    int read =
                            socket.getInputStream()
                                    .read(answer.array(), answer.position(), answer.remaining());
                    if (read < 0) {
                        throw new EOFException();
                    }
                    answer.position(answer.position() + read);
                }
                return true;
            } catch (IOException notYet) {
                return false;
            }
        }
    }

    /**
     * @param launcher {@code ./mvi}
     */
    ObjectPeers(String launcher) throws IOException {
        this.launcher = launcher;
        Map<String, String> environment = new HashMap<>();
        environment.put("MVI_HOME", processes.folder().resolve("home").toString());
        for (Knob knob : Knob.values()) {
            if (knob.isPort()) {
                environment.put(knob.variable(), "0");
            }
        }
        this.configuration = Preparation.rehearse(environment, Clock.system(), Chance.system());
        this.home = configuration.home();
        this.key = PlatformCredentials.parse(SmallFiles.read(home.credentials())).operator();
    }

    /** All that is here is on the same disk. */
    Path folder() {
        return processes.folder();
    }

    Path authority() {
        return home.certificateAuthority().resolve("ca.pem");
    }

    /** What the data process's collector says. */
    Path pauses() {
        return processes.folder().resolve("gc.log");
    }

    /** Before the data process starts. */
    void load(int keys) throws IOException {
        ManyKeys.load(
                home.data().resolve("blob"),
                new BucketName(Principal.OPERATOR_ACCOUNT, BUCKET),
                keys);
    }

    Peer blob() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(launcher, "data");
        builder.environment().keySet().removeIf(name -> name.startsWith("MVI_"));
        builder.environment().put("MVI_HOME", home.root().toString());
        builder.environment().put("MVI_JAVA_OPTIONS", "-Xlog:gc:file=" + pauses());
        int port = configuration.port(Knob.SERVICES_PORT);
        Peer blob = new Peer("mvi", processes.start(builder, "data"), port, port, key);
        byte[] bucket = blob.signed().get("/" + BUCKET, "list-type=2&max-keys=1");
        processes.await("data", () -> blob.answers(bucket));
        return blob;
    }

    /**
     * On one folder, with its own settings of durability: data and records are synced before it
     * answers, folders are not.
     */
    Peer minio(Path program) throws IOException {
        Peer minio = minio(program, "minio", folder().resolve("no-certificate"));
        byte[] bucket = bucket(minio);
        processes.await("minio", () -> minio.answers(bucket));
        return minio;
    }

    /** A second one, since it has one port and that is in clear or by TLS. */
    Peer minioByTls(Path program) throws IOException {
        Path certificates = Files.createDirectories(folder().resolve("certificate"));
        Files.copy(home.tls("data").resolve("cert.pem"), certificates.resolve("public.crt"));
        Files.copy(home.tls("data").resolve("key.pem"), certificates.resolve("private.key"));
        Peer minio = minio(program, "minio-tls", certificates);
        byte[] bucket = bucket(minio);
        processes.await("minio-tls", () -> tls(minio).answers(bucket));
        return minio;
    }

    private static byte[] bucket(Peer peer) {
        return peer.signed().put("/" + BUCKET, 0, SignedRequests.sha256(new byte[0]));
    }

    private Peer minio(Path program, String name, Path certificates) throws IOException {
        Path data = Files.createDirectories(folder().resolve(name));
        int port = PeerProcesses.freePort();
        ProcessBuilder builder =
                new ProcessBuilder(
                                program.toString(),
                                "server",
                                "--certs-dir=" + Files.createDirectories(certificates),
                                "--address=127.0.0.1:" + port,
                                data.toString())
                        .directory(data.toFile());
        builder.environment()
                .putAll(
                        Map.of(
                                "HOME", data.toString(),
                                "MINIO_ROOT_USER", key.accessKeyId(),
                                "MINIO_ROOT_PASSWORD", key.secretAccessKey(),
                                "MINIO_BROWSER", "off",
                                "MINIO_UPDATE", "off"));
        return new Peer("minio", processes.start(builder, name), port, port, key);
    }

    TlsLoad tls(Peer peer) {
        return new TlsLoad(authority(), peer.tlsPort());
    }

    /**
     * @param files a folder whose files it sends by sendfile(2)
     */
    Peer nginx(Path files) throws IOException {
        int port = PeerProcesses.freePort();
        int tlsPort = PeerProcesses.freePort();
        Path file =
                processes.write(
                        "nginx.conf",
                        NGINX.formatted(
                                CORES,
                                folder().resolve("nginx"),
                                port,
                                tlsPort,
                                home.tls("data").resolve("cert.pem"),
                                home.tls("data").resolve("key.pem"),
                                files));
        Process process =
                processes.start(
                        new ProcessBuilder("nginx", "-p", folder().toString(), "-c", file + ""),
                        "nginx");
        Peer nginx = new Peer("nginx", process, port, tlsPort, key);
        byte[] index = SteadyLoad.request("127.0.0.1");
        processes.await("nginx", () -> nginx.answers(index));
        return nginx;
    }

    void kill(Peer peer) throws InterruptedException {
        processes.kill(peer.process());
    }

    /**
     * MinIO's program, built once by the Go toolchain from its Go module; empty where that can't be
     * built.
     *
     * @param into a folder that stays
     */
    static Optional<Path> minioProgram(Path into) throws IOException {
        Path program = into.resolve("minio");
        if (Files.exists(program)) {
            return Optional.of(program);
        }
        System.out.println("building " + MINIO + " (minutes, once)");
        try {
            return Optional.of(
                    new GoTool(Files.createDirectories(into)).install(MINIO, MINIO_VERSION));
        } catch (IOException | AssertionError unbuilt) {
            System.out.println("MinIO is left out: " + unbuilt);
            return Optional.empty();
        }
    }

    @Override
    public void close() throws Exception {
        processes.close();
    }
}
