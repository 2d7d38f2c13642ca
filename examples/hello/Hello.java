import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;

/** Says hello on PORT, and finishes what it is answering when it is told to stop. */
public final class Hello {
  private static final int GRACE_SECONDS = 8;

  public static void main(String[] args) throws IOException {
    int port = Integer.parseInt(System.getenv().getOrDefault("PORT", "8080"));
    String release = System.getenv().getOrDefault("MVI_RELEASE", "unreleased");
    String container = System.getenv().getOrDefault("HOSTNAME", "unknown");
    HttpServer server = HttpServer.create(new InetSocketAddress(port), 0);
    var workers = Executors.newVirtualThreadPerTaskExecutor();
    server.setExecutor(workers);
    server.createContext("/", call -> answer(call, "hello from " + container + ", " + release));
    server.createContext("/health", call -> answer(call, "ok"));
    Runtime.getRuntime().addShutdownHook(new Thread(() -> server.stop(GRACE_SECONDS)));
    server.start();
    System.out.println("listening on " + port);
  }

  private static void answer(HttpExchange call, String text) throws IOException {
    byte[] body = (text + "\n").getBytes(StandardCharsets.UTF_8);
    call.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
    call.sendResponseHeaders(200, body.length);
    try (var out = call.getResponseBody()) {
      out.write(body);
    }
  }
}
