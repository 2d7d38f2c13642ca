import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.LocalDate;
import java.util.concurrent.Executors;

/** A page that counts who comes. */
public final class Web {
  private static final int GRACE_SECONDS = 8;

  public static void main(String[] args) throws Exception {
    Visits.makeTable();
    int port = Integer.parseInt(System.getenv().getOrDefault("PORT", "8080"));
    HttpServer server = HttpServer.create(new InetSocketAddress(port), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", Web::visit);
    server.createContext("/health", call -> answer(call, 200, "ok"));
    Runtime.getRuntime().addShutdownHook(new Thread(() -> server.stop(GRACE_SECONDS)));
    server.start();
    System.out.println("listening on " + port);
  }

  private static void visit(HttpExchange call) throws IOException {
    if (!call.getRequestURI().getPath().equals("/")) {
      answer(call, 404, "there is one page only");
      return;
    }
    try {
      answer(call, 200, "visit " + Visits.count("/", LocalDate.now(Clock.systemUTC())) + " of this day");
    } catch (IOException | InterruptedException failed) {
      System.err.println("not counted: " + failed);
      answer(call, 503, "try again in a moment");
    }
  }

  private static void answer(HttpExchange call, int status, String text) throws IOException {
    byte[] body = (text + "\n").getBytes(StandardCharsets.UTF_8);
    call.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
    call.sendResponseHeaders(status, body.length);
    try (var out = call.getResponseBody()) {
      out.write(body);
    }
  }
}
