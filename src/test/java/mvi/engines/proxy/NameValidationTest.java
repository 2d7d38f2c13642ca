package mvi.engines.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import mvi.engines.base.Chance;
import mvi.engines.base.Clock;
import mvi.engines.base.TlsIdentity;
import mvi.engines.wire.PlatformCa;
import mvi.fakes.ClientAuthority;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An authority that looks at names by TLS (RFC 8737), and others who come to the same port. */
class NameValidationTest {
    private static final String HOST = "app.test";
    private static final String OTHER = "other.test";
    private static final String ACME = "acme-tls/1";

    private final PlatformCa servers =
            PlatformCa.create("servers", Clock.system(), Chance.system());
    private final TlsIdentity own = servers.issue(List.of(HOST, OTHER), List.of());
    private final TlsIdentity proof = servers.issue(List.of(HOST), List.of());
    private final RawTarget target = RawTarget.greeting("ok");
    private final ProxyWorld world = new ProxyWorld(ProxyLimits.DEFAULT);
    private final int port;

    NameValidationTest() throws Exception {
        port =
                world.proxy
                        .listen(
                                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                                new ProxyTls(own, Chance.system()))
                        .orElseThrow()
                        .port();
    }

    @BeforeEach
    void route() {
        world.route(HOST, target);
        validate(proof);
    }

    @AfterEach
    void close() throws IOException {
        world.close();
        target.close();
    }

    private void validate(TlsIdentity... shown) {
        world.proxy.certify(
                List.of(),
                Map.of(),
                List.of(shown).stream()
                        .map(each -> new CertificateSpec(List.of(HOST), each, false))
                        .toList());
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void anAuthoritySeesTheProofAndNothingElse(String version) throws Exception {
        for (int i = 0; i < 2; i++) {
            try (RawSocket socket = client().dial(port, HOST, List.of(version), ACME)) {
                assertThat(serial(socket)).isEqualTo(serial(proof));
                assertThat(((SSLSocket) socket.socket()).getApplicationProtocol()).isEqualTo(ACME);
                assertThat(socket.isAtEnd()).isTrue();
            }
        }
        try (RawSocket socket = client().dial(port, HOST, List.of(version), ACME)) {
            sendInVain(socket);
        }
        assertThat(target.requests()).isEmpty();
        ProxyWorld.await(() -> world.proxy.openConnections() == 0);
    }

    /** The end may come before the request, or in its midst. */
    private static void sendInVain(RawSocket socket) {
        try {
            socket.send("GET / HTTP/1.1\r\nHost: app.test\r\n\r\n");
            assertThat(socket.isAtEnd()).isTrue();
        } catch (IOException closed) {
            assertThat(closed).isInstanceOfAny(SSLException.class, java.net.SocketException.class);
        }
    }

    @Test
    void nobodyElseSeesTheProof() throws Exception {
        String[][] offers = {{}, {"http/1.1"}, {"h2", "http/1.1"}, {ACME, "http/1.1"}};
        for (String[] each : offers) {
            try (RawSocket socket = client().dial(port, HOST, each)) {
                assertThat(serial(socket)).isEqualTo(serial(own));
                assertThat(((SSLSocket) socket.socket()).getApplicationProtocol())
                        .isNotEqualTo(ACME);
            }
        }
        try (RawSocket socket = client().dial(port, HOST, ACME, "http/1.1")) {
            socket.send("GET / HTTP/1.1\r\nHost: app.test\r\n\r\n");
            assertThat(socket.response().body()).isEqualTo("ok");
        }
    }

    @Test
    void whatIsNotUnderValidationIsRefused() throws Exception {
        refused(port, OTHER);
        refused(port, "");
        refused(port, "sub." + HOST);
        validate();
        refused(port, HOST);
        ProxyWorld.await(() -> world.proxy.openConnections() == 0);
        assertThat(world.proxy.connections().read().handshakes()).isZero();
    }

    private void refused(int at, String name) {
        assertThatThrownBy(() -> client().dial(at, name, ACME))
                .isInstanceOf(SSLException.class)
                .hasMessageContaining("no_application_protocol");
    }

    @Test
    void aNameThatAsksForClientCertificatesIsProvenWithoutOne() throws Exception {
        TlsRules rules =
                new TlsRules(
                        List.of(new ClientAuthority("clients").certificate()),
                        Optional.empty(),
                        false);
        world.apply(
                new RouteSpec(
                        "app/web",
                        List.of(HOST),
                        List.of(),
                        List.of(),
                        RoutePolicy.DEFAULT,
                        rules));
        try (RawSocket socket = client().dial(port, HOST, ACME)) {
            assertThat(serial(socket)).isEqualTo(serial(proof));
            assertThat(socket.isAtEnd()).isTrue();
        }
    }

    @Test
    void aPortOfARoutesOwnProvesNothing() throws Exception {
        int tcp = ProxyWorld.freePort();
        world.apply(
                new RouteSpec(
                        "app/tcp",
                        List.of(),
                        List.of(ProxyWorld.spec(target, false)),
                        List.of(new RouteSpec.ListenSpec("127.0.0.1", tcp, target.port(), true))));
        refused(tcp, HOST);
        assertThat(target.requests()).isEmpty();
    }

    /** Where TLS ends at the target, others' proofs are the target's to show; its own are not. */
    @Test
    void aTargetThatEndsTlsItselfMayProveItsNames() throws Exception {
        try (var behind = new ProxyWorld(ProxyLimits.DEFAULT)) {
            int there =
                    behind.proxy
                            .listen(
                                    new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                                    new ProxyTls(own, Chance.system()))
                            .orElseThrow()
                            .port();
            TlsIdentity theirs = servers.issue(List.of(OTHER), List.of());
            behind.proxy.certify(
                    List.of(),
                    Map.of(),
                    List.of(
                            new CertificateSpec(List.of(OTHER), theirs, false),
                            new CertificateSpec(List.of(HOST), theirs, false)));
            world.apply(
                    new RouteSpec(
                            "app/own",
                            List.of(HOST, OTHER),
                            List.of(
                                    new RouteSpec.TargetSpec(
                                            "t", "127.0.0.1", there, ProxyWorld.TCP, false)),
                            List.of(),
                            RoutePolicy.DEFAULT,
                            new TlsRules(List.of(), Optional.empty(), true)));
            ProxyWorld.await(() -> world.targets().getFirst().health() == Health.HEALTHY);
            try (RawSocket socket = client().dial(port, OTHER, ACME)) {
                assertThat(serial(socket)).isEqualTo(serial(theirs));
            }
            try (RawSocket socket = client().dial(port, HOST, ACME)) {
                assertThat(serial(socket)).as("asked for here").isEqualTo(serial(proof));
            }
        }
    }

    private TlsClient client() throws Exception {
        return new TlsClient(servers.identity().certificates().getFirst(), null);
    }

    private static BigInteger serial(TlsIdentity identity) {
        return identity.certificates().getFirst().getSerialNumber();
    }

    private static BigInteger serial(RawSocket socket) throws IOException {
        return ((X509Certificate)
                        ((SSLSocket) socket.socket()).getSession().getPeerCertificates()[0])
                .getSerialNumber();
    }
}
