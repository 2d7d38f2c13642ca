package mvi.engines.docker;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.dockerjava.transport.DockerHttpClient.Request;
import com.github.dockerjava.transport.DockerHttpClient.Response;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Podman's networks by its own API (libpod, networks/json). By Docker's it looks into each
 * container for each network: seconds where there are some of both, instead of milliseconds.
 */
final class PodmanNetworks {
    private final RawCalls raw;
    private final EngineVersion version;

    PodmanNetworks(RawCalls raw, EngineVersion version) {
        this.raw = raw;
        this.version = version;
    }

    List<EngineNetwork> list() throws IOException {
        Request asked =
                Request.builder()
                        .method(Request.Method.GET)
                        .path("/v" + version.version() + "/libpod/networks/json")
                        .build();
        try (Response response = raw.http().execute(asked)) {
            RawCalls.requireOk(response);
            return networks(raw.mapper().readTree(response.getBody()));
        }
    }

    static List<EngineNetwork> networks(JsonNode all) {
        List<EngineNetwork> networks = new ArrayList<>();
        for (JsonNode each : all) {
            JsonNode subnet = each.path("subnets").path(0);
            Map<String, String> labels = new HashMap<>();
            each.path("labels")
                    .properties()
                    .forEach(label -> labels.put(label.getKey(), label.getValue().asText()));
            networks.add(
                    new EngineNetwork(
                            each.path("id").asText(),
                            each.path("name").asText(),
                            subnet.path("subnet").asText(),
                            "",
                            subnet.path("gateway").asText(),
                            each.path("network_interface").asText(),
                            each.path("internal").asBoolean(),
                            labels));
        }
        return networks;
    }
}
