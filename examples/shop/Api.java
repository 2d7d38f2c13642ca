import com.sun.net.httpserver.HttpExchange;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;

/** {@code GET /products}, {@code POST /orders/PRODUCT}, {@code GET /orders/ID}, in plain text. */
final class Api {
  private static final List<String> PRODUCTS = List.of("coffee", "tea", "water");
  private static final int KEPT = 4;

  private final ConcurrentLinkedDeque<Connection> connections = new ConcurrentLinkedDeque<>();

  public static void main(String[] args) throws Exception {
    Api api = new Api();
    Shop.serve("/", api::answer);
  }

  private Shop.Answer answer(HttpExchange call) throws SQLException {
    String[] path = call.getRequestURI().getPath().split("/");
    if (path.length == 2 && path[1].equals("products")) {
      return Shop.Answer.text(String.join("\n", PRODUCTS) + "\n");
    }
    if (path.length != 3 || !path[1].equals("orders")) {
      return Shop.Answer.notFound("this page");
    }
    return call.getRequestMethod().equals("POST") ? order(path[2]) : find(path[2]);
  }

  private Shop.Answer order(String product) throws SQLException {
    if (!PRODUCTS.contains(product)) {
      return Shop.Answer.notFound(product);
    }
    return ask("insert into orders(product, state) values (?, 'new') returning id", product);
  }

  private Shop.Answer find(String id) throws SQLException {
    return ask("select product || ' ' || state from orders where id::text = ?", id);
  }

  private Shop.Answer ask(String question, String about) throws SQLException {
    Connection connection = connections.pollFirst();
    if (connection == null || !connection.isValid(2)) {
      connection = Shop.connect();
    }
    try (var statement = connection.prepareStatement(question)) {
      statement.setString(1, about);
      var row = statement.executeQuery();
      return row.next() ? Shop.Answer.text(row.getString(1) + "\n") : Shop.Answer.notFound("order " + about);
    } finally {
      if (connections.size() < KEPT) {
        connections.addFirst(connection);
      } else {
        connection.close();
      }
    }
  }
}
