import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** Alerts somebody: here by an object for each line. A message to a chat or to a pager would be sent in its place. */
public final class Alert {
  private static final String ALERTS = S3.bucket("ALERTS_URL");

  public static void main(String[] args) throws Exception {
    Bootstrap.run(Alert::answer);
  }

  /** Named by the line's own id, so that there is one alert for a line even when its event comes twice. */
  private static String answer(String event) throws Exception {
    Json.Value batch = Json.parse(unpacked(Json.parse(event).at("awslogs").at("data").text()));
    List<String> keys = new ArrayList<>();
    for (Json.Value line : batch.at("logEvents").items()) {
      Instant when = Instant.ofEpochMilli(Long.parseLong(line.at("timestamp").text()));
      String key = when.toString().substring(0, 10) + "/" + line.at("id").text() + ".txt";
      String text =
          "%s %s: %s%n".formatted(when, batch.at("logStream").text(), line.at("message").text());
      S3.put(ALERTS, key, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
      System.out.println("alert " + key + ": " + line.at("message").text());
      keys.add(Json.quoted(key));
    }
    return "{\"alerts\":" + keys + "}";
  }

  private static String unpacked(String data) throws IOException {
    try (var in = new GZIPInputStream(new ByteArrayInputStream(Base64.getDecoder().decode(data)))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
