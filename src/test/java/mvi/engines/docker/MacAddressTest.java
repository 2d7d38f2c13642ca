package mvi.engines.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import mvi.engines.base.Problem;
import org.junit.jupiter.api.Test;

final class MacAddressTest {
    @Test
    void itEndsWithTheAddress() {
        assertThat(MacAddress.of("10.106.213.200")).isEqualTo("02:42:0a:6a:d5:c8");
        assertThat(MacAddress.of("0.0.0.255")).isEqualTo("02:42:00:00:00:ff");
    }

    @Test
    void anythingElseIsRefused() {
        for (String wrong : new String[] {"", "10.0.0", "10.0.0.256", "10.0.0.x", "fd00::1"}) {
            assertThatThrownBy(() -> MacAddress.of(wrong))
                    .isInstanceOf(Problem.class)
                    .hasMessageContaining("no IPv4 address");
        }
    }
}
