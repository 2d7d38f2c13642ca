package mvi.services.blob.front;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import mvi.engines.wire.PercentCoding;

/** Signs by hand, so that a test can sign what no client would send. */
record Signed(Map<String, String> headers, String scope, byte[] key) {
    static final String EMPTY = sha256("");

    /** The path and query are canonical already; more headers are lower-case. */
    static Signed request(
            String method,
            String host,
            String path,
            String query,
            String payload,
            Map<String, String> more,
            String accessKeyId,
            String secret,
            Instant time) {
        String timestamp = timestamp(time);
        Map<String, String> headers = new TreeMap<>(more);
        headers.put("host", host);
        headers.put("x-amz-date", timestamp);
        headers.put("x-amz-content-sha256", payload);
        StringBuilder lines = new StringBuilder();
        headers.forEach((name, value) -> lines.append(name).append(':').append(value).append('\n'));
        String names = String.join(";", headers.keySet());
        String canonical = String.join("\n", method, path, query, lines.toString(), names, payload);
        String scope = scope(timestamp);
        byte[] key = signingKey(secret, scope);
        String toSign = String.join("\n", "AWS4-HMAC-SHA256", timestamp, scope, sha256(canonical));
        headers.put(
                "authorization",
                "AWS4-HMAC-SHA256 Credential=%s/%s, SignedHeaders=%s, Signature=%s"
                        .formatted(
                                accessKeyId,
                                scope,
                                names,
                                HexFormat.of().formatHex(hmac(key, toSign))));
        return new Signed(headers, timestamp + "\n" + scope, key);
    }

    private static String timestamp(Instant time) {
        return DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT)
                .format(time.atOffset(ZoneOffset.UTC));
    }

    private static String scope(String timestamp) {
        return timestamp.substring(0, 8) + "/us-east-1/s3/aws4_request";
    }

    private static byte[] signingKey(String secret, String scope) {
        byte[] key = ("AWS4" + secret).getBytes(UTF_8);
        for (String part : scope.split("/")) {
            key = hmac(key, part);
        }
        return key;
    }

    /** The query of a presigned request; its path is canonical already. */
    static String presigned(
            String method,
            String host,
            String path,
            Map<String, String> more,
            String expires,
            String accessKeyId,
            String secret,
            Instant time) {
        String timestamp = timestamp(time);
        String scope = scope(timestamp);
        Map<String, String> parameters = new TreeMap<>(more);
        parameters.put("X-Amz-Algorithm", "AWS4-HMAC-SHA256");
        parameters.put("X-Amz-Credential", accessKeyId + "/" + scope);
        parameters.put("X-Amz-Date", timestamp);
        parameters.put("X-Amz-Expires", expires);
        parameters.put("X-Amz-SignedHeaders", "host");
        String query =
                parameters.entrySet().stream()
                        .map(each -> each.getKey() + "=" + PercentCoding.encode(each.getValue()))
                        .collect(Collectors.joining("&"));
        String canonical =
                String.join(
                        "\n",
                        method,
                        path,
                        query,
                        "host:" + host + "\n",
                        "host",
                        "UNSIGNED-PAYLOAD");
        String toSign = String.join("\n", "AWS4-HMAC-SHA256", timestamp, scope, sha256(canonical));
        String signature = HexFormat.of().formatHex(hmac(signingKey(secret, scope), toSign));
        return query + "&X-Amz-Signature=" + signature;
    }

    String signature() {
        return headers.getOrDefault("authorization", "").replaceFirst(".*Signature=", "");
    }

    String chunkSignature(String previous, String chunk) {
        String toSign =
                String.join(
                        "\n", "AWS4-HMAC-SHA256-PAYLOAD", scope, previous, EMPTY, sha256(chunk));
        return HexFormat.of().formatHex(hmac(key, toSign));
    }

    String trailerSignature(String previous, String trailer) {
        String toSign =
                String.join("\n", "AWS4-HMAC-SHA256-TRAILER", scope, previous, sha256(trailer));
        return HexFormat.of().formatHex(hmac(key, toSign));
    }

    static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
        } catch (GeneralSecurityException absent) {
            throw new IllegalStateException(absent);
        }
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(UTF_8));
        } catch (GeneralSecurityException absent) {
            throw new IllegalStateException(absent);
        }
    }
}
