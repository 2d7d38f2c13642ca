package mvi.services.blob.front;

import java.util.Locale;
import java.util.Set;
import mvi.engines.http.Headers;
import mvi.engines.http.HttpRequest;
import mvi.engines.wire.PercentCoding;

/**
 * The x-amz- fields that a presigned query carries in the place of a header's: who gets the address
 * can not leave them out. They are under the signature as all of the query is.
 */
final class PresignedFields {
    /**
     * What is the signature's own, and what S3 passes over: SDKs put the checksum of an empty body
     * there, since they sign before anybody knows the body.
     */
    private static final Set<String> OTHERS =
            Set.of(
                    "x-amz-algorithm",
                    "x-amz-credential",
                    "x-amz-date",
                    "x-amz-expires",
                    "x-amz-signedheaders",
                    "x-amz-signature",
                    "x-amz-content-sha256",
                    "x-amz-sdk-checksum-algorithm");

    private PresignedFields() {}

    /** The request with those fields in its header; what is there already stays as it is. */
    static HttpRequest merged(HttpRequest request) {
        Headers headers = request.headers();
        for (var each : PercentCoding.query(request.query())) {
            String name = each.getKey().toLowerCase(Locale.ROOT);
            if (isField(name) && !headers.has(name)) {
                headers = headers.with(name, FieldText.of(name, each.getValue()));
            }
        }
        return with(request, headers);
    }

    static HttpRequest with(HttpRequest request, Headers headers) {
        return new HttpRequest(
                request.method(),
                request.path(),
                request.query(),
                headers,
                request.body(),
                request.secure(),
                request.peer(),
                request.local());
    }

    private static boolean isField(String name) {
        return name.startsWith("x-amz-")
                && !name.startsWith(BodyFields.CHECKSUM)
                && !OTHERS.contains(name);
    }
}
