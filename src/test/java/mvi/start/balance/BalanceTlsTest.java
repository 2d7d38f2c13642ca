package mvi.start.balance;

import static mvi.start.balance.BalanceWorld.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import mvi.engines.base.Chance;
import mvi.engines.base.Clock;
import mvi.engines.base.Problem;
import mvi.engines.base.TlsIdentity;
import mvi.engines.wire.PlatformCa;
import mvi.fakes.ClientAuthority;
import mvi.services.balancer.BalancerCertificates;
import mvi.services.balancer.BalancerRoutes;
import mvi.services.balancer.BalancerService.Health;
import mvi.start.SmallFiles;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** HTTPS by the certificate that the control plane lays down. */
class BalanceTlsTest {
    private static final String HOST = "app.localhost";

    @TempDir private Path folder;
    private final PlatformCa authority =
            PlatformCa.create("balance test", Clock.system(), Chance.system());
    private BalanceWorld world;

    @BeforeEach
    void open() throws IOException {
        world = new BalanceWorld(folder);
    }

    @AfterEach
    void close() {
        world.close();
    }

    private void layDown() throws IOException {
        Path tls = Files.createDirectories(world.run().resolve("tls"));
        TlsIdentity identity = authority.issue(List.of("*.localhost"), List.of("127.0.0.1"));
        SmallFiles.write(tls.resolve("key.pem"), identity.key().revealText(), "rw-------");
        SmallFiles.write(tls.resolve("cert.pem"), identity.chain(), "rw-------");
    }

    private SSLSocket dial(BalanceProcess process) throws IOException, GeneralSecurityException {
        return dial(process, HOST);
    }

    private SSLSocket dial(BalanceProcess process, String host)
            throws IOException, GeneralSecurityException {
        SSLContext context = trusting();
        Socket plain = new Socket(InetAddress.getLoopbackAddress(), process.listeners().https());
        SSLSocket socket =
                (SSLSocket)
                        context.getSocketFactory().createSocket(plain, host, plain.getPort(), true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setServerNames(List.of(new SNIHostName(host)));
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    private SSLContext trusting() throws IOException, GeneralSecurityException {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        trusted.setCertificateEntry(
                "ca",
                CertificateFactory.getInstance("X.509")
                        .generateCertificate(
                                new ByteArrayInputStream(
                                        authority.trustPem().getBytes(StandardCharsets.US_ASCII))));
        TrustManagerFactory trust =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    private static BigInteger serial(SSLSocket socket) throws IOException {
        return ((X509Certificate) socket.getSession().getPeerCertificates()[0]).getSerialNumber();
    }

    private BigInteger serial(BalanceProcess process) {
        return serial(process, HOST);
    }

    private BigInteger serial(BalanceProcess process, String host) {
        try (SSLSocket socket = dial(process, host)) {
            return serial(socket);
        } catch (IOException | GeneralSecurityException failed) {
            throw new AssertionError(failed);
        }
    }

    private void route() {
        world.control().apply(world.routes(1, HOST));
        await(() -> world.control().targets().getFirst().health() == Health.HEALTHY);
    }

    @Test
    void httpsServesByTheCertificateThatLiesThere() throws Exception {
        layDown();
        try (BalanceProcess process = world.started()) {
            route();
            try (SSLSocket socket = dial(process)) {
                assertThat(socket.getSession().getProtocol()).isEqualTo("TLSv1.3");
                assertThat(BalanceWorld.get(socket, HOST)).contains("200").endsWith("hello");
            }
            assertThat(world.control().listeners()).isEqualTo(process.listeners());
        }
    }

    @Test
    void aClientThatOffersHttp2GetsIt() throws Exception {
        layDown();
        try (BalanceProcess process = world.started();
                HttpClient client =
                        HttpClient.newBuilder()
                                .sslContext(trusting())
                                .version(HttpClient.Version.HTTP_2)
                                .build()) {
            world.control().apply(world.routes(1, "127.0.0.1"));
            await(() -> world.control().targets().getFirst().health() == Health.HEALTHY);
            URI uri = URI.create("https://127.0.0.1:" + process.listeners().https() + "/");
            for (int i = 0; i < 3; i++) {
                HttpResponse<String> response =
                        client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
                assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_2);
                assertThat(response.body()).isEqualTo("hello");
            }
        }
    }

    @Test
    void aCertificateThatComesLaterOpensHttps() throws Exception {
        try (BalanceProcess process = world.started()) {
            assertThat(process.listeners().https()).isZero();
            layDown();
            await(() -> process.listeners().https() != 0);
            serial(process);
        }
    }

    @Test
    void aNewCertificateIsForNewConnectionsAndOldOnesGoOn() throws Exception {
        layDown();
        try (BalanceProcess process = world.started()) {
            route();
            try (SSLSocket old = dial(process)) {
                BigInteger first = serial(old);
                layDown();
                await(() -> !serial(process).equals(first));
                assertThat(BalanceWorld.get(old, HOST)).contains("200").endsWith("hello");
            }
        }
    }

    @Test
    void aPairThatCannotBeReadLeavesTheOldOneInUse() throws Exception {
        layDown();
        try (BalanceProcess process = world.started()) {
            BigInteger first = serial(process);
            SmallFiles.write(
                    world.run().resolve("tls").resolve("cert.pem"), "no certificate", "rw-------");
            await(() -> world.said.indexOf("balance.certificate-unreadable") >= 0);
            assertThat(serial(process)).isEqualTo(first);
            layDown();
            await(() -> !serial(process).equals(first));
        }
    }

    @Test
    void aTakenHttpsPortNeitherStopsHttpNorIsGivenUp() throws Exception {
        layDown();
        ServerSocket holder = new ServerSocket(0);
        int port = holder.getLocalPort();
        try (BalanceProcess process = world.process(0, port)) {
            process.start();
            route();
            assertThat(BalanceWorld.get(process.listeners().http(), HOST)).endsWith("hello");
            assertThat(process.listeners().https()).isZero();
            assertThat(world.said).contains("balance.no-https");
            holder.close();
            await(() -> process.listeners().https() == port);
            serial(process);
        }
    }

    @Test
    void clientsThatShowNoCertificateStayOutAlsoAfterARestartAlone() throws Exception {
        layDown();
        ClientAuthority clients = new ClientAuthority("clients");
        BalancerRoutes.Route plain = world.routes(1, HOST).routes().getFirst();
        var tls = Optional.of(new BalancerRoutes.Tls(clients.pem(), Optional.empty(), false));
        try (BalanceProcess process = world.started()) {
            route();
            try (SSLSocket before = dial(process)) {
                world.control()
                        .apply(
                                new BalancerRoutes(
                                        2,
                                        List.of(
                                                new BalancerRoutes.Route(
                                                        plain.id(),
                                                        plain.hosts(),
                                                        plain.targets(),
                                                        plain.listeners(),
                                                        plain.policy(),
                                                        tls))));
                assertThat(BalanceWorld.get(before, HOST)).startsWith("HTTP/1.1 421");
            }
            assertThatThrownBy(() -> answer(process)).isInstanceOf(IOException.class);
            BalancerRoutes bad =
                    new BalancerRoutes(
                            3,
                            List.of(
                                    new BalancerRoutes.Route(
                                            plain.id(),
                                            plain.hosts(),
                                            plain.targets(),
                                            plain.listeners(),
                                            plain.policy(),
                                            Optional.of(
                                                    new BalancerRoutes.Tls(
                                                            "no PEM", Optional.empty(), false)))));
            assertThatThrownBy(() -> world.control().apply(bad))
                    .isInstanceOfSatisfying(
                            Problem.class,
                            problem -> assertThat(problem.code()).isEqualTo("bad-certificate"));
        }
        try (BalanceProcess process = world.started()) {
            assertThatThrownBy(() -> answer(process)).isInstanceOf(IOException.class);
        }
    }

    private String answer(BalanceProcess process) throws IOException, GeneralSecurityException {
        try (SSLSocket socket = dial(process)) {
            String answer = BalanceWorld.get(socket, HOST);
            if (answer.isEmpty()) {
                throw new IOException("no answer");
            }
            return answer;
        }
    }

    private BalancerCertificates.Certificate certificate(boolean isForced, String... names) {
        TlsIdentity identity = authority.issue(List.of(names), List.of());
        return new BalancerCertificates.Certificate(
                List.of(names), identity.chain(), identity.key().revealText(), isForced);
    }

    private void certify(long generation, BalancerCertificates.Certificate... certificates) {
        world.control()
                .certify(
                        new BalancerCertificates(
                                generation, List.of(certificates), Map.of(), Optional.empty()));
    }

    @Test
    void eachNameHasItsOwnCertificateAlsoAfterARestartAlone() throws Exception {
        layDown();
        BigInteger exact;
        BigInteger wild;
        try (BalanceProcess process = world.started()) {
            certify(
                    1,
                    certificate(false, "shop.example.org"),
                    certificate(false, "*.example.org", "example.org"));
            exact = serial(process, "shop.example.org");
            wild = serial(process, "other.example.org");
            assertThat(serial(process, "example.org")).isEqualTo(wild).isNotEqualTo(exact);
            assertThat(serial(process, HOST)).as("the one for all others").isNotEqualTo(exact);
            assertThatThrownBy(() -> dial(process, "a.b.example.org"))
                    .isInstanceOf(SSLHandshakeException.class);
        }
        try (BalanceProcess process = world.started()) {
            assertThat(serial(process, "shop.example.org")).isEqualTo(exact);
            assertThat(serial(process, "Other.Example.org")).isEqualTo(wild);
            certify(2, certificate(false, "shop.example.org"));
            assertThat(serial(process, "shop.example.org")).isNotEqualTo(exact);
        }
    }

    @Test
    void whatCanNotBeShownIsRefusedAndTheOldOnesStay() throws Exception {
        layDown();
        try (BalanceProcess process = world.started()) {
            certify(5, certificate(false, "shop.example.org"));
            BigInteger first = serial(process, "shop.example.org");
            List<BalancerCertificates> bad =
                    List.of(
                            new BalancerCertificates(4, List.of(), Map.of(), Optional.empty()),
                            new BalancerCertificates(
                                    6,
                                    List.of(
                                            new BalancerCertificates.Certificate(
                                                    List.of("x"), "no PEM", "none", false)),
                                    Map.of(),
                                    Optional.empty()),
                            new BalancerCertificates(
                                    6,
                                    List.of(certificate(false, "x"), certificate(true, "x")),
                                    Map.of(),
                                    Optional.empty()));
            for (BalancerCertificates each : bad) {
                assertThatThrownBy(() -> world.control().certify(each)).isInstanceOf(Problem.class);
                assertThat(serial(process, "shop.example.org")).isEqualTo(first);
            }
        }
    }

    @Test
    void whatAnAuthorityLooksForByTlsIsShownToItAlsoAfterARestartAlone() throws Exception {
        layDown();
        BalancerCertificates.Certificate proof = certificate(false, "shop.example.org");
        BalancerCertificates.Certificate own = certificate(false, "shop.example.org");
        try (BalanceProcess process = world.started()) {
            world.control()
                    .certify(
                            new BalancerCertificates(
                                    1, List.of(own), Map.of(), Optional.of(List.of(proof))));
            assertThat(proven(process)).isEqualTo(proof.chain());
        }
        try (BalanceProcess process = world.started()) {
            assertThat(proven(process)).isEqualTo(proof.chain());
            try (SSLSocket socket = dial(process, "shop.example.org")) {
                assertThat(shown(socket)).isEqualTo(own.chain());
            }
            certify(2, own);
            assertThatThrownBy(() -> proven(process)).isInstanceOf(SSLHandshakeException.class);
        }
    }

    private String proven(BalanceProcess process) throws IOException, GeneralSecurityException {
        try (SSLSocket socket =
                (SSLSocket)
                        trusting()
                                .getSocketFactory()
                                .createSocket(
                                        new Socket(
                                                InetAddress.getLoopbackAddress(),
                                                process.listeners().https()),
                                        "shop.example.org",
                                        process.listeners().https(),
                                        true)) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setApplicationProtocols(new String[] {"acme-tls/1"});
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            return shown(socket);
        }
    }

    private static String shown(SSLSocket socket) throws IOException {
        StringBuilder chain = new StringBuilder();
        for (var each : socket.getSession().getPeerCertificates()) {
            chain.append(TlsIdentity.pem((X509Certificate) each));
        }
        return chain.toString();
    }

    /** With method and body, so that nothing is lost on the way. */
    @Test
    void whatComesInClearForAForcedNameIsSentToHttps() throws Exception {
        layDown();
        try (BalanceProcess process = world.started()) {
            route();
            int http = process.listeners().http();
            certify(1, certificate(false, HOST));
            assertThat(BalanceWorld.get(http, HOST)).contains("200").endsWith("hello");
            certify(2, certificate(true, HOST));
            assertThat(BalanceWorld.get(http, HOST + ":" + http))
                    .startsWith("HTTP/1.1 308 ")
                    .containsIgnoringCase(
                            "location: https://"
                                    + HOST
                                    + ":"
                                    + process.listeners().https()
                                    + "/\r\n");
            assertThat(BalanceWorld.get(http, "nobody.localhost")).startsWith("HTTP/1.1 404 ");
            try (SSLSocket socket = dial(process)) {
                assertThat(BalanceWorld.get(socket, HOST)).contains("200").endsWith("hello");
            }
        }
    }
}
