package mvi.platform.function;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import mvi.engines.base.ByteCount;
import mvi.engines.base.Problem;
import mvi.engines.wire.Json;
import mvi.services.log.LogLine;

/**
 * Lines of a log as the events in which Lambda gets them from CloudWatch Logs: {@code awslogs.data}
 * is a document, compressed by gzip and in base 64, of lines of one container.
 */
final class LogBatches {
    /** Lines of one event. */
    static final int LINES = 500;

    /** Characters of them; compressed or not they fit into an event. */
    static final int CHARACTERS = 100_000;

    private static final ByteCount UNPACKED = ByteCount.mib(8);

    private LogBatches() {}

    /** A line that matched, with what the pipeline took from it. */
    record Matched(LogLine line, Map<String, String> labels) {}

    /**
     * @param id unique within the function
     */
    static byte[] payload(FunctionVersion version, String id, List<Matched> lines) {
        LogLine first = lines.getFirst().line();
        ObjectNode document = Json.object();
        document.put("messageType", "DATA_MESSAGE");
        document.put("owner", version.app().account());
        document.put("logGroup", "/mvi/" + first.app() + "/" + first.process());
        document.put("logStream", first.container());
        document.putArray("subscriptionFilters").add(version.process().name());
        ArrayNode events = document.putArray("logEvents");
        int number = 0;
        for (Matched each : lines) {
            ObjectNode event = events.addObject();
            event.put("id", id + "-" + number);
            event.put("timestamp", each.line().time().toEpochMilli());
            event.put("message", each.line().text());
            if (!each.labels().isEmpty()) {
                ObjectNode fields = event.putObject("extractedFields");
                each.labels().forEach(fields::put);
            }
            number++;
        }
        return packed(document);
    }

    /** Both halves of an event; none for one of a single line. */
    static List<FunctionEvent> split(FunctionEvent event) {
        if (event.source() != Source.LOG) {
            return List.of();
        }
        ObjectNode document = unpacked(event.payload());
        JsonNode lines = document.get("logEvents");
        if (lines == null || lines.size() < 2) {
            return List.of();
        }
        List<FunctionEvent> halves = new ArrayList<>();
        int middle = lines.size() / 2;
        halves.add(half(event, document, lines, 0, middle, "a"));
        halves.add(half(event, document, lines, middle, lines.size(), "b"));
        return halves;
    }

    private static FunctionEvent half(
            FunctionEvent event,
            ObjectNode document,
            JsonNode lines,
            int from,
            int to,
            String which) {
        ObjectNode part = document.deepCopy();
        ArrayNode some = part.putArray("logEvents");
        for (int i = from; i < to; i++) {
            some.add(lines.get(i));
        }
        return new FunctionEvent(
                event.function(),
                event.source(),
                event.number() + which,
                event.key(),
                event.type(),
                event.subject(),
                event.time(),
                packed(part),
                event.trace(),
                FunctionEvent.Delivery.NONE);
    }

    private static byte[] packed(ObjectNode document) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(bytes)) {
            zip.write(Json.write(document));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        ObjectNode event = Json.object();
        event.putObject("awslogs")
                .put("data", Base64.getEncoder().encodeToString(bytes.toByteArray()));
        return Json.write(event);
    }

    private static ObjectNode unpacked(byte[] payload) {
        String data = Json.parse(payload).path("awslogs").path("data").asText();
        try (GZIPInputStream zip =
                new GZIPInputStream(new ByteArrayInputStream(Base64.getDecoder().decode(data)))) {
            return (ObjectNode) Json.parse(zip.readNBytes((int) UNPACKED.bytes()));
        } catch (IOException damaged) {
            throw Problem.bug("an event of a log that is no gzip", damaged);
        }
    }
}
