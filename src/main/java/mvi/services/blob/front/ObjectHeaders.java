package mvi.services.blob.front;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import mvi.engines.http.Headers;
import mvi.services.blob.BucketSettings;
import mvi.services.blob.Checksum;
import mvi.services.blob.Encryption;
import mvi.services.blob.ObjectPart;
import mvi.services.blob.ObjectTraits;
import mvi.services.blob.StoredObject;
import mvi.services.blob.Versioning;

/** What an answer says of an object in its header. */
final class ObjectHeaders {
    static final String VERSION = "x-amz-version-id";
    static final String DELETE_MARKER = "x-amz-delete-marker";

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
        headers.version(call.settings(), object);
        Map<String, String> kept = new TreeMap<>(object.headers());
        kept.putIfAbsent("content-type", "binary/octet-stream");
        OVERRIDES.forEach(
                (parameter, name) ->
                        call.query()
                                .first(parameter)
                                .ifPresent(value -> kept.put(name, override(call, value))));
        kept.forEach(headers::add);
        object.metadata().forEach((name, value) -> headers.add(S3Fields.METADATA + name, value));
        headers.seal(object.encryption());
        headers.traits(object.traits());
        if (isWhole && call.header("x-amz-checksum-mode").isPresent()) {
            headers.checksum(object.checksum());
        }
        Headers all = Headers.of(headers.fields);
        // A version that is named may be an older one, of which other rules decide.
        return call.version().isPresent() ? all : LifecycleHeaders.ofObject(all, call, object);
    }

    /** Who has not signed may not choose how another's browser takes an object. */
    private static String override(S3Call call, String value) {
        if (call.principal().isAnonymous()) {
            throw S3Error.of("InvalidRequest", 400, "response-… parameters need a signed request");
        }
        return value;
    }

    /** What is answered to a write: ETag, version and checksum. */
    static Headers ofWrite(S3Call call, StoredObject object) {
        ObjectHeaders headers = new ObjectHeaders();
        headers.add("ETag", S3Fields.quoted(object.etag()));
        headers.version(call.settings(), object);
        headers.seal(object.encryption());
        headers.checksum(object.checksum());
        return LifecycleHeaders.ofObject(Headers.of(headers.fields), call, object);
    }

    static Headers ofPart(
            String etag, Optional<Encryption> encryption, Optional<Checksum> checksum) {
        ObjectHeaders headers = new ObjectHeaders();
        headers.add("ETag", S3Fields.quoted(etag));
        headers.seal(encryption);
        headers.checksum(checksum);
        return Headers.of(headers.fields);
    }

    /** With the checksum of the one part that is read, where it was sent with one. */
    static Headers withPartChecksum(Headers headers, S3Call call, StoredObject object) {
        Optional<String> checksum =
                object.parts().stream()
                        .filter(each -> each.number() == call.partNumber())
                        .findFirst()
                        .flatMap(ObjectPart::checksum);
        if (checksum.isEmpty()
                || object.checksum().isEmpty()
                || call.header("x-amz-checksum-mode").isEmpty()) {
            return headers;
        }
        Checksum whole = object.checksum().get();
        return headers.with(checksumHeader(whole), checksum.get())
                .with("x-amz-checksum-type", type(whole));
    }

    private static String checksumHeader(Checksum checksum) {
        return S3Fields.checksumHeader(checksum.algorithm());
    }

    /** With the version, where it is told. */
    static Headers withVersion(Headers headers, S3Call call, StoredObject object) {
        return isTold(call.settings(), object) ? headers.with(VERSION, object.version()) : headers;
    }

    /** With the version and how it is sealed. */
    static Headers ofCopy(Headers headers, S3Call call, StoredObject object) {
        Headers told = SealHeaders.onto(withVersion(headers, call, object), object.encryption());
        return LifecycleHeaders.ofObject(told, call, object);
    }

    private void version(BucketSettings settings, StoredObject object) {
        if (isTold(settings, object)) {
            add(VERSION, object.version());
        }
    }

    /** The id of what was written without versions is told only while there are some. */
    private static boolean isTold(BucketSettings settings, StoredObject object) {
        return settings.versioning() == Versioning.ENABLED
                || !object.version().equals(StoredObject.NULL_VERSION);
    }

    private void seal(Optional<Encryption> encryption) {
        SealHeaders.of(encryption).each(this::add);
    }

    private void traits(ObjectTraits traits) {
        if (!traits.tags().isEmpty()) {
            add("x-amz-tagging-count", String.valueOf(traits.tags().size()));
        }
        traits.retention()
                .ifPresent(
                        it -> {
                            add("x-amz-object-lock-mode", it.mode().name());
                            add(
                                    "x-amz-object-lock-retain-until-date",
                                    S3Fields.xmlTime(it.until()));
                        });
        if (traits.isHeld()) {
            add("x-amz-object-lock-legal-hold", "ON");
        }
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
