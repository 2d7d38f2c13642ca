package mvi.engines.wire;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import mvi.engines.base.Problem;
import mvi.engines.base.Secret;
import mvi.engines.http.Headers;
import mvi.engines.http.HttpRequest;

/**
 * AWS Signature Version 4, the server's side: finds the signature in the Authorization header or
 * the query, builds the canonical request again from what came, and compares.
 *
 * <p>S3 signs the path as it was sent, encoded once; the other services sign it normalised and
 * encoded a second time. The first use of a signature is {@link #parse}; then the caller looks up
 * the secret of {@link #accessKeyId} and calls {@link #verify}.
 *
 * @param signedHeaders lower-case names in order
 * @param payload the value of x-amz-content-sha256, or what stands for it
 */
public record SigV4(
        String accessKeyId,
        String date,
        String region,
        String service,
        Instant time,
        String timestamp,
        List<String> signedHeaders,
        String signature,
        boolean isPresigned,
        Duration lifetime,
        String payload) {
    public static final String ALGORITHM = "AWS4-HMAC-SHA256";
    private static final Pattern SPACES = Pattern.compile("  +");
    private static final SigningKeys KEYS = new SigningKeys();
    private static final Duration SKEW = Duration.ofMinutes(15);
    private static final Duration LONGEST_LIFETIME = Duration.ofDays(7);
    private static final DateTimeFormatter BASIC =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT);
    private static final String EMPTY_SHA256 =
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    /**
     * Throws DENIED {@code missing-authentication} when there is no signature, {@code
     * missing-date}, {@code malformed-authentication} for a header, {@code
     * malformed-signature-query} or {@code bad-signature-lifetime} for a query.
     */
    public static SigV4 parse(HttpRequest request) {
        String header = request.headers().first("Authorization").orElse("");
        if (header.startsWith(ALGORITHM)) {
            return fromHeader(request.headers(), header.substring(ALGORITHM.length()));
        }
        Map<String, String> query = new java.util.HashMap<>();
        rawQuery(request.query())
                .forEach(e -> query.put(PercentCoding.decode(e.getKey()), e.getValue()));
        if (ALGORITHM.equals(query.get("X-Amz-Algorithm"))) {
            query.replaceAll((_, value) -> PercentCoding.decode(value));
            return fromQuery(request.headers(), query);
        }
        throw Problem.denied("missing-authentication", "the request is not signed");
    }

    private static SigV4 fromHeader(Headers headers, String fields) {
        Map<String, String> parts = new java.util.HashMap<>();
        for (String field : fields.split(",")) {
            int mark = field.indexOf('=');
            if (mark > 0) {
                parts.put(field.substring(0, mark).strip(), field.substring(mark + 1).strip());
            }
        }
        return of(
                parts.getOrDefault("Credential", ""),
                timestamp(headers),
                parts.getOrDefault("SignedHeaders", ""),
                parts.getOrDefault("Signature", ""),
                false,
                Duration.ZERO,
                headers.first("X-Amz-Content-Sha256").orElse(""));
    }

    /** Of X-Amz-Date, or of Date where that is missing, which may be written as HTTP has dates. */
    private static String timestamp(Headers headers) {
        Optional<String> own = headers.first("X-Amz-Date").map(String::strip);
        if (own.isPresent() && !own.get().isEmpty()) {
            return own.get();
        }
        String date = headers.first("Date").orElse("");
        return HttpDate.parse(date)
                .map(time -> BASIC.format(time.atOffset(ZoneOffset.UTC)))
                .orElse(date.strip());
    }

    private static SigV4 fromQuery(Headers headers, Map<String, String> query) {
        String seconds = query.getOrDefault("X-Amz-Expires", "");
        if (!seconds.matches("\\d{1,6}")
                || Long.parseLong(seconds) > LONGEST_LIFETIME.toSeconds()) {
            throw Problem.denied(
                    "bad-signature-lifetime", "X-Amz-Expires is not between 0 and 604800 seconds");
        }
        return of(
                query.getOrDefault("X-Amz-Credential", ""),
                query.getOrDefault("X-Amz-Date", ""),
                query.getOrDefault("X-Amz-SignedHeaders", ""),
                query.getOrDefault("X-Amz-Signature", ""),
                true,
                Duration.ofSeconds(Long.parseLong(seconds)),
                headers.first("X-Amz-Content-Sha256")
                        .orElse(query.getOrDefault("X-Amz-Content-Sha256", unstated(query))));
    }

    /** S3's presigned requests say nothing of the body; those of others sign its hash. */
    private static String unstated(Map<String, String> query) {
        boolean isS3 = query.getOrDefault("X-Amz-Credential", "").endsWith("/s3/aws4_request");
        return isS3 ? "UNSIGNED-PAYLOAD" : "";
    }

    private static SigV4 of(
            String credential,
            String timestamp,
            String signedHeaders,
            String signature,
            boolean isPresigned,
            Duration lifetime,
            String payload) {
        String[] scope = credential.split("/", -1);
        if (scope.length != 5 || !scope[4].equals("aws4_request")) {
            throw malformed(
                    isPresigned, "the credential is not KEY/DATE/REGION/SERVICE/aws4_request");
        }
        Instant time = time(timestamp, isPresigned);
        if (!timestamp.startsWith(scope[1])) {
            throw malformed(isPresigned, "the credential's date is not that of X-Amz-Date");
        }
        List<String> names = List.of(signedHeaders.toLowerCase(Locale.ROOT).split(";"));
        if (!names.contains("host")) {
            throw malformed(isPresigned, "the host header must be signed");
        }
        return new SigV4(
                scope[0],
                scope[1],
                scope[2],
                scope[3],
                time,
                timestamp,
                names,
                signature,
                isPresigned,
                lifetime,
                payload);
    }

    private static Instant time(String timestamp, boolean isPresigned) {
        try {
            Instant time = LocalDateTime.parse(timestamp, BASIC).toInstant(ZoneOffset.UTC);
            if (time.getEpochSecond() >= 0) {
                return time;
            }
        } catch (DateTimeParseException bad) {
            if (isPresigned) {
                throw malformed(true, "X-Amz-Date is not of the form 20260131T235959Z");
            }
        }
        throw Problem.denied(
                "missing-date",
                "a signed request has a date in X-Amz-Date, of the form 20260131T235959Z, or in"
                        + " Date");
    }

    private static Problem malformed(boolean isPresigned, String why) {
        return Problem.denied(
                isPresigned ? "malformed-signature-query" : "malformed-authentication",
                "the signature can not be read: " + why);
    }

    /** Whether a header, named in lower case, is under the signature. */
    boolean signs(String header) {
        return signedHeaders.contains(header);
    }

    public PayloadHash payloadHash() {
        return payload.isEmpty() ? new PayloadHash.Unsigned() : PayloadHash.parse(payload);
    }

    /**
     * Throws DENIED {@code signature-does-not-match}, {@code request-time-too-skewed} or {@code
     * request-expired}. Gives the chain that signed chunks of the body go on with.
     *
     * @param bodySha256 stands in where the request has no x-amz-content-sha256: the body's own
     *     hash, in hex, or empty for a body of no bytes
     */
    public Chain verify(HttpRequest request, Secret secret, Instant now, String bodySha256) {
        checkTime(now);
        String own = bodySha256.isEmpty() ? EMPTY_SHA256 : bodySha256;
        String hash = payload.isEmpty() ? own : payload;
        String canonical =
                request.method()
                        + "\n"
                        + canonicalPath(request.path())
                        + "\n"
                        + canonicalQuery(request.query())
                        + "\n"
                        + canonicalHeaders(request.headers())
                        + "\n"
                        + String.join(";", signedHeaders)
                        + "\n"
                        + hash;
        String scope = date + "/" + region + "/" + service + "/aws4_request";
        byte[] key = signingKey(secret, date, region, service);
        // Clients sign UTF-8. What stands in a header is one character a byte, as it came: some
        // send those very bytes, some one byte a character.
        boolean isRight =
                isSigned(key, scope, canonical.getBytes(StandardCharsets.ISO_8859_1))
                        || isSigned(key, scope, canonical.getBytes(StandardCharsets.UTF_8));
        if (!isRight) {
            throw Problem.denied(
                    "signature-does-not-match",
                    "the signature is not the one that the request and the secret key make:"
                            + " check the secret key and the signing method");
        }
        return new Chain(Secret.of(key), timestamp, scope, signature);
    }

    private boolean isSigned(byte[] key, String scope, byte[] canonical) {
        String hash = HexFormat.of().formatHex(digest().digest(canonical));
        String toSign = ALGORITHM + "\n" + timestamp + "\n" + scope + "\n" + hash;
        String expected = HexFormat.of().formatHex(hmac(key, toSign));
        return MessageDigest.isEqual(
                expected.getBytes(StandardCharsets.US_ASCII),
                signature.getBytes(StandardCharsets.UTF_8));
    }

    private void checkTime(Instant now) {
        if (isPresigned) {
            if (now.isAfter(time.plus(lifetime))) {
                throw Problem.denied("request-expired", "the presigned request has expired");
            }
            if (time.isAfter(now.plus(SKEW))) {
                throw skewed();
            }
        } else if (Duration.between(time, now).abs().compareTo(SKEW) > 0) {
            throw skewed();
        }
    }

    private static Problem skewed() {
        return Problem.denied(
                "request-time-too-skewed",
                "the request's time is more than 15 minutes from the server's: set the clock");
    }

    private boolean isS3() {
        return service.equals("s3");
    }

    private String canonicalPath(String path) {
        if (isS3()) {
            // Decoded and encoded again, since clients differ in what they leave bare.
            return PercentCoding.encodePath(PercentCoding.decode(path));
        }
        return PercentCoding.encodePath(normal(path));
    }

    /** Without empty, {@code .} and {@code ..} segments. */
    private static String normal(String path) {
        List<String> kept = new ArrayList<>();
        for (String segment : path.split("/")) {
            if (segment.equals("..")) {
                if (!kept.isEmpty()) {
                    kept.removeLast();
                }
            } else if (!segment.isEmpty() && !segment.equals(".")) {
                kept.add(segment);
            }
        }
        String joined = "/" + String.join("/", kept);
        return path.endsWith("/") && joined.length() > 1 ? joined + "/" : joined;
    }

    private static List<Map.Entry<String, String>> rawQuery(String query) {
        List<Map.Entry<String, String>> parameters = new ArrayList<>();
        for (String part : query.split("&")) {
            if (!part.isEmpty()) {
                int mark = part.indexOf('=');
                parameters.add(
                        mark < 0
                                ? Map.entry(part, "")
                                : Map.entry(part.substring(0, mark), part.substring(mark + 1)));
            }
        }
        return parameters;
    }

    private String canonicalQuery(String query) {
        if (query.isEmpty()) {
            return "";
        }
        return rawQuery(query).stream()
                .map(each -> Map.entry(recode(each.getKey()), recode(each.getValue())))
                .filter(each -> !(isPresigned && each.getKey().equals("X-Amz-Signature")))
                .sorted(
                        Comparator.comparing(Map.Entry<String, String>::getKey)
                                .thenComparing(Map.Entry::getValue))
                .map(each -> each.getKey() + "=" + each.getValue())
                .collect(java.util.stream.Collectors.joining("&"));
    }

    private static String recode(String raw) {
        return PercentCoding.encode(PercentCoding.decode(raw.replace("+", "%20")));
    }

    private String canonicalHeaders(Headers headers) {
        StringBuilder lines = new StringBuilder();
        for (String name : signedHeaders) {
            List<String> values =
                    headers.all(name).stream()
                            .map(value -> SPACES.matcher(value.strip()).replaceAll(" "))
                            .toList();
            lines.append(name).append(':').append(String.join(",", values)).append('\n');
        }
        return lines.toString();
    }

    /** What a day's signatures are made with, for one region and service. */
    static byte[] signingKey(Secret secret, String date, String region, String service) {
        return KEYS.of(secret, date, region, service);
    }

    static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("every JDK has HmacSHA256", missing);
        }
    }

    static String sha256(String text) {
        return HexFormat.of().formatHex(digest().digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("every JDK has SHA-256", missing);
        }
    }

    /** What the signatures of a body's chunks are made of; each names the one before it. */
    public record Chain(Secret key, String timestamp, String scope, String seed) {
        /** For a body whose chunks are not signed. */
        public static final Chain NONE = new Chain(Secret.of(""), "", "", "");

        String chunk(String previous, String sha256) {
            return sign("AWS4-HMAC-SHA256-PAYLOAD", previous, EMPTY_SHA256 + "\n" + sha256);
        }

        String trailer(String previous, String sha256) {
            return sign("AWS4-HMAC-SHA256-TRAILER", previous, sha256);
        }

        private String sign(String algorithm, String previous, String hashes) {
            return HexFormat.of()
                    .formatHex(
                            hmac(
                                    key.reveal(),
                                    String.join(
                                            "\n", algorithm, timestamp, scope, previous, hashes)));
        }
    }
}
