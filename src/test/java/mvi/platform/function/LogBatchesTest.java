package mvi.platform.function;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import mvi.engines.wire.Json;
import mvi.services.log.LogLine;
import org.junit.jupiter.api.Test;

class LogBatchesTest {
    @Test
    void aBatchHasTheShapeOfCloudWatch() {
        FunctionVersion version = TestFunctions.version("alert", "{runtime: lambda}", 1);
        LogLine line =
                new LogLine(
                        Instant.parse("2030-01-01T00:00:01.5Z"),
                        "shop",
                        "web",
                        "container",
                        "stderr",
                        "ERROR ü");
        byte[] payload =
                LogBatches.payload(
                        version,
                        "log-1",
                        List.of(new LogBatches.Matched(line, Map.of("level", "error"))));
        JsonNode document = document(payload);
        assertThat(document.path("messageType").asText()).isEqualTo("DATA_MESSAGE");
        assertThat(document.path("owner").asText()).isEqualTo(TestFunctions.ACCOUNT);
        assertThat(document.path("logGroup").asText()).isEqualTo("/mvi/shop/web");
        assertThat(document.path("logStream").asText()).isEqualTo("container");
        JsonNode event = document.path("logEvents").get(0);
        assertThat(event.path("message").asText()).isEqualTo("ERROR ü");
        assertThat(event.path("timestamp").asLong()).isEqualTo(1_893_456_001_500L);
        assertThat(event.path("extractedFields").path("level").asText()).isEqualTo("error");
    }

    static List<String> messages(byte[] payload) {
        List<String> all = new ArrayList<>();
        document(payload).path("logEvents").forEach(each -> all.add(each.path("message").asText()));
        return all;
    }

    private static JsonNode document(byte[] payload) {
        String data = Json.parse(payload).path("awslogs").path("data").asText();
        try (GZIPInputStream zip =
                new GZIPInputStream(new ByteArrayInputStream(Base64.getDecoder().decode(data)))) {
            return Json.parse(zip.readAllBytes());
        } catch (IOException damaged) {
            throw new UncheckedIOException(damaged);
        }
    }
}
