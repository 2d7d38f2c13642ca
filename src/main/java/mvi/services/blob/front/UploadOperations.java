package mvi.services.blob.front;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import mvi.engines.base.Kind;
import mvi.engines.base.Problem;
import mvi.engines.http.Headers;
import mvi.engines.http.HttpReply;
import mvi.services.blob.ChecksumAlgorithm;
import mvi.services.blob.ChecksumWish;
import mvi.services.blob.Encryption;
import mvi.services.blob.Part;
import mvi.services.blob.PartTag;
import mvi.services.blob.PutOptions;
import mvi.services.blob.StoredObject;
import mvi.services.blob.Upload;
import mvi.services.blob.UploadDetails;
import mvi.services.blob.VersioningBlobService;

/** Uploads in parts. */
final class UploadOperations {
    private static final int PAGE_LIMIT = 1000;

    private final VersioningBlobService blob;
    private final ObjectOperations objects;
    private final ObjectWrites writes;
    private final Owners owners;

    UploadOperations(
            VersioningBlobService blob,
            ObjectOperations objects,
            ObjectWrites writes,
            Owners owners) {
        this.blob = blob;
        this.objects = objects;
        this.writes = writes;
        this.owners = owners;
    }

    HttpReply create(S3Call call) {
        PutOptions options =
                writes.options(call).withChecksum(S3Fields.uploadChecksum(call.headers()));
        Upload upload = blob.createUpload(call.object(), options);
        UploadDetails details = blob.upload(call.object(), upload.id());
        return S3Reply.xml(
                LifecycleHeaders.ofUpload(
                        SealHeaders.onto(
                                options.checksum()
                                        .map(UploadOperations::checksum)
                                        .orElse(Headers.NONE),
                                details.encryption()),
                        call,
                        details),
                "InitiateMultipartUploadResult",
                xml -> {
                    xml.element("Bucket", call.target().bucket());
                    xml.element("Key", call.target().key());
                    xml.element("UploadId", upload.id());
                });
    }

    private static Headers checksum(ChecksumWish wish) {
        return Headers.of(
                "x-amz-checksum-algorithm",
                wish.algorithm().name(),
                "x-amz-checksum-type",
                type(wish.isComposite()));
    }

    private static String type(boolean isComposite) {
        return isComposite ? "COMPOSITE" : "FULL_OBJECT";
    }

    HttpReply putPart(S3Call call) {
        BodyFields.requireLength(call.headers());
        UploadDetails upload = blob.upload(call.object(), call.query().text("uploadId"));
        Optional<Encryption> encryption = writes.encryption(call, upload);
        Part part =
                blob.putPart(
                        call.object(),
                        upload.upload().id(),
                        call.partNumber(),
                        call.body(),
                        S3Fields.putOptions(call).withSealing(SealHeaders.customers(call)));
        return HttpReply.empty(200, ObjectHeaders.ofPart(part.etag(), encryption, part.checksum()));
    }

    HttpReply complete(S3Call call) {
        PutOptions conditions = S3Fields.conditions(call);
        // The header promises the checksum of the object, not of this document.
        byte[] document = call.withoutPromises().document();
        List<PartTag> tags =
                XmlTree.parse(document, "CompleteMultipartUpload").all("Part").stream()
                        .map(UploadOperations::tag)
                        .toList();
        String id = call.query().text("uploadId");
        requireKey(call, id);
        StoredObject stored =
                objects.stored(call, blob.completeUpload(call.object(), id, tags, conditions));
        return S3Reply.xml(
                ObjectHeaders.ofCopy(Headers.NONE, call, stored),
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

    /** Nothing is opened with it, but S3 asks for it. What was completed before needs none. */
    private void requireKey(S3Call call, String id) {
        try {
            SealHeaders.require(call, blob.upload(call.object(), id).encryption());
        } catch (Problem gone) {
            if (gone.kind() != Kind.MISSING) {
                throw gone;
            }
        }
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
        UploadDetails upload = blob.upload(call.object(), call.query().text("uploadId"));
        List<Part> found = blob.listParts(call.object(), upload.upload().id(), after, limit + 1);
        List<Part> parts = found.subList(0, Math.min(limit, found.size()));
        return S3Reply.xml(
                LifecycleHeaders.ofUpload(Headers.NONE, call, upload),
                "ListPartsResult",
                xml -> {
                    xml.element("Bucket", call.target().bucket());
                    xml.element("Key", call.target().key());
                    xml.element("UploadId", upload.upload().id());
                    owners(xml, call, upload);
                    xml.element("StorageClass", "STANDARD");
                    checksum(xml, upload);
                    xml.element("PartNumberMarker", after);
                    xml.element("MaxParts", limit);
                    xml.element("IsTruncated", found.size() > limit);
                    if (!parts.isEmpty()) {
                        xml.element("NextPartNumberMarker", parts.getLast().number());
                    }
                    parts.forEach(each -> xml.element("Part", () -> part(xml, each)));
                });
    }

    private void owners(XmlText xml, S3Call call, UploadDetails upload) {
        String owner = upload.traits().owner().orElse(call.bucketName().account());
        owners.write(xml, "Initiator", owner);
        owners.write(xml, "Owner", owner);
    }

    private static void checksum(XmlText xml, UploadDetails upload) {
        Optional<ChecksumAlgorithm> algorithm = upload.checksum();
        algorithm.ifPresent(
                it -> {
                    xml.element("ChecksumAlgorithm", it);
                    xml.element("ChecksumType", type(upload.isComposite()));
                });
    }

    private static void part(XmlText xml, Part part) {
        xml.element("PartNumber", part.number());
        xml.element("LastModified", S3Fields.xmlTime(part.modified()));
        xml.element("ETag", S3Fields.quoted(part.etag()));
        xml.element("Size", part.length());
        ObjectHeaders.write(xml, part.checksum());
    }

    HttpReply listUploads(S3Call call) {
        S3Query query = call.query();
        String prefix = query.text("prefix");
        String delimiter = query.text("delimiter");
        String key = query.text("key-marker");
        String id = query.text("upload-id-marker");
        int limit = query.number("max-uploads", PAGE_LIMIT, PAGE_LIMIT);
        List<UploadDetails> page = new ArrayList<>();
        Set<String> prefixes = new LinkedHashSet<>();
        Optional<Marker> last = Optional.empty();
        boolean isTruncated = false;
        for (UploadDetails each : blob.uploads(call.bucketName())) {
            String its = each.upload().object().key();
            if (!its.startsWith(prefix) || !isAfter(each.upload(), key, id)) {
                continue;
            }
            int folded = delimiter.isEmpty() ? -1 : its.indexOf(delimiter, prefix.length());
            String common = folded < 0 ? "" : its.substring(0, folded + delimiter.length());
            if (prefixes.contains(common) || !common.isEmpty() && common.equals(key)) {
                continue;
            }
            if (page.size() + prefixes.size() == limit) {
                isTruncated = limit > 0;
                break;
            }
            if (common.isEmpty()) {
                page.add(each);
                last = Optional.of(new Marker(its, each.upload().id()));
            } else {
                prefixes.add(common);
                last = Optional.of(new Marker(common, ""));
            }
        }
        return uploads(
                call, limit, page, List.copyOf(prefixes), isTruncated ? last : Optional.empty());
    }

    /** After which a page begins; a common prefix has no id. */
    private record Marker(String key, String id) {}

    private static boolean isAfter(Upload upload, String key, String id) {
        int order = upload.object().key().compareTo(key);
        return order > 0 || order == 0 && !id.isEmpty() && upload.id().compareTo(id) > 0;
    }

    private HttpReply uploads(
            S3Call call,
            int limit,
            List<UploadDetails> page,
            List<String> prefixes,
            Optional<Marker> next) {
        S3Query query = call.query();
        UnaryOperator<String> text =
                call.isUrlEncoded() ? Percent::encode : UnaryOperator.identity();
        return S3Reply.xml(
                "ListMultipartUploadsResult",
                xml -> {
                    xml.element("Bucket", call.target().bucket());
                    xml.element("KeyMarker", text.apply(query.text("key-marker")));
                    xml.element("UploadIdMarker", query.text("upload-id-marker"));
                    next.ifPresent(
                            it -> {
                                xml.element("NextKeyMarker", text.apply(it.key()));
                                xml.element("NextUploadIdMarker", it.id());
                            });
                    xml.element("Prefix", text.apply(query.text("prefix")));
                    if (query.has("delimiter")) {
                        xml.element("Delimiter", text.apply(query.text("delimiter")));
                    }
                    xml.element("MaxUploads", limit);
                    xml.element("IsTruncated", next.isPresent());
                    page.forEach(
                            each -> xml.element("Upload", () -> upload(xml, call, each, text)));
                    prefixes.forEach(
                            each ->
                                    xml.element(
                                            "CommonPrefixes",
                                            () -> xml.element("Prefix", text.apply(each))));
                });
    }

    private void upload(XmlText xml, S3Call call, UploadDetails each, UnaryOperator<String> text) {
        xml.element("Key", text.apply(each.upload().object().key()));
        xml.element("UploadId", each.upload().id());
        owners(xml, call, each);
        xml.element("StorageClass", "STANDARD");
        checksum(xml, each);
        xml.element("Initiated", S3Fields.xmlTime(each.upload().created()));
    }
}
