package mvi.services.blob.front;

import java.io.IOException;
import java.util.Optional;
import mvi.engines.http.Headers;
import mvi.engines.http.HttpReply;
import mvi.services.blob.ByteRange;
import mvi.services.blob.ChecksumWish;
import mvi.services.blob.CopyOptions;
import mvi.services.blob.Encryption;
import mvi.services.blob.OpenObject;
import mvi.services.blob.Part;
import mvi.services.blob.PutOptions;
import mvi.services.blob.ReadOptions;
import mvi.services.blob.Sealing;
import mvi.services.blob.StoredObject;
import mvi.services.blob.VersionEntry;
import mvi.services.blob.VersioningBlobService;

/** Copies inside the service: of an object to an object, and to a part of an upload. */
final class CopyOperations {
    private static final String VERSION = "?versionId=";

    private final VersioningBlobService blob;
    private final ObjectOperations objects;
    private final ObjectWrites writes;
    private final S3Authority authority;

    CopyOperations(
            VersioningBlobService blob,
            ObjectOperations objects,
            ObjectWrites writes,
            S3Authority authority) {
        this.blob = blob;
        this.objects = objects;
        this.writes = writes;
        this.authority = authority;
    }

    HttpReply copy(S3Call call) {
        S3Call source = source(call);
        StoredObject from = checked(call, source);
        boolean isReplaced = isReplaced(call, "x-amz-metadata-directive");
        Optional<Sealing> sealing = writes.sealing(call);
        boolean isToItself = source.object().equals(call.object()) && source.version().isEmpty();
        if (isToItself && !isReplaced && sealing.isEmpty()) {
            throw S3Error.of(
                    "InvalidRequest",
                    400,
                    "copying an object to itself needs x-amz-metadata-directive: REPLACE, or"
                            + " another encryption");
        }
        PutOptions asked = S3Fields.putOptions(call);
        PutOptions kept =
                isReplaced
                        ? asked
                        : PutOptions.of(from.headers(), from.metadata()).with(asked.conditions());
        var tags =
                isReplaced(call, "x-amz-tagging-directive")
                        ? ObjectWrites.tags(call)
                        : from.traits().tags();
        PutOptions options =
                kept.withContentMd5(Optional.empty())
                        .withChecksum(
                                S3Fields.copyChecksum(call.headers())
                                        .or(() -> from.checksum().map(it -> it.algorithm()))
                                        .map(ChecksumWish::of))
                        .withSealing(sealing)
                        .because(call.cause())
                        .with(writes.traits(call, tags));
        StoredObject copy =
                objects.stored(
                        call,
                        blob.copy(
                                source.object(),
                                read(call, source),
                                call.object(),
                                new CopyOptions(Optional.of(options), Optional.of(from.etag()))));
        return S3Reply.xml(
                ObjectHeaders.ofCopy(versions(source, from), call, copy),
                "CopyObjectResult",
                xml -> {
                    xml.element("ETag", S3Fields.quoted(copy.etag()));
                    xml.element("LastModified", S3Fields.xmlTime(copy.modified()));
                    ObjectHeaders.write(xml, copy.checksum());
                });
    }

    private static Headers versions(S3Call source, StoredObject from) {
        return ObjectHeaders.withVersion(Headers.NONE, source, from)
                .first(ObjectHeaders.VERSION)
                .map(it -> Headers.of("x-amz-copy-source-version-id", it))
                .orElse(Headers.NONE);
    }

    private static boolean isReplaced(S3Call call, String directive) {
        String text = call.header(directive).orElse("COPY");
        return switch (text) {
            case "COPY" -> false;
            case "REPLACE" -> true;
            default -> throw S3Error.of("InvalidArgument", 400, directive + " is COPY or REPLACE");
        };
    }

    HttpReply copyPart(S3Call call) throws IOException {
        S3Call source = source(call);
        StoredObject from = checked(call, source);
        Optional<String> header = call.header("x-amz-copy-source-range");
        Optional<ByteRange> range = S3Fields.range(header);
        if (header.isPresent() && range.filter(CopyOperations::isClosed).isEmpty()) {
            throw S3Error.of("InvalidArgument", 400, "x-amz-copy-source-range is bytes=FIRST-LAST");
        }
        if (range.filter(each -> each.last().getAsLong() >= from.length()).isPresent()) {
            throw S3Error.of(
                    "InvalidRange", 416, "the source has only " + from.length() + " bytes");
        }
        try (OpenObject open = blob.get(source.object(), read(call, source).withRange(range))) {
            if (!open.object().etag().equals(from.etag())) {
                throw S3Error.precondition();
            }
            String upload = call.query().text("uploadId");
            Optional<Encryption> encryption =
                    writes.encryption(call, blob.upload(call.object(), upload));
            Part part =
                    blob.putPart(
                            call.object(),
                            upload,
                            call.partNumber(),
                            open.body(),
                            PutOptions.PLAIN.withSealing(SealHeaders.customers(call)));
            return S3Reply.xml(
                    SealHeaders.onto(versions(source, from), encryption),
                    "CopyPartResult",
                    xml -> {
                        xml.element("ETag", S3Fields.quoted(part.etag()));
                        xml.element("LastModified", S3Fields.xmlTime(part.modified()));
                        ObjectHeaders.write(xml, part.checksum());
                    });
        }
    }

    private static boolean isClosed(ByteRange range) {
        return range.first().isPresent() && range.last().isPresent();
    }

    private static ReadOptions read(S3Call call, S3Call source) {
        return new ReadOptions(
                source.version(), Optional.empty(), Optional.empty(), SealHeaders.sourceKey(call));
    }

    /** The object that a copy reads, which its caller may read. */
    private S3Call source(S3Call call) {
        String raw = call.header("x-amz-copy-source").orElse("");
        int mark = raw.indexOf(VERSION);
        Optional<String> version =
                mark < 0
                        ? Optional.empty()
                        : Optional.of(decoded(raw.substring(mark + VERSION.length()), true));
        String path = decoded(mark < 0 ? raw : raw.substring(0, mark), false);
        String name = path.startsWith("/") ? path.substring(1) : path;
        int slash = name.indexOf('/');
        if (slash < 1 || slash == name.length() - 1) {
            throw S3Error.of("InvalidArgument", 400, "x-amz-copy-source is BUCKET/KEY");
        }
        S3Call source =
                authority.onSource(
                        call, name.substring(0, slash), name.substring(slash + 1), version);
        requireOwner(call, source);
        return source;
    }

    private static String decoded(String text, boolean isQuery) {
        return Percent.decode(
                text,
                isQuery,
                () -> S3Error.of("InvalidArgument", 400, "x-amz-copy-source is URL-encoded"));
    }

    private static void requireOwner(S3Call call, S3Call source) {
        if (call.header("x-amz-source-expected-bucket-owner")
                .filter(owner -> !owner.equals(source.bucketName().account()))
                .isPresent()) {
            throw S3Error.accessDenied("the source's bucket belongs to another account");
        }
    }

    /** The source as it is, if the conditions on it hold. */
    private StoredObject checked(S3Call call, S3Call source) {
        Optional<VersionEntry> found = blob.find(source.object(), source.version());
        if (found.filter(each -> !each.isDeleteMarker()).isEmpty()) {
            if (found.isPresent() && source.version().isPresent()) {
                throw S3Error.of("InvalidRequest", 400, "the source is a delete marker");
            }
            throw source.version().isPresent()
                    ? S3Error.of("NoSuchVersion", 404, "the source has no such version")
                    : S3Error.of("NoSuchKey", 404, "there is no such source");
        }
        StoredObject object = found.get().object();
        if (Preconditions.of(call.headers(), "x-amz-copy-source-", object)
                != Preconditions.Verdict.GO_ON) {
            throw S3Error.precondition();
        }
        authority.requireKey(source, object.encryption(), S3Authority.UNSEAL);
        return object;
    }
}
