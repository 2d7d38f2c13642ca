import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Objects of buckets, at AWS_ENDPOINT_URL_S3: written whole. */
final class S3 {
  private static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private S3() {}

  /**
   * @param key of letters, digits and -_.~/ alone, which need no encoding
   */
  static void put(String bucket, String key, String type, byte[] body) throws IOException, InterruptedException {
    URI url = URI.create(System.getenv("AWS_ENDPOINT_URL_S3") + "/" + bucket + "/" + key);
    var answer =
        HTTP.send(Signed.request("s3", "PUT", url, Map.of("content-type", type), body), BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IOException("writing " + bucket + "/" + key + ": " + answer.body());
    }
  }

  /** Of a link, as in ALERTS_URL=s3://alerts. */
  static String bucket(String variable) {
    return URI.create(System.getenv(variable)).getHost();
  }
}
