import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.Executors;

/** What the shop's processes have in common: serving on PORT, and the database at DATABASE_URL. */
final class Shop {
  private static final int GRACE_SECONDS = 8;

  private Shop() {}

  interface Page {
    Answer answer(HttpExchange call) throws Exception;
  }

  record Answer(int status, String type, String text) {
    static Answer text(String text) {
      return new Answer(200, "text/plain; charset=utf-8", text);
    }

    static Answer notFound(String what) {
      return new Answer(404, "text/plain; charset=utf-8", what + " is not there\n");
    }
  }

  /** Serves /health beside the page, and lets what is being answered finish when it is stopped. */
  static void serve(String path, Page page) throws IOException {
    int port = Integer.parseInt(System.getenv().getOrDefault("PORT", "8080"));
    HttpServer server = HttpServer.create(new InetSocketAddress(port), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/health", call -> send(call, Answer.text("ok\n")));
    server.createContext(path, call -> send(call, answer(page, call)));
    Runtime.getRuntime().addShutdownHook(new Thread(() -> server.stop(GRACE_SECONDS)));
    server.start();
    System.out.println("listening on " + port);
  }

  private static Answer answer(Page page, HttpExchange call) {
    try {
      return page.answer(call);
    } catch (Exception failed) {
      System.err.println(call.getRequestURI() + ": " + failed);
      return new Answer(503, "text/plain; charset=utf-8", "try again in a moment\n");
    }
  }

  private static void send(HttpExchange call, Answer answer) throws IOException {
    byte[] body = answer.text().getBytes(StandardCharsets.UTF_8);
    call.getResponseHeaders().set("Content-Type", answer.type());
    call.sendResponseHeaders(answer.status(), body.length);
    try (var out = call.getResponseBody()) {
      out.write(body);
    }
  }

  /** A connection with the shop's tables in it. */
  static Connection connect() throws SQLException {
    URI url = URI.create(System.getenv("DATABASE_URL"));
    String[] login = url.getUserInfo().split(":", 2);
    Connection connection =
        DriverManager.getConnection(
            "jdbc:postgresql://" + url.getHost() + ":" + url.getPort() + url.getPath()
                + "?connectTimeout=3&socketTimeout=10",
            login[0],
            URLDecoder.decode(login[1], StandardCharsets.UTF_8));
    try (var tables = connection.createStatement()) {
      tables.execute("select pg_advisory_lock(1)");
      tables.execute(
          "create table if not exists orders("
              + "id bigserial primary key, product text not null, state text not null)");
      tables.execute("select pg_advisory_unlock(1)");
    }
    return connection;
  }
}
