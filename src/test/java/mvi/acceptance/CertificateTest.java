package mvi.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import mvi.engines.base.Chance;
import mvi.engines.base.Clock;
import mvi.engines.base.TlsIdentity;
import mvi.engines.wire.PlatformCa;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a client that checks certificates sees, by curl. */
@Tag("acceptance")
@ExtendWith(Worlds.class)
final class CertificateTest {
    private static final Duration BACK = Duration.ofSeconds(60);

    private final World world;
    private final String host;

    CertificateTest(World world) throws IOException {
        this.world = world;
        world.ensureDeployed(Projects.hello(world, "hello"), "hello");
        this.host = "hello.localhost";
    }

    @Test
    void anAppHasACertificateOfItsNameUntilSomebodyBringsAnother() throws IOException {
        Path ours = world.home().resolve("ca/ca.pem");
        assertThat(secure(ours).out()).contains("HTTP/2 200", "hello");

        Path folder = Files.createDirectories(world.home().resolve("project-tls"));
        PlatformCa authority = PlatformCa.create("another", Clock.system(), Chance.system());
        TlsIdentity identity = authority.issue(List.of(host, "*.shop.test"), List.of());
        Path theirs = Files.writeString(folder.resolve("ca.pem"), authority.trustPem());
        Path chain = Files.writeString(folder.resolve("chain.pem"), identity.chain());
        Path key = Files.writeString(folder.resolve("key.pem"), identity.key().revealText());
        Result refused = world.mvi("certs", "set", "--cert", theirs + "", "--key", key + "");
        assertThat(refused.failed().all()).contains("the key is another certificate's");

        world.mvi("certs", "set", "--cert", chain + "", "--key", key + "").succeeded();
        assertThat(world.mvi("certs").succeeded().out())
                .contains(host + " *.shop.test")
                .contains("brought", "another");
        assertThat(secure(theirs).out()).contains("HTTP/2 200", "hello");
        secure(ours).failed();
        assertThat(world.request("hello", "/a?b").status()).isEqualTo(308);

        long killed = world.kill("balance", "KILL");
        world.awaitOther("balance", killed, BACK);
        Await.until(
                "the certificate is there again, by the balancer's own word",
                BACK,
                () -> secure(theirs).exit() == 0);

        world.mvi("certs", "remove", host).succeeded();
        assertThat(secure(ours).out()).contains("HTTP/2 200", "hello");
        assertThat(world.ask("hello", "/")).contains("hello");
    }

    private Result secure(Path trusted) {
        int port = world.port("https");
        List<String> command = new ArrayList<>(List.of("curl", "-sS", "-D-", "--max-time", "20"));
        command.addAll(List.of("--cacert", trusted.toString()));
        command.addAll(List.of("--resolve", host + ":" + port + ":127.0.0.1"));
        command.add("https://" + host + ":" + port + "/");
        return Shell.run(command.toArray(String[]::new));
    }
}
