package mvi.engines.wire;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import mvi.engines.base.Problem;
import mvi.engines.base.Secret;
import mvi.engines.http.Headers;
import mvi.engines.http.HttpRequest;

/**
 * AWS Signature Version 2 as Amazon S3 has it, the server's side ("Signing and authenticating REST
 * requests" of the S3 API reference): an HMAC-SHA1 over method, Content-MD5, Content-Type, date,
 * every x-amz- field, and the path with what of the query selects an operation. It stands in {@code
 * Authorization: AWS KEY:SIGNATURE}, or in the query with the second at which it expires.
 *
 * <p>The first use of a signature is {@link #parse}; then the caller looks up the secret of {@link
 * #accessKeyId} and calls {@link #verify}.
 *
 * @param date what of the date is under the signature: nothing where x-amz-date is
 * @param time of the request, or the end of what is signed in the query
 */
public record SigV2(
        String accessKeyId, String signature, String date, Instant time, boolean isPresigned) {
    public static final String SCHEME = "AWS ";
    private static final Duration SKEW = Duration.ofMinutes(15);
    private static final String AMZ = "x-amz-";
    private static final String OVERRIDE = "response-";

    /** What of a query is signed. Whatever selects an operation must be here. */
    private static final Set<String> SUBRESOURCES =
            Set.of(
                    "accelerate",
                    "acl",
                    "analytics",
                    "attributes",
                    "cors",
                    "defaultObjectAcl",
                    "delete",
                    "encryption",
                    "intelligent-tiering",
                    "inventory",
                    "legal-hold",
                    "lifecycle",
                    "location",
                    "logging",
                    "metrics",
                    "notification",
                    "object-lock",
                    "ownershipControls",
                    "partNumber",
                    "policy",
                    "policyStatus",
                    "publicAccessBlock",
                    "replication",
                    "requestPayment",
                    "restore",
                    "retention",
                    "select",
                    "select-type",
                    "storageClass",
                    "tagging",
                    "torrent",
                    "uploadId",
                    "uploads",
                    "versionId",
                    "versioning",
                    "versions",
                    "website");

    /**
     * Throws DENIED {@code missing-authentication} when there is no signature, {@code
     * missing-date}, {@code incomplete-signature}, or INVALID {@code malformed-signature}.
     */
    public static SigV2 parse(HttpRequest request) {
        String header = request.headers().first("Authorization").orElse("");
        if (header.startsWith(SCHEME)) {
            return fromHeader(request.headers(), header.substring(SCHEME.length()).strip());
        }
        Map<String, String> query = query(request);
        if (query.containsKey("AWSAccessKeyId") || query.containsKey("Signature")) {
            return fromQuery(query);
        }
        throw Problem.denied("missing-authentication", "the request is not signed");
    }

    private static SigV2 fromHeader(Headers headers, String keyAndSignature) {
        int colon = keyAndSignature.lastIndexOf(':');
        if (colon < 1 || colon == keyAndSignature.length() - 1) {
            throw Problem.invalid(
                    "malformed-signature", "the Authorization header is not AWS KEY:SIGNATURE");
        }
        Optional<String> own = headers.first("x-amz-date");
        String date = headers.first("Date").orElse("").strip();
        Instant time =
                HttpDate.parse(own.orElse(date))
                        .filter(each -> each.getEpochSecond() >= 0)
                        .orElseThrow(SigV2::missingDate);
        return new SigV2(
                keyAndSignature.substring(0, colon),
                keyAndSignature.substring(colon + 1),
                own.isPresent() ? "" : date,
                time,
                false);
    }

    private static Problem missingDate() {
        return Problem.denied(
                "missing-date", "a signed request has a date, in Date or in x-amz-date");
    }

    private static SigV2 fromQuery(Map<String, String> query) {
        String key = query.getOrDefault("AWSAccessKeyId", "");
        String signature = query.getOrDefault("Signature", "");
        String expires = query.getOrDefault("Expires", "");
        if (key.isEmpty() || signature.isEmpty() || !expires.matches("\\d{1,12}")) {
            throw Problem.denied(
                    "incomplete-signature",
                    "a query is signed by AWSAccessKeyId, Signature and Expires, in seconds since"
                            + " 1970");
        }
        return new SigV2(
                key, signature, expires, Instant.ofEpochSecond(Long.parseLong(expires)), true);
    }

    /** The first of a name counts, as it does for who serves the request. */
    private static Map<String, String> query(HttpRequest request) {
        Map<String, String> query = new TreeMap<>();
        PercentCoding.query(request.query())
                .forEach(each -> query.putIfAbsent(each.getKey(), each.getValue()));
        return query;
    }

    /**
     * Throws DENIED {@code request-time-too-skewed} or {@code request-expired}, then {@code
     * signature-does-not-match}.
     *
     * @param hostBucket the bucket, where it is the host's name that says it
     */
    public void verify(
            HttpRequest request, Optional<String> hostBucket, Secret secret, Instant now) {
        checkTime(now);
        boolean isRight =
                paths(request, hostBucket).stream()
                        .map(path -> sign(secret, toSign(request, path)))
                        .anyMatch(
                                right ->
                                        MessageDigest.isEqual(
                                                right.getBytes(StandardCharsets.US_ASCII),
                                                signature.getBytes(StandardCharsets.UTF_8)));
        if (!isRight) {
            throw Problem.denied(
                    "signature-does-not-match",
                    "the signature is not the one that the request and the secret key make:"
                            + " check the secret key and the signing method");
        }
    }

    private String toSign(HttpRequest request, String path) {
        return String.join(
                "\n",
                request.method(),
                value(request.headers(), "Content-MD5"),
                value(request.headers(), "Content-Type"),
                date,
                amzFields(request) + path + subresources(request));
    }

    /** As it was sent; that of a bucket alone is signed by some with a slash at its end. */
    private static List<String> paths(HttpRequest request, Optional<String> hostBucket) {
        String path = request.path();
        if (hostBucket.isPresent()) {
            return List.of("/" + hostBucket.get() + path);
        }
        return path.length() > 1 && path.indexOf('/', 1) < 0
                ? List.of(path, path + "/")
                : List.of(path);
    }

    private void checkTime(Instant now) {
        if (isPresigned) {
            if (now.isAfter(time)) {
                throw Problem.denied("request-expired", "the presigned request has expired");
            }
        } else if (Duration.between(time, now).abs().compareTo(SKEW) > 0) {
            throw Problem.denied(
                    "request-time-too-skewed",
                    "the request's time is more than 15 minutes from the server's: set the clock");
        }
    }

    private static String value(Headers headers, String name) {
        return headers.first(name).orElse("").strip();
    }

    /** One a line. A presigned query may carry them in the place of header fields. */
    private String amzFields(HttpRequest request) {
        Map<String, List<String>> fields = new TreeMap<>();
        request.headers()
                .each(
                        (name, value) -> {
                            String lower = name.toLowerCase(Locale.ROOT);
                            if (lower.startsWith(AMZ)) {
                                fields.computeIfAbsent(lower, _ -> new ArrayList<>())
                                        .add(value.strip());
                            }
                        });
        if (isPresigned) {
            query(request)
                    .forEach(
                            (name, value) -> {
                                String lower = name.toLowerCase(Locale.ROOT);
                                if (lower.startsWith(AMZ)) {
                                    fields.putIfAbsent(lower, List.of(value.strip()));
                                }
                            });
        }
        StringBuilder lines = new StringBuilder();
        fields.forEach(
                (name, values) ->
                        lines.append(name)
                                .append(':')
                                .append(String.join(",", values))
                                .append('\n'));
        return lines.toString();
    }

    /** What of the query is signed, decoded and in order. */
    private static String subresources(HttpRequest request) {
        StringBuilder signed = new StringBuilder();
        for (Map.Entry<String, String> each : query(request).entrySet()) {
            if (SUBRESOURCES.contains(each.getKey()) || each.getKey().startsWith(OVERRIDE)) {
                signed.append(signed.isEmpty() ? '?' : '&').append(each.getKey());
                if (!each.getValue().isEmpty()) {
                    signed.append('=').append(each.getValue());
                }
            }
        }
        return signed.toString();
    }

    static String sign(Secret secret, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(secret.reveal(), "HmacSHA1"));
            return Base64.getEncoder()
                    .encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("every JDK has HmacSHA1", missing);
        }
    }
}
