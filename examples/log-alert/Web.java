import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;

/** Goes well, but for what is asked for at /error: that it writes to its log. */
public final class Web {
  private static final int GRACE_SECONDS = 8;

  public static void main(String[] args) throws IOException {
    int port = Integer.parseInt(System.getenv().getOrDefault("PORT", "8080"));
    HttpServer server = HttpServer.create(new InetSocketAddress(port), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", call -> answer(call, 200, "all is well"));
    server.createContext("/health", call -> answer(call, 200, "ok"));
    server.createContext("/error", Web::fail);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> server.stop(GRACE_SECONDS)));
    server.start();
    System.out.println("INFO listening on " + port);
  }

  private static void fail(HttpExchange call) throws IOException {
    System.out.println("ERROR somebody asked for " + call.getRequestURI());
    answer(call, 500, "this went wrong, and somebody is told");
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
