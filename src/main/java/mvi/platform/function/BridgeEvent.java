package mvi.platform.function;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import mvi.engines.wire.Json;

/**
 * The envelope in which Lambda gets events of Amazon EventBridge.
 *
 * @param id of the event
 * @param detailType what happened, in words
 * @param source where
 * @param resource to what
 */
record BridgeEvent(
        FunctionName function,
        String id,
        String detailType,
        String source,
        Instant time,
        String region,
        String resource,
        Map<String, String> detail) {
    byte[] payload() {
        Map<String, Object> shape = new LinkedHashMap<>();
        shape.put("version", "0");
        shape.put("id", FunctionEvent.requestId(function, id));
        shape.put("detail-type", detailType);
        shape.put("source", source);
        shape.put("account", function.account());
        shape.put("time", time.toString());
        shape.put("region", region);
        shape.put("resources", List.of(resource));
        shape.put("detail", detail);
        return Json.write(shape);
    }
}
