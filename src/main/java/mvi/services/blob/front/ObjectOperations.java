package mvi.services.blob.front;

import java.io.IOException;
import java.util.Optional;
import mvi.engines.base.ByteSource;
import mvi.engines.base.FileBody;
import mvi.engines.base.Gatekeeper;
import mvi.engines.base.Permission;
import mvi.engines.http.Headers;
import mvi.engines.http.HttpReply;
import mvi.engines.http.ReplyBody;
import mvi.services.blob.BlobService;
import mvi.services.blob.BucketName;
import mvi.services.blob.ByteRange;
import mvi.services.blob.CopyOptions;
import mvi.services.blob.ObjectName;
import mvi.services.blob.OpenObject;
import mvi.services.blob.PutOptions;
import mvi.services.blob.PutResult;
import mvi.services.blob.StoredObject;

/** Operations on one object. */
final class ObjectOperations {
    private final BlobService blob;
    private final Gatekeeper gatekeeper;

    ObjectOperations(BlobService blob, Gatekeeper gatekeeper) {
        this.blob = blob;
        this.gatekeeper = gatekeeper;
    }

    HttpReply put(S3Call call) {
        BodyFields.requireLength(call.headers());
        PutResult result = blob.put(call.object(), call.body(), S3Fields.putOptions(call));
        StoredObject stored = stored(result);
        return HttpReply.empty(200, ObjectHeaders.ofWrite(stored.etag(), stored.checksum()));
    }

    static StoredObject stored(PutResult result) {
        return switch (result) {
            case PutResult.Stored stored -> stored.object();
            case PutResult.PreconditionFailed failed -> throw S3Error.precondition();
        };
    }

    HttpReply head(S3Call call) {
        StoredObject object = blob.head(call.object());
        return switch (Preconditions.of(call.headers(), "", object)) {
            case FAILED -> throw S3Error.precondition();
            case NOT_MODIFIED -> notModified(object);
            case GO_ON -> {
                Headers headers = ObjectHeaders.of(call, object, true);
                yield HttpReply.empty(
                        200, headers.with("Content-Length", String.valueOf(object.length())));
            }
        };
    }

    private static HttpReply notModified(StoredObject object) {
        return HttpReply.empty(
                304,
                Headers.of(
                        "ETag",
                        S3Fields.quoted(object.etag()),
                        "Last-Modified",
                        S3Fields.httpDate(object.modified())));
    }

    HttpReply get(S3Call call) throws IOException {
        Optional<ByteRange> range = S3Fields.range(call.header("range"));
        if (range.isPresent()) {
            // A condition is answered before a range that does not fit is.
            StoredObject object = blob.head(call.object());
            Preconditions.Verdict verdict = Preconditions.of(call.headers(), "", object);
            if (verdict != Preconditions.Verdict.GO_ON) {
                return refused(verdict, object);
            }
        }
        OpenObject open = blob.get(call.object(), range);
        boolean isHandedOver = false;
        try {
            Preconditions.Verdict verdict = Preconditions.of(call.headers(), "", open.object());
            if (verdict != Preconditions.Verdict.GO_ON) {
                return refused(verdict, open.object());
            }
            HttpReply reply = reply(call, open, range.isPresent());
            isHandedOver = true;
            return reply;
        } finally {
            if (!isHandedOver) {
                open.close();
            }
        }
    }

    private static HttpReply refused(Preconditions.Verdict verdict, StoredObject object) {
        if (verdict == Preconditions.Verdict.FAILED) {
            throw S3Error.precondition();
        }
        return notModified(object);
    }

    private static HttpReply reply(S3Call call, OpenObject open, boolean isPart) {
        Headers headers = ObjectHeaders.of(call, open.object(), !isPart);
        ReplyBody body = body(open.body());
        if (!isPart) {
            return new HttpReply(200, headers, body);
        }
        long count = open.body().length().orElseThrow();
        String range =
                "bytes %d-%d/%d"
                        .formatted(
                                open.offset(), open.offset() + count - 1, open.object().length());
        return new HttpReply(206, headers.with("Content-Range", range), body);
    }

    private static ReplyBody body(ByteSource body) {
        return body instanceof FileBody file
                ? new ReplyBody.FilePart(file.file(), file.offset(), file.count())
                : new ReplyBody.Source(body);
    }

    HttpReply delete(S3Call call) {
        if (call.header("if-match").isPresent()) {
            throw S3Error.notImplemented("a conditional delete");
        }
        blob.delete(call.object());
        return S3Reply.noContent();
    }

    HttpReply copy(S3Call call) {
        S3Fields.refuseUnserved(call.headers());
        ObjectName source = source(call);
        boolean isReplaced =
                call.header("x-amz-metadata-directive")
                        .filter("REPLACE"::equalsIgnoreCase)
                        .isPresent();
        if (source.equals(call.object()) && !isReplaced) {
            throw S3Error.of(
                    "InvalidRequest",
                    400,
                    "copying an object to itself needs x-amz-metadata-directive: REPLACE");
        }
        StoredObject from = checkedSource(call, source);
        Optional<PutOptions> replacement =
                isReplaced
                        ? Optional.of(S3Fields.copyOptions(call, from.checksum()))
                        : Optional.empty();
        StoredObject copy =
                stored(
                        blob.copy(
                                source,
                                call.object(),
                                new CopyOptions(replacement, Optional.of(from.etag()))));
        return S3Reply.xml(
                "CopyObjectResult",
                xml -> {
                    xml.element("ETag", S3Fields.quoted(copy.etag()));
                    xml.element("LastModified", S3Fields.xmlTime(copy.modified()));
                    ObjectHeaders.write(xml, copy.checksum());
                });
    }

    /** The object that a copy reads, which its caller may read. */
    ObjectName source(S3Call call) {
        String raw = call.header("x-amz-copy-source").orElse("");
        if (raw.contains("?versionId=")) {
            throw S3Error.notImplemented("copying a version");
        }
        String path = Percent.decode(raw.startsWith("/") ? raw.substring(1) : raw, false);
        int slash = path.indexOf('/');
        if (slash < 1) {
            throw S3Error.of("InvalidArgument", 400, "x-amz-copy-source is BUCKET/KEY");
        }
        gatekeeper.authorise(
                call.principal(),
                new Permission(S3Operation.GET_OBJECT.action(), call.principal().account(), path));
        return new ObjectName(
                new BucketName(call.principal().account(), path.substring(0, slash)),
                path.substring(slash + 1));
    }

    /** The source as it is, if the conditions on it hold. */
    StoredObject checkedSource(S3Call call, ObjectName source) {
        StoredObject object = blob.head(source);
        if (Preconditions.of(call.headers(), "x-amz-copy-source-", object)
                != Preconditions.Verdict.GO_ON) {
            throw S3Error.precondition();
        }
        return object;
    }
}
