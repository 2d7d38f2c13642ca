package mvi.bench;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Locale;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Heads of requests to S3 or another service, signed by version 4 ahead of the load: a server takes
 * a signature for 15 minutes. Paths and queries are canonical already.
 */
final class SignedRequests {
    static final String UNSIGNED = "UNSIGNED-PAYLOAD";
    private static final String EMPTY = sha256(new byte[0]);
    private static final DateTimeFormatter TIMESTAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT);

    private final String host;
    private final String accessKeyId;
    private final String timestamp;
    private final String scope;
    private final Mac mac;

    SignedRequests(String host, String accessKeyId, String secret) {
        this(host, accessKeyId, secret, "s3");
    }

    SignedRequests(String host, String accessKeyId, String secret, String service) {
        this.host = host;
        this.accessKeyId = accessKeyId;
        this.timestamp = TIMESTAMP.format(Instant.now().atOffset(ZoneOffset.UTC));
        this.scope = timestamp.substring(0, 8) + "/us-east-1/" + service + "/aws4_request";
        byte[] key = ("AWS4" + secret).getBytes(StandardCharsets.UTF_8);
        for (String part : scope.split("/", -1)) {
            key = hmac(mac(key), part);
        }
        this.mac = mac(key);
    }

    byte[] get(String path, String query) {
        return head("GET", path, query, EMPTY, "");
    }

    /**
     * @param payload the body's SHA-256, or {@link #UNSIGNED}
     */
    byte[] put(String path, long length, String payload) {
        return head("PUT", path, "", payload, "Content-Length: " + length + "\r\n");
    }

    /**
     * @param more headers that are not signed, each with its line's end
     */
    byte[] post(String path, byte[] body, String more) {
        return head(
                "POST", path, "", sha256(body), more + "Content-Length: " + body.length + "\r\n");
    }

    private byte[] head(String method, String path, String query, String payload, String more) {
        String canonical =
                method
                        + "\n"
                        + path
                        + "\n"
                        + query
                        + "\nhost:"
                        + host
                        + "\nx-amz-content-sha256:"
                        + payload
                        + "\nx-amz-date:"
                        + timestamp
                        + "\n\nhost;x-amz-content-sha256;x-amz-date\n"
                        + payload;
        String hash = sha256(canonical.getBytes(StandardCharsets.UTF_8));
        String signature =
                HexFormat.of()
                        .formatHex(
                                hmac(
                                        mac,
                                        "AWS4-HMAC-SHA256\n"
                                                + timestamp
                                                + "\n"
                                                + scope
                                                + "\n"
                                                + hash));
        String head =
                """
                %s %s%s HTTP/1.1
                Host: %s
                x-amz-content-sha256: %s
                x-amz-date: %s
                Authorization: AWS4-HMAC-SHA256 Credential=%s/%s, \
                SignedHeaders=host;x-amz-content-sha256;x-amz-date, Signature=%s
                """
                        .formatted(
                                method,
                                path,
                                query.isEmpty() ? "" : "?" + query,
                                host,
                                payload,
                                timestamp,
                                accessKeyId,
                                scope,
                                signature);
        return (head.replace("\n", "\r\n") + more + "\r\n").getBytes(StandardCharsets.US_ASCII);
    }

    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (GeneralSecurityException absent) {
            throw new IllegalStateException(absent);
        }
    }

    private static Mac mac(byte[] key) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac;
        } catch (GeneralSecurityException absent) {
            throw new IllegalStateException(absent);
        }
    }

    private static byte[] hmac(Mac mac, String text) {
        return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    }
}
