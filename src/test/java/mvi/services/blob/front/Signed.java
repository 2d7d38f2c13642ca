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
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

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
        String timestamp =
                DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT)
                        .format(time.atOffset(ZoneOffset.UTC));
        Map<String, String> headers = new TreeMap<>(more);
        headers.put("host", host);
        headers.put("x-amz-date", timestamp);
        headers.put("x-amz-content-sha256", payload);
        StringBuilder lines = new StringBuilder();
        headers.forEach((name, value) -> lines.append(name).append(':').append(value).append('\n'));
        String names = String.join(";", headers.keySet());
        String canonical = String.join("\n", method, path, query, lines.toString(), names, payload);
        String scope = timestamp.substring(0, 8) + "/us-east-1/s3/aws4_request";
        byte[] key = ("AWS4" + secret).getBytes(UTF_8);
        for (String part : scope.split("/")) {
            key = hmac(key, part);
        }
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

    String signature() {
        return headers.getOrDefault("authorization", "").replaceFirst(".*Signature=", "");
    }

    String chunkSignature(String previous, String chunk) {
        String toSign =
                String.join(
                        "\n", "AWS4-HMAC-SHA256-PAYLOAD", scope, previous, EMPTY, sha256(chunk));
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
