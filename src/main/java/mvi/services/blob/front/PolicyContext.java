package mvi.services.blob.front;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import mvi.engines.base.Clock;
import mvi.services.blob.VersioningBlobService;

/** What a policy's conditions can ask of a request, by their keys in lower case. */
final class PolicyContext {
    private static final List<String> QUERIES =
            List.of("prefix", "delimiter", "max-keys", "versionId");

    private static final List<String> HEADERS =
            List.of(
                    "x-amz-acl",
                    "x-amz-content-sha256",
                    "x-amz-copy-source",
                    "x-amz-grant-full-control",
                    "x-amz-grant-read",
                    "x-amz-grant-read-acp",
                    "x-amz-grant-write",
                    "x-amz-grant-write-acp",
                    "x-amz-metadata-directive",
                    "x-amz-server-side-encryption",
                    "x-amz-server-side-encryption-aws-kms-key-id",
                    "x-amz-server-side-encryption-customer-algorithm",
                    "x-amz-storage-class");

    private final S3Call call;
    private final VersioningBlobService blob;
    private final Clock clock;
    private final Map<String, List<String>> values = new HashMap<>();

    PolicyContext(S3Call call, VersioningBlobService blob, Clock clock) {
        this.call = call;
        this.blob = blob;
        this.clock = clock;
    }

    Map<String, List<String>> values() {
        for (String each : QUERIES) {
            call.query().first(each).ifPresent(value -> put("s3:" + each, value));
        }
        for (String each : HEADERS) {
            call.header(each).ifPresent(value -> put("s3:" + each, value));
        }
        put("aws:securetransport", String.valueOf(call.request().secure()));
        put("aws:currenttime", clock.now().toString());
        put("aws:epochtime", String.valueOf(clock.now().getEpochSecond()));
        call.header("user-agent").ifPresent(it -> put("aws:useragent", it));
        call.header("referer").ifPresent(it -> put("aws:referer", it));
        if (call.request().peer() instanceof InetSocketAddress from) {
            put("aws:sourceip", from.getAddress().getHostAddress());
        }
        if (!call.principal().isAnonymous()) {
            put("aws:principalaccount", call.principal().account());
            put("aws:username", call.principal().name());
        }
        requestTags();
        existingTags();
        return values;
    }

    private void put(String key, String value) {
        values.put(key.toLowerCase(Locale.ROOT), List.of(value));
    }

    private void requestTags() {
        Map<String, String> tags = ObjectWrites.tags(call);
        tags.forEach((key, value) -> put("s3:requestobjecttag/" + key, value));
        if (!tags.isEmpty()) {
            values.put("s3:requestobjecttagkeys", new ArrayList<>(tags.keySet()));
        }
    }

    /** Asked for only when the policy does. */
    private void existingTags() {
        boolean isAsked =
                call.settings()
                        .policy()
                        .filter(
                                text ->
                                        text.toLowerCase(Locale.ROOT)
                                                .contains("s3:existingobjecttag/"))
                        .isPresent();
        if (isAsked && !call.target().key().isEmpty()) {
            blob.find(call.object(), call.version())
                    .ifPresent(
                            found ->
                                    found.object()
                                            .traits()
                                            .tags()
                                            .forEach(
                                                    (key, value) ->
                                                            put(
                                                                    "s3:existingobjecttag/" + key,
                                                                    value)));
        }
    }
}
