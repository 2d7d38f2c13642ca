package mvi.services.blob.core;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import mvi.engines.base.ByteCount;
import mvi.engines.base.Problem;
import mvi.services.blob.WriteConditions;

/** What must hold for a write, of what is there now and of what is asked for. */
final class Conditions {
    private Conditions() {}

    static boolean hold(WriteConditions conditions, Optional<ObjectRecord> now) {
        if (conditions.onlyIfAbsent() && now.isPresent()) {
            return false;
        }
        return conditions.onlyIfEtag().map(etag -> has(now, etag)).orElse(true)
                && !conditions.unlessEtag().map(etag -> has(now, etag)).orElse(false);
    }

    private static boolean has(Optional<ObjectRecord> now, String etag) {
        return now.isPresent() && (etag.equals("*") || etag.equals(now.get().object().etag()));
    }

    static void checkMetadata(Map<String, String> metadata, ByteCount limit) {
        long bytes = 0;
        for (Map.Entry<String, String> each : metadata.entrySet()) {
            bytes += each.getKey().getBytes(StandardCharsets.UTF_8).length;
            bytes += each.getValue().getBytes(StandardCharsets.UTF_8).length;
        }
        if (bytes > limit.bytes()) {
            throw Problem.limit(
                    "metadata-too-large",
                    "an object's metadata has at most " + limit + ", names and values together");
        }
    }
}
