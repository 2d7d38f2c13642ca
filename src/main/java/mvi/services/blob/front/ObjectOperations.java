package mvi.services.blob.front;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import mvi.engines.base.ByteSource;
import mvi.engines.base.FileBody;
import mvi.engines.base.Kind;
import mvi.engines.base.Problem;
import mvi.engines.http.Headers;
import mvi.engines.http.HttpReply;
import mvi.engines.http.ReplyBody;
import mvi.services.blob.ByteRange;
import mvi.services.blob.DeleteOptions;
import mvi.services.blob.Deletion;
import mvi.services.blob.OpenObject;
import mvi.services.blob.PutOptions;
import mvi.services.blob.PutResult;
import mvi.services.blob.ReadOptions;
import mvi.services.blob.StoredObject;
import mvi.services.blob.VersionEntry;
import mvi.services.blob.VersioningBlobService;
import mvi.services.blob.WriteConditions;

/** One object: put, read, deleted. */
final class ObjectOperations {
    private final VersioningBlobService blob;
    private final ObjectWrites writes;
    private final S3Authority authority;

    ObjectOperations(VersioningBlobService blob, ObjectWrites writes, S3Authority authority) {
        this.blob = blob;
        this.writes = writes;
        this.authority = authority;
    }

    HttpReply put(S3Call call) {
        BodyFields.requireLength(call.headers());
        PutOptions options = writes.options(call);
        StoredObject stored = stored(call, blob.put(call.object(), call.body(), options));
        return HttpReply.empty(200, ObjectHeaders.ofWrite(call, stored));
    }

    /** What a write became; a missing object has no ETag to compare. */
    StoredObject stored(S3Call call, PutResult result) {
        return switch (result) {
            case PutResult.Stored stored -> stored.object();
            case PutResult.PreconditionFailed failed -> throw refusal(call);
        };
    }

    private S3Error refusal(S3Call call) {
        boolean isMissing =
                call.header("if-match").isPresent()
                        && blob.find(call.object(), Optional.empty())
                                .filter(each -> !each.isDeleteMarker())
                                .isEmpty();
        return isMissing
                ? S3Error.of("NoSuchKey", 404, "there is no object to match")
                : S3Error.precondition();
    }

    HttpReply head(S3Call call) throws IOException {
        SealHeaders.refuseOnRead(call);
        StoredObject object = require(call);
        SealHeaders.require(call, object.encryption());
        return switch (Preconditions.of(call.headers(), "", object)) {
            case FAILED -> throw S3Error.precondition();
            case NOT_MODIFIED -> notModified(call, object);
            case GO_ON -> {
                if (!isPart(call)) {
                    yield HttpReply.empty(
                            200,
                            ObjectHeaders.of(call, object, true)
                                    .with("Content-Length", String.valueOf(object.length())));
                }
                try (OpenObject open = blob.get(call.object(), options(call))) {
                    HttpReply whole = reply(call, open);
                    yield HttpReply.empty(
                            whole.status(),
                            whole.headers()
                                    .with(
                                            "Content-Length",
                                            String.valueOf(open.body().length().orElseThrow())));
                }
            }
        };
    }

    /** The version that is asked for, if it has content. */
    private StoredObject require(S3Call call) {
        Optional<VersionEntry> found = blob.find(call.object(), call.version());
        if (found.isPresent() && !found.get().isDeleteMarker()) {
            return found.get().object();
        }
        authority.hideMissing(call);
        boolean isMarker = found.isPresent();
        Headers headers = Headers.of(ObjectHeaders.DELETE_MARKER, String.valueOf(isMarker));
        if (isMarker) {
            headers = headers.with(ObjectHeaders.VERSION, found.get().object().version());
        }
        if (call.version().isEmpty()) {
            throw S3Error.of("NoSuchKey", 404, "there is no object '" + call.target().key() + "'")
                    .with(headers);
        }
        throw isMarker
                ? S3Error.of("MethodNotAllowed", 405, "this version is a delete marker")
                        .with(headers)
                : S3Error.of(
                        "NoSuchVersion", 404, "'" + call.target().key() + "' has no such version");
    }

    private static HttpReply notModified(S3Call call, StoredObject object) {
        Headers headers =
                Headers.of(
                        "ETag",
                        S3Fields.quoted(object.etag()),
                        "Last-Modified",
                        S3Fields.httpDate(object.modified()));
        return HttpReply.empty(304, ObjectHeaders.withVersion(headers, call, object));
    }

    /** A condition is answered before a range that does not fit is. */
    HttpReply get(S3Call call) throws IOException {
        SealHeaders.refuseOnRead(call);
        if (isPart(call)) {
            StoredObject known = require(call);
            if (Preconditions.of(call.headers(), "", known) != Preconditions.Verdict.GO_ON) {
                return refused(call, known);
            }
        }
        OpenObject open = open(call);
        boolean isHandedOver = false;
        try {
            authority.requireKey(call, open.object().encryption(), S3Authority.UNSEAL);
            if (Preconditions.of(call.headers(), "", open.object())
                    != Preconditions.Verdict.GO_ON) {
                return refused(call, open.object());
            }
            HttpReply reply = reply(call, open);
            isHandedOver = true;
            return reply;
        } finally {
            if (!isHandedOver) {
                open.close();
            }
        }
    }

    private OpenObject open(S3Call call) {
        try {
            return blob.get(call.object(), options(call));
        } catch (Problem missing) {
            if (missing.kind() != Kind.MISSING) {
                throw missing;
            }
            StoredObject come = require(call);
            throw Problem.conflict(
                    "source-changed", "'" + come.name().key() + "' came just now: ask again");
        }
    }

    private static boolean isPart(S3Call call) {
        return call.headers().has("range") || call.query().has("partNumber");
    }

    private static HttpReply refused(S3Call call, StoredObject object) {
        if (Preconditions.of(call.headers(), "", object) == Preconditions.Verdict.FAILED) {
            throw S3Error.precondition();
        }
        return notModified(call, object);
    }

    private static ReadOptions options(S3Call call) {
        Optional<Integer> part =
                call.query().has("partNumber") ? Optional.of(call.partNumber()) : Optional.empty();
        Optional<ByteRange> range = S3Fields.range(call.header("range"));
        if (part.isPresent() && range.isPresent()) {
            throw S3Error.of("InvalidRequest", 400, "a range and a part number do not go together");
        }
        return new ReadOptions(call.version(), range, part, SealHeaders.customerKey(call));
    }

    private static HttpReply reply(S3Call call, OpenObject open) {
        StoredObject object = open.object();
        boolean isPart = call.query().has("partNumber");
        boolean isRange = S3Fields.range(call.header("range")).isPresent();
        Headers headers = ObjectHeaders.of(call, object, !isRange && !isPart);
        if (isPart && !object.parts().isEmpty()) {
            headers = headers.with("x-amz-mp-parts-count", String.valueOf(object.parts().size()));
            headers = ObjectHeaders.withPartChecksum(headers, call, object);
        }
        ReplyBody body = body(open.body());
        long count = open.body().length().orElseThrow();
        // An empty object has no range to tell of, and S3 gives its one part whole.
        if (!isRange && (!isPart || object.length() == 0)) {
            return new HttpReply(200, headers, body);
        }
        String range =
                "bytes %d-%d/%d"
                        .formatted(open.offset(), open.offset() + count - 1, object.length());
        return new HttpReply(206, headers.with("Content-Range", range), body);
    }

    private static ReplyBody body(ByteSource body) {
        return body instanceof FileBody file
                ? new ReplyBody.FilePart(file.file(), file.offset(), file.count())
                : new ReplyBody.Source(body);
    }

    HttpReply delete(S3Call call) {
        for (String each : List.of("x-amz-if-match-last-modified-time", "x-amz-if-match-size")) {
            if (call.headers().has(each)) {
                throw S3Error.notImplemented("the condition " + each);
            }
        }
        WriteConditions conditions =
                new WriteConditions(
                        false, call.header("if-match").map(S3Fields::unquoted), Optional.empty());
        DeleteOptions options =
                new DeleteOptions(
                        call.version(), authority.mayBypass(call), conditions, call.cause());
        return switch (blob.delete(call.object(), options)) {
            case Deletion.PreconditionFailed _ -> throw refusal(call);
            case Deletion.Done done -> HttpReply.empty(204, headers(done));
        };
    }

    private static Headers headers(Deletion.Done done) {
        Headers headers =
                done.version()
                        .map(it -> Headers.of(ObjectHeaders.VERSION, it))
                        .orElse(Headers.NONE);
        return done.isMarker() ? headers.with(ObjectHeaders.DELETE_MARKER, "true") : headers;
    }

    /** One of many in a request; its outcome in the answer's document. */
    void delete(S3Call call, XmlText xml, MultiDelete.Item item, boolean isQuiet) {
        try {
            S3Call one = call.on(item.key(), item.version());
            authority.require(one, S3Operation.DELETE_OBJECT);
            DeleteOptions options =
                    new DeleteOptions(
                            item.version(),
                            authority.mayBypass(one),
                            item.conditions(),
                            one.cause());
            switch (blob.delete(one.object(), options)) {
                case Deletion.PreconditionFailed _ -> throw refusal(one);
                case Deletion.Done done -> {
                    if (!isQuiet) {
                        xml.element("Deleted", () -> MultiDelete.deleted(xml, item, done));
                    }
                }
            }
        } catch (S3Error error) {
            xml.element("Error", () -> MultiDelete.failed(xml, item, error));
        } catch (Problem problem) {
            xml.element("Error", () -> MultiDelete.failed(xml, item, S3Error.of(problem)));
        }
    }
}
