package mvi.cli.remote;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import mvi.engines.base.Problem;

/** A port of this machine whose connections go on through the API: one call each, as bytes. */
public final class Forwarder implements Closeable {
    /** Open at once; more wait in the backlog. */
    private static final int CONNECTIONS = 256;

    private static final int PART = 16 << 10;

    private final ApiClient api;
    private final String path;
    private final Consumer<String> failures;
    private final ServerSocket listener;
    private final Semaphore free = new Semaphore(CONNECTIONS);

    /**
     * Throws UNAVAILABLE {@code address-unavailable}.
     *
     * @param path of the API's connections to what is forwarded
     * @param failures told of each connection that could not be forwarded
     */
    public Forwarder(
            ApiClient api, String path, InetSocketAddress address, Consumer<String> failures)
            throws IOException {
        this.api = api;
        this.path = path;
        this.failures = failures;
        this.listener = new ServerSocket();
        try {
            listener.bind(address, CONNECTIONS);
        } catch (IOException failed) {
            listener.close();
            throw Problem.unavailable(
                    "address-unavailable",
                    "can't listen on "
                            + address.getHostString()
                            + ":"
                            + address.getPort()
                            + ": "
                            + failed.getMessage(),
                    failed);
        }
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** Until it is closed, which throws. */
    public void serve() throws IOException, InterruptedException {
        while (true) {
            free.acquire();
            Socket client = listener.accept();
            Thread.ofVirtual()
                    .name("forward")
                    .start(
                            () -> {
                                try (client) {
                                    forward(client);
                                } catch (IOException | Problem failed) {
                                    failures.accept(failed.getMessage());
                                } finally {
                                    free.release();
                                }
                            });
        }
    }

    private void forward(Socket client) throws IOException {
        client.setTcpNoDelay(true);
        try (Wire.Answer answer = api.attach(path, client.getInputStream())) {
            InputStream in = answer.body();
            OutputStream out = client.getOutputStream();
            byte[] part = new byte[PART];
            for (int some = in.read(part); some >= 0; some = in.read(part)) {
                out.write(part, 0, some);
            }
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
