package mvi.engines.docker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class PodmanNetworksTest {
    @Test
    void networksAreReadAsPodmanTellsThem() throws IOException {
        String told =
                """
                [{"name": "mvi-a-shop", "id": "36a0", "driver": "bridge",
                  "network_interface": "mvi-a-1", "internal": true,
                  "subnets": [{"subnet": "10.99.247.0/24", "gateway": "10.99.247.1"}],
                  "labels": {"mvi.app": "shop"}},
                 {"name": "empty", "id": "1"}]
                """;
        assertThat(PodmanNetworks.networks(new ObjectMapper().readTree(told)))
                .containsExactly(
                        new EngineNetwork(
                                "36a0",
                                "mvi-a-shop",
                                "10.99.247.0/24",
                                "",
                                "10.99.247.1",
                                "mvi-a-1",
                                true,
                                Map.of("mvi.app", "shop")),
                        new EngineNetwork("1", "empty", "", "", "", "", false, Map.of()));
    }
}
