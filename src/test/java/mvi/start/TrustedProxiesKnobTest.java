package mvi.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import mvi.engines.base.Problem;
import mvi.engines.proxy.TrustedProxies;
import mvi.start.balance.BalanceConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whom the load balancer believes, as the knobs say. */
class TrustedProxiesKnobTest {
    @TempDir Path folder;

    private TrustedProxies trusted(String list, String header) {
        Map<String, String> environment =
                Map.of("MVI_TRUSTED_PROXIES", list, "MVI_PROXY_PROTOCOL", header);
        return BalanceConfig.of(Configuration.load(new Home(folder), environment)).trusted();
    }

    @Test
    void nobodyIsUnlessTheyAreNamed() {
        assertThat(BalanceConfig.of(Configuration.load(new Home(folder), Map.of())).trusted())
                .isEqualTo(TrustedProxies.NONE);
        assertThat(trusted("", "off")).isEqualTo(TrustedProxies.NONE);
        TrustedProxies named = trusted("192.0.2.1, 2001:db8::/32", "on");
        assertThat(named.sayHeader()).isTrue();
        assertThat(named.ranges()).hasToString("[192.0.2.1/32, 2001:db8::/32]");
        assertThat(trusted("192.0.2.1", "off").sayHeader()).isFalse();
    }

    @Test
    void aWrongValueIsRefusedByItsWords() {
        assertThatThrownBy(() -> trusted("192.0.2.1,10.0.0.0/33", "off"))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("MVI_TRUSTED_PROXIES")
                .hasMessageContaining("'10.0.0.0/33' has no prefix length of 0 to 32");
        assertThatThrownBy(() -> trusted("192.0.2.1", "yes"))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("MVI_PROXY_PROTOCOL")
                .hasMessageContaining("on or off");
        assertThatThrownBy(() -> trusted("none", "on"))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("nobody is trusted");
    }
}
