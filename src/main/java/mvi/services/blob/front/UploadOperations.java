package mvi.services.blob.front;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import mvi.engines.http.HttpReply;
import mvi.services.blob.BlobService;
import mvi.services.blob.ByteRange;
import mvi.services.blob.ChecksumWish;
import mvi.services.blob.ObjectName;
import mvi.services.blob.OpenObject;
import mvi.services.blob.Part;
import mvi.services.blob.PartTag;
import mvi.services.blob.PutOptions;
import mvi.services.blob.StoredObject;
import mvi.services.blob.Upload;

/** Operations on uploads in parts. */
final class UploadOperations {
    private static final int PAGE_LIMIT = 1000;

    private final BlobService blob;
    private final ObjectOperations objects;

    UploadOperations(BlobService blob, ObjectOperations objects) {
        this.blob = blob;
        this.objects = objects;
    }

    HttpReply create(S3Call call) {
        PutOptions options = S3Fields.putOptions(call);
        Optional<ChecksumWish> wish = S3Fields.uploadChecksum(call.headers());
        Upload upload =
                blob.createUpload(call.object(), wish.map(options::withChecksum).orElse(options));
        return S3Reply.xml(
                "InitiateMultipartUploadResult",
                xml -> {
                    xml.element("Bucket", call.target().bucket());
                    xml.element("Key", call.target().key());
                    xml.element("UploadId", upload.id());
                });
    }

    HttpReply putPart(S3Call call) {
        BodyFields.requireLength(call.headers());
        Part part =
                blob.putPart(
                        call.object(),
                        call.query().text("uploadId"),
                        call.partNumber(),
                        call.body(),
                        S3Fields.putOptions(call));
        return HttpReply.empty(200, ObjectHeaders.ofWrite(part.etag(), part.checksum()));
    }

    HttpReply copyPart(S3Call call) throws IOException {
        ObjectName source = objects.source(call);
        StoredObject from = objects.checkedSource(call, source);
        Optional<String> header = call.header("x-amz-copy-source-range");
        Optional<ByteRange> range = S3Fields.range(header);
        if (header.isPresent() && range.isEmpty()) {
            throw S3Error.of("InvalidArgument", 400, "x-amz-copy-source-range is bytes=FIRST-LAST");
        }
        try (OpenObject open = blob.get(source, range)) {
            if (!open.object().etag().equals(from.etag())) {
                throw S3Error.precondition();
            }
            Part part =
                    blob.putPart(
                            call.object(),
                            call.query().text("uploadId"),
                            call.partNumber(),
                            open.body(),
                            PutOptions.PLAIN);
            return S3Reply.xml(
                    "CopyPartResult",
                    xml -> {
                        xml.element("ETag", S3Fields.quoted(part.etag()));
                        xml.element("LastModified", S3Fields.xmlTime(part.modified()));
                        ObjectHeaders.write(xml, part.checksum());
                    });
        }
    }

    HttpReply complete(S3Call call) {
        PutOptions conditions = S3Fields.conditions(call);
        // The header promises the checksum of the object, not of this document.
        byte[] document = call.withoutPromises().document();
        List<PartTag> tags =
                XmlTree.parse(document, "CompleteMultipartUpload").all("Part").stream()
                        .map(UploadOperations::tag)
                        .toList();
        StoredObject stored =
                ObjectOperations.stored(
                        blob.completeUpload(
                                call.object(), call.query().text("uploadId"), tags, conditions));
        return S3Reply.xml(
                "CompleteMultipartUploadResult",
                xml -> {
                    xml.element("Location", Percent.encode("/" + call.target().resource()));
                    xml.element("Bucket", call.target().bucket());
                    xml.element("Key", call.target().key());
                    xml.element("ETag", S3Fields.quoted(stored.etag()));
                    ObjectHeaders.write(xml, stored.checksum());
                    stored.checksum()
                            .ifPresent(it -> xml.element("ChecksumType", ObjectHeaders.type(it)));
                });
    }

    private static PartTag tag(XmlTree part) {
        String number = part.require("PartNumber").strip();
        if (!number.matches("\\d{1,9}")) {
            throw S3Error.malformedXml("a PartNumber is not a number");
        }
        return new PartTag(Integer.parseInt(number), S3Fields.unquoted(part.require("ETag")));
    }

    HttpReply abort(S3Call call) {
        blob.abortUpload(call.object(), call.query().text("uploadId"));
        return S3Reply.noContent();
    }

    HttpReply listParts(S3Call call) {
        int limit = Math.max(1, call.query().number("max-parts", PAGE_LIMIT, PAGE_LIMIT));
        int after = call.query().number("part-number-marker", 0, Integer.MAX_VALUE);
        String upload = call.query().text("uploadId");
        List<Part> found = blob.listParts(call.object(), upload, after, limit + 1);
        List<Part> parts = found.subList(0, Math.min(limit, found.size()));
        return S3Reply.xml(
                "ListPartsResult",
                xml -> {
                    xml.element("Bucket", call.target().bucket());
                    xml.element("Key", call.target().key());
                    xml.element("UploadId", upload);
                    BucketOperations.owner(xml, call, "Initiator");
                    BucketOperations.owner(xml, call, "Owner");
                    xml.element("StorageClass", "STANDARD");
                    xml.element("PartNumberMarker", after);
                    xml.element("MaxParts", limit);
                    xml.element("IsTruncated", found.size() > limit);
                    if (found.size() > limit) {
                        xml.element("NextPartNumberMarker", parts.getLast().number());
                    }
                    parts.forEach(each -> xml.element("Part", () -> part(xml, each)));
                });
    }

    private static void part(XmlText xml, Part part) {
        xml.element("PartNumber", part.number());
        xml.element("LastModified", S3Fields.xmlTime(part.modified()));
        xml.element("ETag", S3Fields.quoted(part.etag()));
        xml.element("Size", part.length());
        ObjectHeaders.write(xml, part.checksum());
    }

    /** All that are open, in one page: their number is bounded by the knob. */
    HttpReply listUploads(S3Call call) {
        List<Upload> uploads =
                blob.listUploads(call.bucket(), call.query().text("prefix"), PAGE_LIMIT);
        return S3Reply.xml(
                "ListMultipartUploadsResult",
                xml -> {
                    xml.element("Bucket", call.target().bucket());
                    xml.element("Prefix", call.query().text("prefix"));
                    xml.element("MaxUploads", PAGE_LIMIT);
                    xml.element("IsTruncated", false);
                    for (Upload each : uploads) {
                        xml.element(
                                "Upload",
                                () -> {
                                    xml.element("Key", each.object().key());
                                    xml.element("UploadId", each.id());
                                    xml.element("StorageClass", "STANDARD");
                                    xml.element("Initiated", S3Fields.xmlTime(each.created()));
                                });
                    }
                });
    }
}
