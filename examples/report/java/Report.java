import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.LocalDate;
import java.util.Map;

/** Puts the visits of the last week into a bucket, as a text: a line for each day, and their sum. */
public final class Report {
  private static final String REPORTS = S3.bucket("REPORTS_URL");
  private static final int DAYS = 7;

  public static void main(String[] args) throws Exception {
    Bootstrap.run(event -> report(LocalDate.now(Clock.systemUTC())));
  }

  private static String report(LocalDate today) throws Exception {
    Map<String, Long> visits = Visits.between("/", today.minusDays(DAYS - 1), today);
    StringBuilder text = new StringBuilder();
    visits.forEach((day, count) -> text.append(day).append(' ').append(count).append('\n'));
    long total = visits.values().stream().mapToLong(Long::longValue).sum();
    text.append("total ").append(total).append('\n');
    String key = today + ".txt";
    S3.put(REPORTS, key, "text/plain; charset=utf-8", text.toString().getBytes(StandardCharsets.UTF_8));
    System.out.println("report " + key + ": " + total + " visits");
    return "{\"report\":%s,\"total\":%d}".formatted(Json.quoted(key), total);
  }
}
