import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/** Objects of buckets, at AWS_ENDPOINT_URL_S3: read and written whole. */
final class S3 {
  /** More would not fit into this container's memory beside what is made of it. */
  private static final int MAXIMUM_BYTES = 32 << 20;

  private static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private S3() {}

  /** Empty when there is no such object. */
  static Optional<byte[]> get(String bucket, String key) throws IOException, InterruptedException {
    var answer =
        HTTP.send(Signed.request("s3", "GET", url(bucket, key), Map.of(), new byte[0]), BodyHandlers.ofInputStream());
    try (InputStream body = answer.body()) {
      if (answer.statusCode() == 404) {
        return Optional.empty();
      }
      byte[] bytes = body.readNBytes(MAXIMUM_BYTES + 1);
      if (answer.statusCode() != 200) {
        throw new IOException("reading " + bucket + "/" + key + ": " + new String(bytes, StandardCharsets.UTF_8));
      }
      if (bytes.length > MAXIMUM_BYTES) {
        throw new IOException(bucket + "/" + key + " has more than " + MAXIMUM_BYTES + " bytes");
      }
      return Optional.of(bytes);
    }
  }

  static void put(String bucket, String key, String type, byte[] body) throws IOException, InterruptedException {
    var request = Signed.request("s3", "PUT", url(bucket, key), Map.of("content-type", type), body);
    var answer = HTTP.send(request, BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IOException("writing " + bucket + "/" + key + ": " + answer.body());
    }
  }

  /** Of a link, as in UPLOADS_URL=s3://uploads. */
  static String bucket(String variable) {
    return URI.create(System.getenv(variable)).getHost();
  }

  private static URI url(String bucket, String key) {
    return URI.create(System.getenv("AWS_ENDPOINT_URL_S3") + "/" + bucket + "/" + encoded(key));
  }

  private static String encoded(String key) {
    StringBuilder out = new StringBuilder();
    for (byte each : key.getBytes(StandardCharsets.UTF_8)) {
      boolean isPlain = each > 0 && (Character.isLetterOrDigit(each) || "-_.~/".indexOf(each) >= 0);
      out.append(isPlain ? String.valueOf((char) each) : "%%%02X".formatted(each));
    }
    return out.toString();
  }
}
