package mvi.bench;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Requests by TLS 1.3, with the JDK's own: on one connection, or on many, a thread each. */
final class TlsLoad {
    private static final int READ_BYTES = 64 * 1024;
    private static final double SECOND = 1e9;

    private final SSLContext context;
    private final int port;

    /**
     * @param authority the PEM file of who certified the server
     */
    TlsLoad(Path authority, int port) {
        this.port = port;
        try (InputStream pem = Files.newInputStream(authority)) {
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            trusted.setCertificateEntry(
                    "ca", CertificateFactory.getInstance("X.509").generateCertificate(pem));
            TrustManagerFactory trust =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            context = SSLContext.getInstance("TLSv1.3");
            context.init(null, trust.getTrustManagers(), null);
        } catch (IOException | GeneralSecurityException unreadable) {
            throw new IllegalStateException("no authority in " + authority, unreadable);
        }
    }

    /** Whether a request without a body is answered by 200. */
    boolean answers(byte[] request) {
        try (Socket socket = connect()) {
            socket.getOutputStream().write(request);
            return read(socket.getInputStream(), new byte[READ_BYTES]) > 0;
        } catch (IOException notYet) {
            return false;
        }
    }

    /** The same request again and again on one connection, as {@link ObjectLoad#run}. */
    ObjectLoad.Told run(ObjectLoad.Request request, Duration time) throws IOException {
        byte[] body = new byte[request.body().remaining()];
        request.body().slice().get(body);
        long[] nanos = new long[1 << 16];
        int answered = 0;
        long bytes = 0;
        try (Socket socket = connect()) {
            byte[] buffer = new byte[READ_BYTES];
            long began = System.nanoTime();
            long now = began;
            while (now - began < time.toNanos()) {
                OutputStream out = socket.getOutputStream();
                out.write(request.head());
                for (int i = 0; i < request.times(); i++) {
                    out.write(body);
                }
                bytes +=
                        (long) body.length * request.times()
                                + read(socket.getInputStream(), buffer);
                nanos[answered++] = System.nanoTime() - now;
                now = System.nanoTime();
            }
            long[] sorted = Arrays.copyOf(nanos, answered);
            Arrays.sort(sorted);
            double seconds = (now - began) / SECOND;
            return new ObjectLoad.Told(new SteadyLoad.Times(sorted, answered / seconds), bytes);
        }
    }

    /** Each asks once and reads until the time is over, or the end. Bytes that came. */
    long stream(byte[] request, int connections, Duration time)
            throws IOException, InterruptedException {
        AtomicLong bytes = new AtomicLong();
        Socket[] sockets = new Socket[connections];
        Thread[] threads = new Thread[connections];
        try {
            for (int i = 0; i < connections; i++) {
                Socket socket = connect();
                sockets[i] = socket;
                socket.getOutputStream().write(request);
                threads[i] = Thread.ofPlatform().start(() -> drain(socket, bytes));
            }
            Thread.sleep(time);
        } finally {
            for (Socket socket : sockets) {
                if (socket != null) {
                    socket.close();
                }
            }
        }
        for (Thread thread : threads) {
            thread.join();
        }
        return bytes.get();
    }

    private static void drain(Socket socket, AtomicLong bytes) {
        byte[] buffer = new byte[READ_BYTES];
        try {
            InputStream in = socket.getInputStream();
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                bytes.addAndGet(count);
            }
        } catch (IOException over) {
            // Closed from outside: the time is over.
            bytes.addAndGet(0);
        }
    }

    Socket connect() throws IOException {
        return context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port);
    }

    private static long read(InputStream in, byte[] buffer) throws IOException {
        ByteBuffer head = ByteBuffer.wrap(buffer);
        long whole = -1;
        long read = 0;
        while (whole < 0 || read < whole) {
            int at = whole < 0 ? head.position() : 0;
            int count = in.read(buffer, at, buffer.length - at);
            if (count < 0) {
                throw new EOFException("the connection was closed");
            }
            read += count;
            if (whole < 0) {
                head.position(at + count);
                whole = SteadyLoad.Response.length(head);
            }
        }
        return read;
    }
}
