package mvi.services.blob.front;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import mvi.engines.http.Headers;
import mvi.engines.wire.PercentCoding;
import mvi.services.blob.LifecycleRule;
import mvi.services.blob.StoredObject;
import mvi.services.blob.UploadDetails;

/** What answers tell of when a lifecycle rule takes an object or an open upload away. */
final class LifecycleHeaders {
    private LifecycleHeaders() {}

    /** With the day on which the newest version goes, if a rule has one for it. */
    static Headers ofObject(Headers headers, S3Call call, StoredObject object) {
        List<LifecycleRule> rules = call.settings().lifecycle();
        if (rules.isEmpty()) {
            return headers;
        }
        return earliest(rules.stream().map(rule -> dated(rule, rule.expires(object))))
                .map(
                        it ->
                                headers.with(
                                        "x-amz-expiration",
                                        "expiry-date=\"%s\", rule-id=\"%s\""
                                                .formatted(
                                                        S3Fields.httpDate(it.getKey()),
                                                        PercentCoding.encode(it.getValue().id()))))
                .orElse(headers);
    }

    /** With the day on which an upload that is open still is aborted, if a rule has one for it. */
    static Headers ofUpload(Headers headers, S3Call call, UploadDetails upload) {
        List<LifecycleRule> rules = call.settings().lifecycle();
        if (rules.isEmpty()) {
            return headers;
        }
        return earliest(rules.stream().map(rule -> dated(rule, rule.aborts(upload.upload()))))
                .map(
                        it ->
                                headers.with("x-amz-abort-date", S3Fields.httpDate(it.getKey()))
                                        .with(
                                                "x-amz-abort-rule-id",
                                                PercentCoding.encode(it.getValue().id())))
                .orElse(headers);
    }

    private static Optional<Map.Entry<Instant, LifecycleRule>> dated(
            LifecycleRule rule, Optional<Instant> date) {
        return date.map(it -> Map.entry(it, rule));
    }

    private static Optional<Map.Entry<Instant, LifecycleRule>> earliest(
            Stream<Optional<Map.Entry<Instant, LifecycleRule>>> dates) {
        return dates.flatMap(Optional::stream).min(Comparator.comparing(Map.Entry::getKey));
    }
}
