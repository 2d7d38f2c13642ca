import java.io.IOException;
import java.time.LocalDate;
import java.util.Map;
import java.util.TreeMap;

/** The table of visits: an item for each page and day. Days are those of UTC. */
final class Visits {
  private Visits() {}

  /** Whoever comes first makes it. */
  static void makeTable() throws IOException, InterruptedException {
    try {
      Kv.call(
          "CreateTable",
          """
          {"TableName": "visits", "BillingMode": "PAY_PER_REQUEST",
           "AttributeDefinitions": [{"AttributeName": "page", "AttributeType": "S"},
                                    {"AttributeName": "visited_on", "AttributeType": "S"}],
           "KeySchema": [{"AttributeName": "page", "KeyType": "HASH"},
                         {"AttributeName": "visited_on", "KeyType": "RANGE"}]}
          """);
    } catch (Kv.Refused refused) {
      if (!refused.is("ResourceInUseException")) {
        throw refused;
      }
    }
  }

  /** Counts one more, and says how many that makes on this day. */
  static long count(String page, LocalDate day) throws IOException, InterruptedException {
    Json.Value answer =
        Kv.call(
            "UpdateItem",
            """
            {"TableName": "visits", "Key": {"page": {"S": %s}, "visited_on": {"S": "%s"}},
             "UpdateExpression": "ADD visits :one", "ExpressionAttributeValues": {":one": {"N": "1"}},
             "ReturnValues": "ALL_NEW"}
            """
                .formatted(Json.quoted(page), day));
    return Long.parseLong(answer.at("Attributes").at("visits").at("N").text());
  }

  /** By day, of the days from the first to the last; a week fits into one answer. */
  static Map<String, Long> between(String page, LocalDate first, LocalDate last)
      throws IOException, InterruptedException {
    Json.Value answer =
        Kv.call(
            "Query",
            """
            {"TableName": "visits",
             "KeyConditionExpression": "page = :page AND visited_on BETWEEN :first AND :last",
             "ExpressionAttributeValues": {":page": {"S": %s}, ":first": {"S": "%s"}, ":last": {"S": "%s"}}}
            """
                .formatted(Json.quoted(page), first, last));
    Map<String, Long> visits = new TreeMap<>();
    for (Json.Value item : answer.at("Items").items()) {
      visits.put(item.at("visited_on").at("S").text(), Long.parseLong(item.at("visits").at("N").text()));
    }
    return visits;
  }
}
