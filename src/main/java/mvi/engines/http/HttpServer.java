package mvi.engines.http;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import mvi.engines.base.Clock;
import mvi.engines.base.Events;
import mvi.engines.base.Problem;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP/1.1 server (RFC 9110 and 9112). It may listen on any number of addresses, taken and given
 * up while it runs.
 */
public final class HttpServer implements AutoCloseable {
    /** How long {@link #close()} lets requests end that are being answered. */
    private static final Duration DRAIN_TIME = Duration.ofSeconds(5);

    /** The codec is cheap: more event loops than this bring nothing. */
    private static final int MOST_LOOPS = 4;

    private static final int BACKLOG = 1024;

    private final String name;
    private final ServerSettings settings;
    private final Optional<ServerTls> tls;
    private final Transport transport;
    private final Map<InetSocketAddress, Channel> listeners = new ConcurrentHashMap<>();
    private final Map<Path, UnixListener> sockets = new ConcurrentHashMap<>();
    private final Set<ServerConnection> connections = ConcurrentHashMap.newKeySet();
    private final AtomicInteger open = new AtomicInteger();
    private volatile @Nullable IoEventLoopGroup loops;

    /** Its handler's threads and event loops carry {@code name}. */
    public HttpServer(
            String name,
            HttpHandler handler,
            HttpLimits limits,
            Optional<ServerTls> tls,
            Events events) {
        this(name, handler, limits, tls, events, Clock.system());
    }

    /** With a clock of the caller's for the Date header. */
    public HttpServer(
            String name,
            HttpHandler handler,
            HttpLimits limits,
            Optional<ServerTls> tls,
            Events events,
            Clock clock) {
        this.name = name;
        this.tls = tls;
        this.transport = Transport.best();
        this.settings =
                new ServerSettings(
                        handler,
                        limits,
                        events,
                        clock,
                        Thread.ofVirtual().name(name + "-", 0).factory(),
                        new AtomicBoolean());
    }

    public void start() {
        if (loops != null) {
            throw new IllegalStateException(name + " has been started");
        }
        int threads = Math.min(Runtime.getRuntime().availableProcessors(), MOST_LOOPS);
        loops = transport.group(threads, new DefaultThreadFactory(name + "-loop", true));
    }

    /**
     * On loopback TLS and plain HTTP, elsewhere TLS alone, if the server has TLS; else plain HTTP.
     * Gives the address with its real port. Throws {@link Problem} UNAVAILABLE {@code
     * address-unavailable}.
     */
    public InetSocketAddress listen(InetSocketAddress address) {
        boolean isLoopback = address.getAddress().isLoopbackAddress();
        return listen(
                address, isLoopback || tls.isEmpty() ? PlainPolicy.ALLOWED : PlainPolicy.REFUSED);
    }

    public InetSocketAddress listen(InetSocketAddress address, PlainPolicy plain) {
        if (plain == PlainPolicy.REFUSED && tls.isEmpty()) {
            throw new IllegalArgumentException(name + " has no TLS");
        }
        Channel listener = bind(transport.server(), address, plain, true);
        InetSocketAddress bound = (InetSocketAddress) listener.localAddress();
        listeners.put(bound, listener);
        return bound;
    }

    /**
     * On a Unix socket that only its owner may use; a socket file of that name is replaced. Throws
     * {@link Problem} UNAVAILABLE {@code address-unavailable}.
     */
    public void listen(Path unixSocket) {
        Path folder = unixSocket.toAbsolutePath().getParent();
        if (folder == null) {
            throw new IllegalArgumentException("a socket lies in a folder: " + unixSocket);
        }
        try {
            // Bound in a folder that nobody else can enter: there is no moment without the mode.
            Path closed = Files.createTempDirectory(folder, ".s");
            try {
                Path socket = closed.resolve("s");
                Channel listener =
                        bind(
                                transport.unixServer(),
                                transport.unixAddress(socket),
                                PlainPolicy.ALLOWED,
                                false);
                sockets.put(unixSocket, new UnixListener(listener, inode(socket)));
                Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-------"));
                Files.move(socket, unixSocket, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(closed);
            }
        } catch (IOException failed) {
            throw unavailable(unixSocket.toString(), failed);
        }
    }

    /** Takes no more connections there; those that are open go on. */
    public void stopListening(InetSocketAddress address) {
        Channel listener = listeners.remove(address);
        if (listener != null) {
            listener.close().syncUninterruptibly();
        }
    }

    /**
     * Ends the connections that there are, each after its present reply: a client that wants more
     * dials again, and may find another server by the same name. New ones are welcome.
     */
    public void endConnections() {
        connections.forEach(ServerConnection::endSoon);
    }

    @Override
    public void close() {
        close(DRAIN_TIME);
    }

    /** Requests being answered may end, for that long at most; all else closes at once. */
    public void close(Duration drain) {
        IoEventLoopGroup running = loops;
        if (running == null || settings.isDraining().getAndSet(true)) {
            return;
        }
        listeners.values().forEach(listener -> listener.close().syncUninterruptibly());
        sockets.forEach(this::closeSocket);
        connections.forEach(ServerConnection::drainSoon);
        long end = settings.clock().nanos() + drain.toNanos();
        for (ServerConnection connection : connections) {
            connection.awaitClosed(end - settings.clock().nanos());
        }
        EventLoops.end(running).awaitUninterruptibly();
    }

    private void closeSocket(Path file, UnixListener listener) {
        listener.channel().close().syncUninterruptibly();
        try {
            // Another process may have put its own in this one's place.
            if (Files.exists(file) && inode(file).equals(listener.inode())) {
                Files.delete(file);
            }
        } catch (IOException failed) {
            settings.events().info("http.socket-left", "file", file, "error", failed);
        }
    }

    private static Object inode(Path file) throws IOException {
        return Files.getAttribute(file, "unix:ino");
    }

    /** A listener whose file has this inode, whatever its name is by now. */
    private record UnixListener(Channel channel, Object inode) {}

    private Channel bind(
            Class<? extends ServerChannel> type,
            SocketAddress address,
            PlainPolicy plain,
            boolean isTcp) {
        IoEventLoopGroup running = loops;
        if (running == null || settings.isDraining().get()) {
            throw new IllegalStateException(name + " is not running");
        }
        ServerBootstrap bootstrap =
                new ServerBootstrap()
                        .group(running)
                        .channel(type)
                        .option(ChannelOption.SO_BACKLOG, BACKLOG)
                        .handler(new Doorkeeper())
                        .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                        .childHandler(new Connector(plain));
        if (isTcp) {
            bootstrap
                    .option(ChannelOption.SO_REUSEADDR, true)
                    .childOption(ChannelOption.TCP_NODELAY, true)
                    // A live reply may be silent for ever, but not to a host that is gone.
                    .childOption(ChannelOption.SO_KEEPALIVE, true);
        }
        var bound = bootstrap.bind(address).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw unavailable(address.toString(), bound.cause());
        }
        return bound.channel();
    }

    private Problem unavailable(String address, @Nullable Throwable cause) {
        return Problem.unavailable(
                "address-unavailable",
                name + " can not listen on " + address + ": " + cause,
                cause);
    }

    /** Stops taking connections while as many are open as may be; the rest waits in the backlog. */
    private final class Doorkeeper extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (open.incrementAndGet() >= settings.limits().connections()) {
                everyListener(false);
            }
            ((Channel) message)
                    .closeFuture()
                    .addListener(
                            _ -> {
                                if (open.decrementAndGet() < settings.limits().connections()) {
                                    everyListener(true);
                                }
                            });
            context.fireChannelRead(message);
        }

        private void everyListener(boolean takes) {
            listeners.values().forEach(each -> each.config().setAutoRead(takes));
            sockets.values().forEach(each -> each.channel().config().setAutoRead(takes));
        }
    }

    /** Fills the pipeline of a connection. */
    private final class Connector extends ChannelInitializer<Channel> {
        private final PlainPolicy plain;

        private Connector(PlainPolicy plain) {
            this.plain = plain;
        }

        @Override
        protected void initChannel(Channel channel) {
            RequestDecoder decoder = new RequestDecoder(settings.limits());
            ReplyEncoder encoder = new ReplyEncoder();
            ServerConnection connection = new ServerConnection(settings, decoder, encoder);
            tls.ifPresent(own -> channel.pipeline().addLast(new PortSplitter(own, plain)));
            channel.pipeline().addLast(decoder, encoder, connection);
            connections.add(connection);
            channel.closeFuture().addListener(_ -> connections.remove(connection));
        }
    }
}
