package mvi.start.data;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import mvi.engines.wire.Json;
import mvi.engines.wire.PercentCoding;
import mvi.platform.function.FunctionEvent;
import mvi.platform.function.FunctionName;
import mvi.platform.function.Source;
import mvi.services.blob.BlobEvent;
import mvi.services.blob.Cause;
import mvi.services.blob.ObjectName;
import mvi.services.blob.StoredObject;

/**
 * What happened in a bucket, as Amazon S3 tells a Lambda function of it ("Event message structure",
 * version 2.1), with the type that the CloudEvents adapter for S3 gives it.
 */
record BlobMessage(String region) {
    private static final String VERSION = "2.1";
    private static final String TYPE = "com.amazonaws.s3.";

    /** In place of a caller, of what S3 does by itself. */
    private static final String ITSELF = "s3.amazonaws.com";

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT);

    /**
     * The same event has the same number whenever it is made again, and of one key a higher one.
     */
    FunctionEvent of(FunctionName function, BlobEvent event) {
        ObjectName object = event.object();
        return new FunctionEvent(
                function,
                Source.BLOB,
                "%016x".formatted(event.number()),
                object.bucket().name() + "/" + object.key(),
                TYPE + name(event),
                object.key(),
                event.time(),
                Json.write(payload(event)),
                event.trace(),
                FunctionEvent.Delivery.NONE);
    }

    private static String name(BlobEvent event) {
        return event.type().substring("s3:".length());
    }

    ObjectNode payload(BlobEvent event) {
        ObjectNode message = Json.object();
        ObjectNode told = message.putArray("Records").addObject();
        Cause cause = event.cause().orElse(Cause.NONE);
        told.put("eventVersion", VERSION)
                .put("eventSource", "aws:s3")
                .put("awsRegion", region)
                .put("eventTime", time(event.time()))
                .put("eventName", name(event));
        told.putObject("userIdentity").put("principalId", orItself(cause.principal()));
        told.putObject("requestParameters").put("sourceIPAddress", orItself(cause.address()));
        told.putObject("responseElements")
                .put("x-amz-request-id", sequencer(event))
                .put("x-amz-id-2", sequencer(event));
        ObjectNode s3 = told.putObject("s3");
        s3.put("s3SchemaVersion", "1.0").put("configurationId", event.rule());
        ObjectNode bucket = s3.putObject("bucket");
        String name = event.object().bucket().name();
        bucket.put("name", name);
        bucket.putObject("ownerIdentity").put("principalId", event.object().bucket().account());
        bucket.put("arn", "arn:aws:s3:::" + name);
        putObject(s3.putObject("object"), event);
        return message;
    }

    private static void putObject(ObjectNode object, BlobEvent event) {
        object.put("key", coded(event.object().key()));
        if (event.type().startsWith("s3:ObjectCreated:")) {
            object.put("size", event.length()).put("eTag", event.etag());
        }
        if (!event.version().equals(StoredObject.NULL_VERSION)) {
            object.put("versionId", event.version());
        }
        object.put("sequencer", sequencer(event));
    }

    private static String time(Instant time) {
        return TIME.format(time.atOffset(ZoneOffset.UTC));
    }

    /** As in a form, but with its slashes: {@code in/red+flower.jpg}. */
    private static String coded(String key) {
        return PercentCoding.encodePath(key).replace("%20", "+");
    }

    private static String orItself(String text) {
        return text.isEmpty() ? ITSELF : text;
    }

    private static String sequencer(BlobEvent event) {
        return "%016X".formatted(event.number());
    }
}
