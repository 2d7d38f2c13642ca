package mvi.engines.proxy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A target of bytes: a script per connection, what it was asked on record. */
final class RawTarget implements AutoCloseable {
    private final ServerSocket server;
    private final Script script;
    private final List<RawSocket.Message> requests = new CopyOnWriteArrayList<>();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger asking = new AtomicInteger();

    private RawTarget(ServerSocket server, Script script) {
        this.server = server;
        this.script = script;
    }

    /** What a target does with a connection that has sent something. */
    @FunctionalInterface
    interface Script {
        void serve(RawSocket connection, RawTarget self) throws Exception;
    }

    /** What a target answers a request; null hangs up. */
    @FunctionalInterface
    interface Answer {
        String to(RawSocket.Message request);
    }

    static RawTarget scripted(Script script) throws IOException {
        return on(0, script);
    }

    static RawTarget on(int port, Script script) throws IOException {
        RawTarget target =
                new RawTarget(new ServerSocket(port, 64, InetAddress.getLoopbackAddress()), script);
        Thread.ofVirtual().start(target::accept);
        return target;
    }

    /** Answers every request on kept connections. */
    static RawTarget answering(Answer answer) throws IOException {
        return scripted(answers(answer));
    }

    static Script answers(Answer answer) {
        return (connection, self) -> {
            while (true) {
                Optional<RawSocket.Message> request = self.request(connection);
                if (request.isEmpty()) {
                    return;
                }
                connection.send(answer.to(request.get()));
            }
        };
    }

    static RawTarget greeting(String body) throws IOException {
        return answering(request -> ok(body));
    }

    static String ok(String body) {
        return "HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
    }

    /** The connection's next request, put on record. */
    Optional<RawSocket.Message> request(RawSocket connection) throws IOException {
        Optional<RawSocket.Message> request = connection.message(false);
        request.ifPresent(requests::add);
        request.ifPresent(each -> asking.incrementAndGet());
        return request;
    }

    int port() {
        return server.getLocalPort();
    }

    List<RawSocket.Message> requests() {
        return requests;
    }

    RawSocket.Message last() {
        return requests.getLast();
    }

    int connections() {
        return open.size();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                open.add(socket);
                Thread.ofVirtual().start(() -> serve(socket));
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            script.serve(new RawSocket(socket), this);
        } catch (Exception gone) {
            // A health check, or a test that hung up.
        } finally {
            open.remove(socket);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : open) {
            socket.close();
        }
    }
}
