import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Tables of KV, at AWS_ENDPOINT_URL_DYNAMODB: an operation is a name and a JSON object, as DynamoDB has them. */
final class Kv {
  private static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private Kv() {}

  /** An operation that was refused; the type says why. */
  static final class Refused extends IOException {
    private static final long serialVersionUID = 1;
    private final String type;

    private Refused(String operation, String type, String message) {
      super(operation + ": " + type + ": " + message);
      this.type = type;
    }

    boolean is(String name) {
      return type.endsWith(name);
    }
  }

  static Json.Value call(String operation, String json) throws IOException, InterruptedException {
    var headers =
        Map.of("content-type", "application/x-amz-json-1.0", "x-amz-target", "DynamoDB_20120810." + operation);
    URI url = URI.create(System.getenv("AWS_ENDPOINT_URL_DYNAMODB") + "/");
    var request = Signed.request("dynamodb", "POST", url, headers, json.getBytes(StandardCharsets.UTF_8));
    var answer = HTTP.send(request, BodyHandlers.ofString());
    Json.Value said = Json.parse(answer.body());
    if (answer.statusCode() != 200) {
      throw new Refused(operation, said.at("__type").text(), said.at("message").text());
    }
    return said;
  }
}
