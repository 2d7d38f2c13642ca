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

    /** A front hands on a character for each byte that came; other text has more in one. */
    private static int count(String text) {
        boolean isOfBytes = text.chars().allMatch(c -> c <= 0xff);
        return isOfBytes ? text.length() : text.getBytes(StandardCharsets.UTF_8).length;
    }

    static void checkMetadata(Map<String, String> metadata, ByteCount limit) {
        long bytes = 0;
        for (Map.Entry<String, String> each : metadata.entrySet()) {
            bytes += count(each.getKey()) + count(each.getValue());
        }
        if (bytes > limit.bytes()) {
            throw Problem.limit(
                    "metadata-too-large",
                    "an object's metadata has at most " + limit + ", names and values together");
        }
    }
}
