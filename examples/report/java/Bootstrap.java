import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Objects;

/**
 * Asks for the next event, hands it to the function, and says what came of it; for ever. This is the whole of Lambda's
 * Runtime API: a container works on one event at a time, and the platform starts more of them when more events wait.
 */
final class Bootstrap {
  private static final String API =
      "http://" + System.getenv("AWS_LAMBDA_RUNTIME_API") + "/2018-06-01/runtime/invocation/";

  private static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private Bootstrap() {}

  interface Function {
    /** From JSON to JSON. What it throws is tried again later, and in the end kept as a dead letter. */
    String answer(String event) throws Exception;
  }

  static void run(Function function) throws IOException, InterruptedException {
    while (true) {
      // No time limit: the answer comes when there is an event.
      var next = HTTP.send(HttpRequest.newBuilder(URI.create(API + "next")).build(), BodyHandlers.ofString());
      if (next.statusCode() != 200) {
        throw new IOException("no further event: " + next.body());
      }
      String id = next.headers().firstValue("Lambda-Runtime-Aws-Request-Id").orElseThrow();
      try {
        say(id + "/response", function.answer(next.body()));
      } catch (Exception failed) {
        failed.printStackTrace();
        say(id + "/error", error(failed));
      }
    }
  }

  private static String error(Exception failed) {
    return "{\"errorType\":%s,\"errorMessage\":%s}"
        .formatted(
            Json.quoted(failed.getClass().getSimpleName()),
            Json.quoted(Objects.requireNonNullElse(failed.getMessage(), "")));
  }

  private static void say(String path, String json) throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(URI.create(API + path)).POST(BodyPublishers.ofString(json)).build();
    HTTP.send(request, BodyHandlers.discarding());
  }
}
