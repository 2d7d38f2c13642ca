import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Requests to services that speak as AWS does, signed with the app's own key: Signature Version 4. The signature covers
 * method, path, headers and body, so that nobody on the way can change any of them.
 */
final class Signed {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private Signed() {}

  /**
   * @param service "s3" or "dynamodb"
   * @param url its path percent-encoded, and without a query
   */
  static HttpRequest request(String service, String method, URI url, Map<String, String> headers, byte[] body) {
    String time = TIME.format(Instant.now());
    TreeMap<String, String> signed = new TreeMap<>(headers);
    signed.put("host", url.getRawAuthority());
    signed.put("x-amz-content-sha256", sha256(body));
    signed.put("x-amz-date", time);

    String names = String.join(";", signed.keySet());
    StringBuilder canonical = new StringBuilder(method + "\n" + url.getRawPath() + "\n\n");
    signed.forEach((name, value) -> canonical.append(name).append(':').append(value).append('\n'));
    canonical.append('\n').append(names).append('\n').append(sha256(body));

    String day = time.substring(0, 8);
    String region = System.getenv("AWS_REGION");
    String scope = day + "/" + region + "/" + service + "/aws4_request";
    String toSign = "AWS4-HMAC-SHA256\n" + time + "\n" + scope + "\n" + sha256(bytes(canonical.toString()));
    byte[] key = bytes("AWS4" + System.getenv("AWS_SECRET_ACCESS_KEY"));
    for (String part : new String[] {day, region, service, "aws4_request"}) {
      key = hmac(key, part);
    }

    HttpRequest.Builder request =
        HttpRequest.newBuilder(url).timeout(LIMIT).method(method, BodyPublishers.ofByteArray(body));
    // The client sets the host by itself.
    signed.remove("host");
    signed.forEach(request::header);
    return request
        .header(
            "Authorization",
            "AWS4-HMAC-SHA256 Credential=%s/%s, SignedHeaders=%s, Signature=%s"
                .formatted(
                    System.getenv("AWS_ACCESS_KEY_ID"), scope, names, HexFormat.of().formatHex(hmac(key, toSign))))
        .build();
  }

  private static String sha256(byte[] body) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException(missing);
    }
  }

  private static byte[] hmac(byte[] key, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(bytes(text));
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException(missing);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
