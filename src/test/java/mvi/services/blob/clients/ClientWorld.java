package mvi.services.blob.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import mvi.engines.base.Chance;
import mvi.engines.base.Clock;
import mvi.engines.http.HttpHandler;
import mvi.engines.wire.PlatformCa;
import mvi.fakes.Program;
import mvi.services.blob.BucketName;
import mvi.services.blob.ObjectName;
import mvi.services.blob.front.S3Rig;

/**
 * Blob behind its front, in clear and by TLS at one port, and the machine of somebody who has a
 * client: a home, files to send, and the variables that say where Blob is.
 */
final class ClientWorld implements AutoCloseable {
    /** More than one page of a list, and more than one request deletes. */
    static final int MANY = 1050;

    /** Above what any of the clients sends in one piece. */
    static final int LARGE = 17 * 1024 * 1024 + 11;

    /** A key that clients and fronts escape differently. */
    static final String HARD_KEY = "a b/ü+&=~(1)%41.bin";

    /** A JVM may not be able to hand a variable on that is not ASCII; it depends on its locale. */
    private static final String WITH_HARD_KEY =
            "HARD_KEY=$(printf %b \"$HARD_KEY_ESCAPED\"); export HARD_KEY; exec \"$@\"";

    /** Only ends what hangs. */
    private static final Duration HANG = Duration.ofSeconds(400);

    private final Path folder;
    private final Path home;
    private final S3Rig rig;
    private final PlatformCa authority;
    private final Set<String> bodies = new ConcurrentSkipListSet<>();

    ClientWorld(Path folder) throws IOException {
        this.folder = folder;
        this.home = Files.createDirectory(folder.resolve("home"));
        this.authority = PlatformCa.create("clients", Clock.system(), Chance.system());
        UnaryOperator<HttpHandler> watch =
                front ->
                        request -> {
                            request.headers()
                                    .first("x-amz-content-sha256")
                                    .filter(each -> !each.matches("[0-9a-f]{64}"))
                                    .ifPresent(bodies::add);
                            return front.handle(request);
                        };
        this.rig =
                S3Rig.open(
                        Files.createDirectory(folder.resolve("blob")),
                        authority.issue(List.of("localhost"), List.of("127.0.0.1")),
                        watch);
        Files.writeString(trust(), authority.trustPem());
        byte[] bytes = new byte[LARGE];
        new Random(LARGE).nextBytes(bytes);
        Files.write(large(), bytes);
    }

    /** The clear address. */
    URI plain() {
        return rig.endpoint();
    }

    URI secure() {
        return URI.create("https://127.0.0.1:" + rig.address().getPort());
    }

    /** PEM of who vouches for the secure address. */
    Path trust() {
        return folder.resolve("trust.pem");
    }

    PlatformCa authority() {
        return authority;
    }

    /** A file of {@link #LARGE} bytes. */
    Path large() {
        return folder.resolve("large.bin");
    }

    /** Where programs run. */
    Path home() {
        return home;
    }

    /** {@link #MANY} small files in a new folder, some in folders below. */
    Path many() throws IOException {
        Path many = Files.createDirectories(home.resolve("many/below"));
        for (int i = 0; i < MANY; i++) {
            Path to = i % 2 == 0 ? many : home.resolve("many");
            Files.writeString(to.resolve("file %04d".formatted(i)), "number " + i);
        }
        return home.resolve("many");
    }

    /** What makes an object of this key. */
    interface Writer {
        void write(String key) throws Exception;
    }

    /** {@link #MANY} keys below {@code many/}, eight at a time. */
    static void writeMany(Writer writer) throws Exception {
        List<Callable<String>> writes = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            String key = "many/%04d".formatted(i);
            writes.add(
                    () -> {
                        writer.write(key);
                        return key;
                    });
        }
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            for (Future<String> each : threads.invokeAll(writes)) {
                each.get();
            }
        }
    }

    /** What {@code mvi services env} would say, and nothing of the machine's own settings. */
    Map<String, String> variables() {
        Map<String, String> variables = new HashMap<>();
        variables.put("HOME", home.toString());
        variables.put("AWS_ACCESS_KEY_ID", S3Rig.OPERATOR_KEY);
        variables.put("AWS_SECRET_ACCESS_KEY", S3Rig.SECRET.revealText());
        variables.put("AWS_REGION", "us-east-1");
        variables.put("AWS_DEFAULT_REGION", "us-east-1");
        variables.put("AWS_ENDPOINT_URL_S3", secure().toString());
        variables.put("AWS_CA_BUNDLE", trust().toString());
        variables.put("AWS_EC2_METADATA_DISABLED", "true");
        variables.put("NODE_EXTRA_CA_CERTS", trust().toString());
        variables.put("SSL_CERT_FILE", trust().toString());
        variables.put("PLAIN", plain().toString());
        variables.put("SECURE", secure().toString());
        variables.put("HARD_KEY_ESCAPED", escaped(HARD_KEY));
        variables.put("LC_ALL", "C.UTF-8");
        variables.put("LARGE", large().toString());
        variables.put("MANY", Integer.toString(MANY));
        return variables;
    }

    /** What a program printed that ended well. */
    String run(Map<String, String> more, List<String> command) throws IOException {
        Map<String, String> variables = variables();
        variables.putAll(more);
        List<String> all = new ArrayList<>(List.of("sh", "-euc", WITH_HARD_KEY, "sh"));
        all.addAll(command);
        return Program.run(home, HANG, variables, all);
    }

    /** Each byte in octal, as {@code printf} reads it. */
    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
            escaped.append("\\0%03o".formatted(each & 0xff));
        }
        return escaped.toString();
    }

    /** What the lines of a shell printed, of which none failed. */
    String script(Map<String, String> more, String lines) throws IOException {
        return run(more, List.of("sh", "-euc", lines));
    }

    /** A resource of this package, as a file in that folder. */
    static Path resource(String name, Path to) throws IOException {
        try (InputStream in = ClientWorld.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IOException("no resource " + name);
            }
            Path file = to.resolve(name);
            Files.copy(in, file);
            return file;
        }
    }

    /** The tags of an object of the operator's. */
    Map<String, String> tags(String bucket, String key) {
        ObjectName name = new ObjectName(new BucketName(S3Rig.ACCOUNT, bucket), key);
        return rig.blob().find(name, Optional.empty()).orElseThrow().object().traits().tags();
    }

    /** How bodies were signed that were not hashed before they were sent. */
    Set<String> bodies() {
        return bodies;
    }

    static String sha256(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return sha256(in);
        }
    }

    static String sha256(InputStream in) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            new DigestInputStream(in, digest).transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(digest.digest());
        } catch (GeneralSecurityException absent) {
            throw new IllegalStateException("the JDK has no SHA-256", absent);
        }
    }

    /** What a client that knows nothing of S3 reads at this address, or writes there first. */
    static String fetch(URI address, Optional<String> body, Map<String, String> headers)
            throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(address);
        headers.forEach(request::header);
        body.ifPresent(text -> request.PUT(HttpRequest.BodyPublishers.ofString(text)));
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<String> answer =
                    http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            return answer.body();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new IOException(stopped));
        }
    }

    @Override
    public void close() {
        rig.close();
    }
}
