package mvi.bench;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
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
 * The data process as it is shipped, SeaweedFS, and nginx, with one access key, one certificate and
 * their files on one disk.
 */
final class ObjectPeers implements AutoCloseable {
    static final String BUCKET = "bench";

    private static final String SEAWEED = "github.com/seaweedfs/seaweedfs";

    private static final String SEAWEED_VERSION = "v0.0.0-20261109003541-7506e5f91cd6";

    private static final String SEAWEED_USERS =
            """
            {"identities": [{
              "name": "bench",
              "credentials": [{"accessKey": "%s", "secretKey": "%s"}],
              "actions": ["Admin", "Read", "Write", "List", "Tagging"]
            }]}
            """;

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
    private String seaweedMaster = "";
    private String seaweedFiler = "";

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

    /** All of its servers in one process, one copy of each object. */
    Peer seaweed(Path program) throws IOException {
        Path data = Files.createDirectories(folder().resolve("seaweed"));
        int port = PeerProcesses.freePort();
        int tlsPort = PeerProcesses.freePort();
        List<String> command =
                new ArrayList<>(
                        List.of(
                                program.toString(),
                                "server",
                                "-ip=127.0.0.1",
                                "-ip.bind=127.0.0.1",
                                "-dir=" + data,
                                "-master.telemetry=false",
                                "-filer",
                                "-filer.localSocket=" + folder().resolve("filer.sock"),
                                "-s3",
                                "-s3.localSocket=" + folder().resolve("s3.sock"),
                                "-s3.port=" + port,
                                "-s3.port.https=" + tlsPort,
                                "-s3.port.iceberg=0",
                                "-s3.port.lance=0",
                                "-s3.cert.file=" + home.tls("data").resolve("cert.pem"),
                                "-s3.key.file=" + home.tls("data").resolve("key.pem"),
                                "-s3.config="
                                        + processes.write(
                                                "seaweed.json",
                                                SEAWEED_USERS.formatted(
                                                        key.accessKeyId(),
                                                        key.secretAccessKey()))));
        for (String part : List.of("volume.port", "volume.port.grpc", "s3.port.grpc")) {
            command.add("-" + part + "=" + PeerProcesses.freePort());
        }
        seaweedMaster = address(command, "master");
        seaweedFiler = address(command, "filer");
        ProcessBuilder builder = new ProcessBuilder(command).directory(data.toFile());
        builder.environment().put("HOME", data.toString());
        Process process = processes.start(builder, "seaweed");
        Peer seaweed = new Peer("seaweedfs", process, port, tlsPort, key);
        byte[] bucket = seaweed.signed().put("/" + BUCKET, 0, empty());
        processes.await("seaweed", () -> seaweed.answers(bucket));
        // Its servers find each other one after the other.
        byte[] object = seaweed.signed().put("/" + BUCKET + "/first", 0, empty());
        processes.await("seaweed", () -> seaweed.answers(object));
        return seaweed;
    }

    /** HOST:PORT.PORT, of HTTP and of gRPC. */
    private static String address(List<String> command, String server) throws IOException {
        int port = PeerProcesses.freePort();
        int rpc = PeerProcesses.freePort();
        command.add("-" + server + ".port=" + port);
        command.add("-" + server + ".port.grpc=" + rpc);
        return "127.0.0.1:" + port + "." + rpc;
    }

    /**
     * From now on it syncs the bytes of objects, several together, before it answers. What it keeps
     * of their names is not synced by any setting that it has.
     */
    void syncSeaweed(Path program) throws IOException {
        Path script =
                processes.write(
                        "seaweed.shell",
                        "fs.configure -locationPrefix=/buckets/ -fsync=true -apply\nexit\n");
        Process shell =
                processes.start(
                        new ProcessBuilder(
                                        program.toString(),
                                        "shell",
                                        "-master=" + seaweedMaster,
                                        "-filer=" + seaweedFiler)
                                .redirectInput(script.toFile()),
                        "seaweed-shell");
        try {
            if (shell.waitFor() != 0) {
                throw new IOException("SeaweedFS was not told to sync");
            }
        } catch (InterruptedException stopped) {
            throw new IOException(stopped);
        }
    }

    TlsLoad tls(Peer peer) {
        return new TlsLoad(authority(), peer.tlsPort());
    }

    private static String empty() {
        return SignedRequests.sha256(new byte[0]);
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
     * SeaweedFS's program, built once by the Go toolchain from its Go module; empty where that
     * can't be built.
     *
     * @param into a folder that stays
     */
    static Optional<Path> seaweedProgram(Path into) throws IOException {
        Path program = into.resolve("weed");
        if (Files.exists(program)) {
            return Optional.of(program);
        }
        System.out.println("building " + SEAWEED + " (minutes, once)");
        try {
            GoTool go = new GoTool(Files.createDirectories(into));
            go.get(SEAWEED + "@" + SEAWEED_VERSION);
            return Optional.of(go.build(SEAWEED + "/weed"));
        } catch (IOException | AssertionError unbuilt) {
            System.out.println("SeaweedFS is left out: " + unbuilt);
            return Optional.empty();
        }
    }

    @Override
    public void close() throws Exception {
        processes.close();
    }
}
