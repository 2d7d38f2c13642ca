package mvi.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import mvi.cli.output.Terminal;
import mvi.cli.remote.Introduction;
import mvi.engines.base.Chance;
import mvi.engines.base.Clock;
import mvi.engines.base.TlsIdentity;
import mvi.engines.wire.PlatformCa;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Logging in at a platform whose authority nobody knows yet. */
class LoginTest {
    private final PlatformCa authority = PlatformCa.create("own", Clock.system(), Chance.system());
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Map<String, String> environment = new HashMap<>();
    private final List<String> tokens = new CopyOnWriteArrayList<>();
    @TempDir private Path folder;
    private HttpsServer server;
    private String url;

    @BeforeEach
    void open() throws Exception {
        environment.put("XDG_CONFIG_HOME", folder.toString());
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(
                new HttpsConfigurator(
                        context(authority.issue(List.of("localhost"), List.of("127.0.0.1")))));
        server.createContext(
                "/",
                exchange -> {
                    String token = exchange.getRequestHeaders().getFirst("Authorization");
                    tokens.add(token);
                    boolean isKnown = "Bearer t0ken".equals(token);
                    byte[] body =
                            (isKnown
                                            ? "{\"platform\": \"abc\", \"state\": \"ready\"}"
                                            : "{\"code\": \"no-token\", \"detail\": \"not you\"}")
                                    .getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(isKnown ? 200 : 401, body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
        server.start();
        url = "https://localhost:" + server.getAddress().getPort();
    }

    @AfterEach
    void close() {
        server.stop(0);
    }

    private static SSLContext context(TlsIdentity identity) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry(
                "k",
                identity.privateKey(),
                new char[0],
                identity.certificates().toArray(X509Certificate[]::new));
        KeyManagerFactory keys =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, new char[0]);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    private int mvi(String input, String... words) throws InterruptedException {
        out.reset();
        err.reset();
        Terminal terminal =
                new Terminal(
                        new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        false);
        return new Grammar(terminal, environment, folder, Clock.system(), Optional.empty())
                .run(words);
    }

    private Path login() {
        return folder.resolve("mvi/login.json");
    }

    @Test
    void anAuthorityIsTrustedOnceItsFingerprintIsConfirmed() throws Exception {
        assertThat(mvi("yes\nt0ken\n", "login", url + "/")).as(err::toString).isZero();
        String fingerprint =
                Introduction.fingerprint(authority.identity().certificates().getFirst());
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("SHA-256 " + fingerprint);
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("platform abc is ready");
        for (String file : List.of("login.json", "ca.pem")) {
            assertThat(Files.getPosixFilePermissions(folder.resolve("mvi").resolve(file)))
                    .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        }
        assertThat(mvi("", "status", "--json")).as(err::toString).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("\"abc\"");
        assertThat(mvi("", "logout")).isZero();
        assertThat(login()).doesNotExist();
        environment.put("MVI_HOME", folder.resolve("none").toString());
        assertThat(mvi("", "status")).isNotZero();
        assertThat(mvi("", "logout")).isZero();
    }

    @Test
    void withoutAYesNothingIsSentNorStored() throws Exception {
        for (String answer : List.of("", "\n", "no\n", "y\n", "t0ken\n")) {
            assertThat(mvi(answer, "login", url, "--token", "t0ken")).isEqualTo(4);
        }
        assertThat(tokens).isEmpty();
        assertThat(login()).doesNotExist();
    }

    @Test
    void aNamedAuthorityIsNotAskedAboutAndAnotherOneIsRefused() throws Exception {
        Path ca = Files.writeString(folder.resolve("own.pem"), authority.trustPem());
        assertThat(mvi("", "login", url, "--ca", ca.toString(), "--token", "t0ken"))
                .as(err::toString)
                .isZero();
        assertThat(err.toString(StandardCharsets.UTF_8)).doesNotContain("SHA-256");
        mvi("", "logout");
        tokens.clear();
        PlatformCa other = PlatformCa.create("other", Clock.system(), Chance.system());
        Path theirs = Files.writeString(folder.resolve("other.pem"), other.trustPem());
        assertThat(mvi("", "login", url, "--ca", theirs.toString(), "--token", "t0ken"))
                .isEqualTo(5);
        assertThat(tokens).isEmpty();
    }

    @Test
    void aTokenThatIsNotKnownAndAnAddressInClearAreRefused() throws Exception {
        assertThat(mvi("yes\n", "login", url, "--token", "wrong")).isEqualTo(4);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("not you");
        assertThat(mvi("", "login", "http://mvi.example.org", "--token", "t0ken")).isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("not sent in clear");
        assertThat(mvi("", "login", "mvi.example.org", "--token", "t0ken")).isEqualTo(1);
        assertThat(login()).doesNotExist();
    }

    @Test
    void theEnvironmentGoesBeforeALogin() throws Exception {
        assertThat(mvi("yes\nt0ken\n", "login", url)).isZero();
        try (FakeApi api = new FakeApi()) {
            api.on("GET /v1/status", "{\"platform\": \"other\", \"state\": \"ready\"}");
            environment.put("MVI_URL", api.url());
            environment.put("MVI_TOKEN", "t0ken");
            assertThat(mvi("", "status", "--json")).isZero();
        }
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("other");
    }
}
