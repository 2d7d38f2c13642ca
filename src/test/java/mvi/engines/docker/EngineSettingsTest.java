package mvi.engines.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class EngineSettingsTest {
    private static final EngineSettings BOUND =
            new EngineSettings(
                    "runc", "cgroupfs", List.of("nofile=1024:1024", "nproc=64:64"), true, false);
    private static final EngineSettings FREE =
            new EngineSettings("crun", "systemd", List.of(), true, true);

    @Test
    void whatWasFoundIsReadBack() {
        for (EngineSettings each : List.of(BOUND, FREE)) {
            assertThat(EngineSettings.decoded(each.encoded())).isEqualTo(each);
            assertThat(each.encoded()).doesNotContain("\n");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "crun", "crun systemd true true", "a b true true x y"})
    void aLineOfAnotherFormIsRefused(String line) {
        assertThatThrownBy(() -> EngineSettings.decoded(line))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void podmanIsToldTheRuntimeTheCgroupsAndTheBoundOfItsLogs() {
        assertThat(BOUND.containersConf().lines())
                .contains(
                        "runtime = \"runc\"",
                        "cgroup_manager = \"cgroupfs\"",
                        "default_ulimits = [\"nofile=1024:1024\", \"nproc=64:64\"]",
                        "log_size_max = " + (64L << 20));
        assertThat(FREE.containersConf()).doesNotContain("default_ulimits");
    }

    @Test
    void theRegistryOnLoopbackIsPlainHttpAndGivesTheBaseImage() {
        assertThat(EngineSettings.registriesConf(5001).lines())
                .containsSubsequence(
                        "[[registry]]",
                        "location = \"127.0.0.1:5001\"",
                        "insecure = true",
                        "[aliases]",
                        "\"mvi/java\" = \"127.0.0.1:5001/mvi/java\"");
    }
}
