package mvi.engines.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import mvi.engines.base.Chance;
import mvi.engines.base.Clock;
import mvi.engines.wire.PlatformCa;
import mvi.fakes.GoTool;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The conformance suite of HTTP/2 and HPACK. */
@Tag("engine")
class Http2SpecTest {
    private static final Duration RUN = Duration.ofSeconds(120);

    @TempDir private Path folder;

    @Test
    void h2specPasses() throws Exception {
        GoTool go = new GoTool(folder);
        go.get("github.com/summerwind/h2spec@v2.2.1+incompatible");
        go.get("github.com/spf13/cobra@v1.10.2");
        Path h2spec = go.build("github.com/summerwind/h2spec/cmd/h2spec");
        PlatformCa authority = PlatformCa.create("h2spec", Clock.system(), Chance.system());
        ProxyTls tls =
                new ProxyTls(
                        authority.issue(List.of("localhost"), List.of("127.0.0.1")),
                        Chance.system());
        try (var target = RawTarget.greeting("hello to the specification");
                var world = new ProxyWorld(ProxyLimits.DEFAULT)) {
            world.route("127.0.0.1", target);
            InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
            int secure = world.proxy.listen(any, tls).orElseThrow().port();
            String out =
                    GoTool.run(
                            folder,
                            RUN,
                            List.of(
                                    h2spec.toString(),
                                    "-h",
                                    "127.0.0.1",
                                    "-p",
                                    Integer.toString(secure),
                                    "-t",
                                    "-k",
                                    "-o",
                                    "3"));
            assertThat(out.strip().lines().reduce("", (before, line) -> line))
                    .isEqualTo("145 tests, 145 passed, 0 skipped, 0 failed");
        }
    }
}
