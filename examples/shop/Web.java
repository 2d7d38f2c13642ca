import com.sun.net.httpserver.HttpExchange;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** The shop's pages: a button for each product, and what became of an order. */
final class Web {
  /** By link; the name alone leads there as well. */
  private static final String API = System.getenv().getOrDefault("API_URL", "http://api:8080");

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(Duration.ofSeconds(3)).build();

  public static void main(String[] args) throws Exception {
    Web web = new Web();
    Shop.serve("/", web::answer);
  }

  private Shop.Answer answer(HttpExchange call) throws Exception {
    String path = call.getRequestURI().getPath();
    if (path.equals("/")) {
      return page(buttons(ask("GET", "/products")));
    }
    if (path.matches("/buy/[a-z]+") && call.getRequestMethod().equals("POST")) {
      String id = ask("POST", "/orders/" + path.substring("/buy/".length())).strip();
      return id.isEmpty()
          ? Shop.Answer.notFound("this product")
          : page("<p>Thank you. <a href='/order/" + id + "'>Order " + id + "</a></p>");
    }
    if (path.matches("/order/[0-9]+")) {
      String order = ask("GET", "/orders/" + path.substring("/order/".length())).strip();
      return order.isEmpty() ? Shop.Answer.notFound("this order") : page("<p>" + order + "</p>");
    }
    return Shop.Answer.notFound("this page");
  }

  private static String buttons(String products) {
    StringBuilder html = new StringBuilder();
    products.lines()
        .forEach(
            each ->
                html.append("<form method='post' action='/buy/%1$s'><button>Buy %1$s</button></form>".formatted(each)));
    return html.toString();
  }

  private static Shop.Answer page(String body) {
    return new Shop.Answer(
        200,
        "text/html; charset=utf-8",
        "<!doctype html><title>Shop</title><h1>Shop</h1>" + body + "\n");
  }

  /** Empty for what the API does not have. */
  private String ask(String method, String path) throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create(API + path))
            .timeout(Duration.ofSeconds(15))
            .method(method, BodyPublishers.noBody())
            .build();
    var answer = http.send(request, BodyHandlers.ofString());
    if (answer.statusCode() == 404) {
      return "";
    }
    if (answer.statusCode() != 200) {
      throw new IllegalStateException(method + " " + path + " answered " + answer.statusCode());
    }
    return answer.body();
  }
}
