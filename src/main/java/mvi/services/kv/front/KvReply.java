package mvi.services.kv.front;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.zip.CRC32;
import mvi.engines.http.Headers;
import mvi.engines.http.HttpReply;
import mvi.engines.wire.Json;
import mvi.services.kv.Item;

/** A JSON document and its status. */
record KvReply(int status, JsonNode document) {
    static KvReply ok(JsonNode document) {
        return new KvReply(200, document);
    }

    static KvReply error(KvError error) {
        return new KvReply(
                error.status(),
                Json.object().put("__type", error.type()).put("message", error.message()));
    }

    static KvReply conditionFailed(Optional<Item> current) {
        ObjectNode document =
                Json.object()
                        .put("__type", KvError.named(KvError.CONDITION_FAILED))
                        .put("message", "The conditional request failed");
        current.ifPresent(item -> document.set("Item", Attributes.json(item)));
        return new KvReply(400, document);
    }

    /** SDKs compare the checksum and try again on a difference. */
    HttpReply http(String requestId) {
        byte[] bytes = Json.write(document);
        CRC32 checksum = new CRC32();
        checksum.update(bytes);
        Headers headers =
                Headers.of(
                        "Content-Type",
                        "application/x-amz-json-1.0",
                        "x-amzn-RequestId",
                        requestId,
                        "x-amz-crc32",
                        Long.toString(checksum.getValue()));
        return HttpReply.bytes(status, headers, bytes);
    }
}
