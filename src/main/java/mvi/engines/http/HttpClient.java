package mvi.engines.http;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoEventLoopGroup;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequestEncoder;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import mvi.engines.base.ByteCount;
import mvi.engines.base.ByteSource;
import org.jspecify.annotations.Nullable;

/**
 * A blocking HTTP/1.1 client. The request's body is sent by a thread of its own unless it is small
 * and in memory, so an answer may be read while it is still being written. Connections are kept for
 * a while and used again; every failure is an {@link IOException}, and nothing waits for ever.
 */
public final class HttpClient implements Closeable {
    private static final int IDLE_PER_ENDPOINT = 8;

    /** Endpoints that connections are kept for; more are dialled anew each time. */
    private static final int KEPT_ENDPOINTS = 64;

    /** Shorter than any server's own idle time. */
    private static final Duration KEPT = Duration.ofSeconds(30);

    private static final Duration DIAL_TIME = Duration.ofSeconds(10);
    private static final int PART = 64 * 1024;

    /** What may be sent twice when a kept connection turns out to be stale (RFC 9110, 9.2.2). */
    private static final Set<String> IDEMPOTENT = Set.of("GET", "HEAD", "PUT", "DELETE", "OPTIONS");

    private final HttpLimits limits;
    private final Optional<ClientTls> tls;
    private final int idlePerEndpoint;
    private final Transport transport = Transport.best();
    private final ReentrantLock pooling = new ReentrantLock();
    private final Map<HttpEndpoint, ArrayDeque<Idle>> idle = new HashMap<>();
    private @Nullable IoEventLoopGroup loop;
    private @Nullable SslContext tlsContext;
    private boolean isClosed;

    private record Idle(ClientConnection connection, long sinceNanos) {}

    /** Without {@code tls}, TLS endpoints are trusted as the JDK does. */
    public HttpClient(HttpLimits limits, Optional<ClientTls> tls) {
        this(limits, tls, IDLE_PER_ENDPOINT);
    }

    /** With so many connections that are kept to each endpoint. */
    public HttpClient(HttpLimits limits, Optional<ClientTls> tls, int idlePerEndpoint) {
        this.limits = limits;
        this.tls = tls;
        this.idlePerEndpoint = idlePerEndpoint;
    }

    /** The answer, once its head has come; the caller closes it. Closes the call's body. */
    public HttpAnswer send(HttpCall call) throws IOException {
        boolean isEmpty = call.body().length().orElse(-1) == 0;
        ClientConnection connection = kept(call.endpoint());
        if (connection != null) {
            try {
                return send(call, connection);
            } catch (SocketTimeoutException late) {
                throw late;
            } catch (IOException stale) {
                if (!isEmpty || !IDEMPOTENT.contains(call.method())) {
                    throw stale;
                }
            }
        }
        return send(call, dial(call));
    }

    private HttpAnswer send(HttpCall call, ClientConnection connection) throws IOException {
        CompletableFuture<HttpAnswer> answer = connection.begin(call.method().equals("HEAD"));
        AtomicLong progress = new AtomicLong();
        long length = call.body().length().orElse(Long.MAX_VALUE);
        if (length == 0 || (length <= PART && call.body().isInMemory())) {
            sendWhole(call, connection, (int) length);
        } else {
            connection.outlet().send(head(call));
            Thread.ofVirtual()
                    .name("http-send")
                    .start(() -> pump(call.body(), connection, progress));
        }
        return await(call, connection, answer, progress);
    }

    private static HttpAnswer await(
            HttpCall call,
            ClientConnection connection,
            CompletableFuture<HttpAnswer> answer,
            AtomicLong progress)
            throws IOException {
        long before = -1;
        while (true) {
            try {
                return answer.get(call.timeout().toNanos(), TimeUnit.NANOSECONDS);
            } catch (TimeoutException late) {
                // An upload that moves has not begun to wait for its answer.
                if (progress.get() == before || progress.get() == 0) {
                    SocketTimeoutException thrown =
                            new SocketTimeoutException(
                                    "no answer from "
                                            + call.endpoint()
                                            + " within "
                                            + call.timeout());
                    thrown.initCause(late);
                    connection.abort(thrown);
                    throw thrown;
                }
                before = progress.get();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                InterruptedIOException thrown =
                        new InterruptedIOException("interrupted while waiting for an answer");
                connection.abort(thrown);
                throw thrown;
            } catch (ExecutionException failed) {
                Throwable cause = failed.getCause() == null ? failed : failed.getCause();
                throw new IOException(
                        call.method() + " " + call.endpoint() + ": " + cause.getMessage(), cause);
            }
        }
    }

    private static void pump(ByteSource body, ClientConnection connection, AtomicLong progress) {
        try (body) {
            byte[] part = new byte[PART];
            for (int count = body.read(part, 0, PART);
                    count >= 0;
                    count = body.read(part, 0, PART)) {
                ByteBuf copy = connection.channel().alloc().buffer(count);
                copy.writeBytes(part, 0, count);
                connection.outlet().send(new DefaultHttpContent(copy));
                progress.addAndGet(count);
            }
            if (body.length().isPresent() && body.length().getAsLong() != progress.get()) {
                throw new IOException("the body is not as long as it said");
            }
            connection.outlet().send(LastHttpContent.EMPTY_LAST_CONTENT);
            connection.sent();
        } catch (IOException | RuntimeException failed) {
            // A server may answer and close before it has read everything: its answer counts.
            if (connection.isOpen()) {
                connection.abort(new IOException("sending the body failed: " + failed, failed));
            }
        }
    }

    /** In one write. */
    private static void sendWhole(HttpCall call, ClientConnection connection, int length)
            throws IOException {
        try (ByteSource _ = call.body()) {
            connection.outlet().send(whole(call, length));
            connection.sent();
        } catch (IOException | RuntimeException failed) {
            connection.abort(new IOException("sending the request failed: " + failed, failed));
            throw failed;
        }
    }

    private static DefaultFullHttpRequest whole(HttpCall call, int length) throws IOException {
        byte[] body = call.body().readAll(new ByteCount(length));
        if (body.length != length) {
            throw new IOException("the body is not as long as it said");
        }
        DefaultHttpRequest head = head(call);
        return new DefaultFullHttpRequest(
                head.protocolVersion(),
                head.method(),
                head.uri(),
                Unpooled.wrappedBuffer(body),
                head.headers(),
                EmptyHttpHeaders.INSTANCE);
    }

    private static DefaultHttpRequest head(HttpCall call) {
        DefaultHttpRequest head =
                new DefaultHttpRequest(
                        HttpVersion.HTTP_1_1, HttpMethod.valueOf(call.method()), call.target());
        call.headers()
                .each(
                        (name, value) -> {
                            if (!name.equalsIgnoreCase("Content-Length")
                                    && !name.equalsIgnoreCase("Transfer-Encoding")
                                    && !name.equalsIgnoreCase("Expect")) {
                                head.headers().add(name, value);
                            }
                        });
        if (!head.headers().contains(HttpHeaderNames.HOST)) {
            head.headers().set(HttpHeaderNames.HOST, host(call.endpoint()));
        }
        if (call.body().length().isEmpty()) {
            head.headers().set(HttpHeaderNames.TRANSFER_ENCODING, "chunked");
        } else if (call.body().length().getAsLong() > 0
                || !Set.of("GET", "HEAD", "DELETE", "OPTIONS").contains(call.method())) {
            head.headers().set(HttpHeaderNames.CONTENT_LENGTH, call.body().length().getAsLong());
        }
        return head;
    }

    private static String host(HttpEndpoint endpoint) {
        return switch (endpoint) {
            case HttpEndpoint.Plain plain -> authority(plain.host(), plain.port(), 80);
            case HttpEndpoint.Tls secure -> authority(secure.host(), secure.port(), 443);
            case HttpEndpoint.Unix _ -> "localhost";
        };
    }

    private static String authority(String host, int port, int usual) {
        String name = host.contains(":") ? "[" + host + "]" : host;
        return port == usual ? name : name + ":" + port;
    }

    private ClientConnection dial(HttpCall call) throws IOException {
        IOException last = new IOException("no address for " + call.endpoint());
        for (SocketAddress address : addresses(call.endpoint())) {
            try {
                return dial(call, address);
            } catch (IOException failed) {
                last = failed;
            }
        }
        throw last;
    }

    private List<SocketAddress> addresses(HttpEndpoint endpoint) throws IOException {
        return switch (endpoint) {
            case HttpEndpoint.Plain plain -> resolve(plain.host(), plain.port());
            case HttpEndpoint.Tls secure -> resolve(secure.host(), secure.port());
            case HttpEndpoint.Unix unix -> List.of(transport.unixAddress(unix.socket()));
        };
    }

    private static List<SocketAddress> resolve(String host, int port) throws IOException {
        // RFC 6761, 6.3: such names are loopback, which not every resolver knows.
        InetAddress[] found =
                host.endsWith(".localhost")
                        ? new InetAddress[] {InetAddress.getLoopbackAddress()}
                        : InetAddress.getAllByName(host);
        return java.util.Arrays.stream(found)
                .map(each -> (SocketAddress) new InetSocketAddress(each, port))
                .toList();
    }

    private ClientConnection dial(HttpCall call, SocketAddress address) throws IOException {
        long millis = Math.min(DIAL_TIME.toMillis(), call.timeout().toMillis());
        boolean isUnix = call.endpoint() instanceof HttpEndpoint.Unix;
        CompletableFuture<ClientConnection> made = new CompletableFuture<>();
        Bootstrap bootstrap =
                new Bootstrap()
                        .group(loop())
                        .channel(isUnix ? transport.unixClient() : transport.client())
                        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) Math.max(1, millis))
                        .handler(new Connector(call.endpoint(), made));
        if (!isUnix) {
            bootstrap.option(ChannelOption.TCP_NODELAY, true);
        }
        ChannelFuture connected = bootstrap.connect(address).awaitUninterruptibly();
        if (!connected.isSuccess()) {
            throw new IOException(
                    "no connection to " + call.endpoint() + ": " + connected.cause().getMessage(),
                    connected.cause());
        }
        SslHandler secure = connected.channel().pipeline().get(SslHandler.class);
        if (secure != null && !secure.handshakeFuture().awaitUninterruptibly().isSuccess()) {
            connected.channel().close();
            throw new IOException(
                    "no trust in "
                            + call.endpoint()
                            + ": "
                            + secure.handshakeFuture().cause().getMessage(),
                    secure.handshakeFuture().cause());
        }
        return made.join();
    }

    private IoEventLoopGroup loop() throws IOException {
        pooling.lock();
        try {
            if (isClosed) {
                throw new IOException("the client is closed");
            }
            if (loop == null) {
                loop = transport.group(1, new DefaultThreadFactory("http-client", true));
            }
            return loop;
        } finally {
            pooling.unlock();
        }
    }

    private SslContext tlsContext() {
        pooling.lock();
        try {
            if (tlsContext == null) {
                tlsContext = tls.orElseGet(() -> new ClientTls("", true)).context();
            }
            return tlsContext;
        } finally {
            pooling.unlock();
        }
    }

    private @Nullable ClientConnection kept(HttpEndpoint endpoint) {
        pooling.lock();
        try {
            ArrayDeque<Idle> connections = idle.get(endpoint);
            while (connections != null && !connections.isEmpty()) {
                Idle last = connections.removeLast();
                boolean isFresh = System.nanoTime() - last.sinceNanos() < KEPT.toNanos();
                if (isFresh && last.connection().isOpen()) {
                    return last.connection();
                }
                last.connection().channel().close();
            }
            return null;
        } finally {
            pooling.unlock();
        }
    }

    private void keep(HttpEndpoint endpoint, ClientConnection connection) {
        pooling.lock();
        try {
            if (isClosed || (idle.size() >= KEPT_ENDPOINTS && !idle.containsKey(endpoint))) {
                connection.channel().close();
                return;
            }
            ArrayDeque<Idle> connections = idle.computeIfAbsent(endpoint, _ -> new ArrayDeque<>());
            connections.addLast(new Idle(connection, System.nanoTime()));
            if (connections.size() > idlePerEndpoint) {
                connections.removeFirst().connection().channel().close();
            }
        } finally {
            pooling.unlock();
        }
    }

    /** Breaks off whatever is under way. */
    @Override
    public void close() {
        IoEventLoopGroup running;
        pooling.lock();
        try {
            isClosed = true;
            idle.values().forEach(all -> all.forEach(one -> one.connection().channel().close()));
            idle.clear();
            running = loop;
            loop = null;
        } finally {
            pooling.unlock();
        }
        if (running != null) {
            EventLoops.end(running);
        }
    }

    /** Fills the pipeline of a connection. */
    private final class Connector extends ChannelInitializer<Channel> {
        private final HttpEndpoint endpoint;
        private final CompletableFuture<ClientConnection> made;

        private Connector(HttpEndpoint endpoint, CompletableFuture<ClientConnection> made) {
            this.endpoint = endpoint;
            this.made = made;
        }

        @Override
        protected void initChannel(Channel channel) {
            if (endpoint instanceof HttpEndpoint.Tls secure) {
                channel.pipeline()
                        .addLast(
                                tlsContext()
                                        .newHandler(channel.alloc(), secure.host(), secure.port()));
            }
            AnswerDecoder decoder = new AnswerDecoder(limits);
            ClientConnection connection =
                    new ClientConnection(channel, limits, decoder, free -> keep(endpoint, free));
            channel.pipeline().addLast(decoder, new HttpRequestEncoder(), connection);
            made.complete(connection);
        }
    }
}
