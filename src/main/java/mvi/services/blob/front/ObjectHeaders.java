package mvi.services.blob.front;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import mvi.engines.http.Headers;
import mvi.services.blob.Checksum;
import mvi.services.blob.StoredObject;

/** What an answer says of an object in its header. */
final class ObjectHeaders {
    /** Query parameters that override what is kept, for one answer. */
    private static final Map<String, String> OVERRIDES =
            Map.of(
                    "response-cache-control", "cache-control",
                    "response-content-disposition", "content-disposition",
                    "response-content-encoding", "content-encoding",
                    "response-content-language", "content-language",
                    "response-content-type", "content-type",
                    "response-expires", "expires");

    private final List<String> fields = new ArrayList<>();

    private ObjectHeaders() {}

    static Headers of(S3Call call, StoredObject object, boolean isWhole) {
        ObjectHeaders headers = new ObjectHeaders();
        headers.add("ETag", S3Fields.quoted(object.etag()));
        headers.add("Last-Modified", S3Fields.httpDate(object.modified()));
        headers.add("Accept-Ranges", "bytes");
        Map<String, String> kept = new TreeMap<>(object.headers());
        kept.putIfAbsent("content-type", "binary/octet-stream");
        OVERRIDES.forEach(
                (parameter, name) ->
                        call.query().first(parameter).ifPresent(value -> kept.put(name, value)));
        kept.forEach(headers::add);
        object.metadata().forEach((name, value) -> headers.add(S3Fields.METADATA + name, value));
        if (isWhole && call.header("x-amz-checksum-mode").isPresent()) {
            headers.checksum(object.checksum());
        }
        return Headers.of(headers.fields);
    }

    /** What is answered to a write: ETag and checksum. */
    static Headers ofWrite(String etag, Optional<Checksum> checksum) {
        ObjectHeaders headers = new ObjectHeaders();
        headers.add("ETag", S3Fields.quoted(etag));
        headers.checksum(checksum);
        return Headers.of(headers.fields);
    }

    private void checksum(Optional<Checksum> checksum) {
        checksum.ifPresent(
                each -> {
                    add(S3Fields.checksumHeader(each.algorithm()), each.base64());
                    add("x-amz-checksum-type", type(each));
                });
    }

    static String type(Checksum checksum) {
        return checksum.isComposite() ? "COMPOSITE" : "FULL_OBJECT";
    }

    static void write(XmlText xml, Optional<Checksum> checksum) {
        checksum.ifPresent(
                each -> xml.element("Checksum" + each.algorithm().name(), each.base64()));
    }

    private void add(String name, String value) {
        if (value.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
            throw S3Error.of("InvalidArgument", 400, "a header field has no control characters");
        }
        fields.add(name);
        fields.add(value);
    }
}
