// Serves a folder on PORT: its files as they are, index.html for a folder. Nothing hidden, no links, no lists of files.

import com.sun.net.httpserver.HttpHandlers;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.Request;
import com.sun.net.httpserver.SimpleFileServer;

void main(String[] args) throws IOException {
    var folder = Path.of(args[0]).toRealPath();
    int port = Integer.parseInt(System.getenv().getOrDefault("PORT", "8080"));
    nameModules();
    var files = SimpleFileServer.createFileHandler(folder);
    var notFound = HttpHandlers.of(404, Headers.of("Content-Type", "text/plain"), "not found\n");
    var handler = HttpHandlers.handleOrElse(call -> !isList(folder, call), files, notFound);
    var server = HttpServer.create(new InetSocketAddress(port), 0, "/", handler);
    // With the server's one thread of its own, a slow reader would stop all others.
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    // Finishes what it is answering when it is told to stop.
    Runtime.getRuntime().addShutdownHook(new Thread(() -> server.stop(8)));
    server.start();
    System.out.println("listening on " + server.getAddress().getPort());
}

/** Browsers run a module only under this type. */
void nameModules() {
    var usual = URLConnection.getFileNameMap();
    URLConnection.setFileNameMap(
            name -> name.endsWith(".mjs") ? "text/javascript" : usual.getContentTypeFor(name));
}

boolean isList(Path folder, Request call) {
    String path = call.getRequestURI().getPath();
    return path.endsWith("/") && !new File(folder + path + "index.html").isFile();
}
