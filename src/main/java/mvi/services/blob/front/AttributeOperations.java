package mvi.services.blob.front;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import mvi.engines.http.Headers;
import mvi.engines.http.HttpReply;
import mvi.services.blob.ObjectPart;
import mvi.services.blob.StoredObject;
import mvi.services.blob.VersionEntry;
import mvi.services.blob.VersioningBlobService;

/** GetObjectAttributes: chosen facts about an object. */
final class AttributeOperations {
    private static final int PAGE_LIMIT = 1000;
    private static final Set<String> KNOWN =
            Set.of("ETag", "Checksum", "ObjectParts", "StorageClass", "ObjectSize");

    private final VersioningBlobService blob;

    AttributeOperations(VersioningBlobService blob) {
        this.blob = blob;
    }

    HttpReply get(S3Call call) {
        Set<String> wanted = wanted(call);
        StoredObject object =
                blob.find(call.object(), call.version())
                        .filter(each -> !each.isDeleteMarker())
                        .map(VersionEntry::object)
                        .orElseThrow(
                                () ->
                                        S3Error.of(
                                                call.version().isPresent()
                                                        ? "NoSuchVersion"
                                                        : "NoSuchKey",
                                                404,
                                                "there is no such object"));
        SealHeaders.require(call, object.encryption());
        Headers headers = Headers.of("Last-Modified", S3Fields.httpDate(object.modified()));
        return S3Reply.xml(
                ObjectHeaders.withVersion(headers, call, object),
                "GetObjectAttributesResponse",
                xml -> {
                    if (wanted.contains("ETag")) {
                        xml.element("ETag", object.etag());
                    }
                    if (wanted.contains("Checksum") && object.checksum().isPresent()) {
                        xml.element("Checksum", () -> checksum(xml, object));
                    }
                    if (wanted.contains("ObjectParts") && !object.parts().isEmpty()) {
                        xml.element("ObjectParts", () -> parts(xml, call, object));
                    }
                    if (wanted.contains("StorageClass")) {
                        xml.element("StorageClass", "STANDARD");
                    }
                    if (wanted.contains("ObjectSize")) {
                        xml.element("ObjectSize", object.length());
                    }
                });
    }

    private static Set<String> wanted(S3Call call) {
        Set<String> wanted = new HashSet<>();
        for (String field : call.headers().all("x-amz-object-attributes")) {
            wanted.addAll(Arrays.asList(field.strip().split("\\s*,\\s*")));
        }
        if (wanted.isEmpty() || !KNOWN.containsAll(wanted)) {
            throw S3Error.of(
                    "InvalidArgument", 400, "x-amz-object-attributes names some of " + KNOWN);
        }
        return wanted;
    }

    private static void checksum(XmlText xml, StoredObject object) {
        ObjectHeaders.write(xml, object.checksum());
        object.checksum().ifPresent(it -> xml.element("ChecksumType", ObjectHeaders.type(it)));
    }

    private static void parts(XmlText xml, S3Call call, StoredObject object) {
        int limit = number(call, "x-amz-max-parts", PAGE_LIMIT);
        int after = number(call, "x-amz-part-number-marker", 0);
        List<ObjectPart> later =
                object.parts().stream().filter(each -> each.number() > after).toList();
        List<ObjectPart> page = later.subList(0, Math.min(limit, later.size()));
        xml.element("PartsCount", object.parts().size());
        xml.element("PartNumberMarker", after);
        xml.element("NextPartNumberMarker", page.isEmpty() ? 0 : page.getLast().number());
        xml.element("MaxParts", limit);
        xml.element("IsTruncated", page.size() < later.size());
        for (ObjectPart each : page) {
            xml.element(
                    "Part",
                    () -> {
                        xml.element("PartNumber", each.number());
                        xml.element("Size", each.length());
                        object.checksum()
                                .ifPresent(
                                        whole ->
                                                each.checksum()
                                                        .ifPresent(
                                                                it ->
                                                                        xml.element(
                                                                                "Checksum"
                                                                                        + whole
                                                                                                .algorithm(),
                                                                                it)));
                    });
        }
    }

    private static int number(S3Call call, String header, int otherwise) {
        String text = call.header(header).orElse("");
        if (text.isEmpty()) {
            return otherwise;
        }
        if (!text.matches("\\d{1,9}")) {
            throw S3Error.of("InvalidArgument", 400, header + " is a number");
        }
        return Math.min(Integer.parseInt(text), Math.max(otherwise, PAGE_LIMIT));
    }
}
