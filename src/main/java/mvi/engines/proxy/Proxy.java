package mvi.engines.proxy;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import mvi.engines.base.Chance;
import mvi.engines.base.Clock;
import mvi.engines.base.Problem;
import mvi.engines.http.EventLoops;
import org.jspecify.annotations.Nullable;

/**
 * The reverse proxy: listeners, event loops, the route table and its health checks.
 *
 * <p>{@link #start}, {@link #listen} and {@link #apply} in any order; {@link #drain}, then {@link
 * #close}.
 */
public final class Proxy implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(10);
    private static final int HTTPS = 443;

    /** RFC 6761 section 6.3. */
    private static final String LOCALHOST = ".localhost";

    /** RFC 8555 section 8.3. */
    private static final String CHALLENGES = "/.well-known/acme-challenge/";

    private final ProxyLimits limits;
    private final TrustedProxies trusted;
    private final long[] latencyBoundsNanos;
    private final Clock clock;
    private final Chance chance;
    private final int loopCount;
    private final Transport transport;
    private final Gate gate;
    private final Sources sources;
    private final Arrivals arrivals;
    private final AccessRing access;
    private final ConnectionStats connections = new ConnectionStats();
    private final HealthChecker health;
    private final Handshakes handshakes;
    private final HandOver handOver = new HandOver();
    private final List<Consumer<Target>> healthWatchers = new CopyOnWriteArrayList<>();
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private final Map<EventLoop, Lane> lanes = new IdentityHashMap<>();
    private final List<Lane> laneList = new ArrayList<>();
    private final Object applyLock = new Object();
    private @Nullable EventLoopGroup loops;
    private @Nullable RouteListeners routeListeners;
    private volatile RouteTable table = RouteTable.EMPTY;
    private volatile int securePort;
    private volatile boolean isStopping;
    private volatile boolean isHurried;

    /**
     * @param latencyBoundsSeconds upper bounds of the latency histogram's buckets, ascending
     * @param loopCount event loops; one per core is right
     */
    public Proxy(
            ProxyLimits limits,
            TrustedProxies trusted,
            List<Double> latencyBoundsSeconds,
            int loopCount,
            Clock clock,
            Chance chance) {
        this.limits = limits;
        this.trusted = trusted;
        this.latencyBoundsNanos =
                latencyBoundsSeconds.stream().mapToLong(s -> Math.round(s * 1e9)).toArray();
        this.loopCount = loopCount;
        this.clock = clock;
        this.chance = chance;
        this.handshakes = new Handshakes(this, chance);
        this.transport = Transport.best();
        this.gate = new Gate(limits.connections(), connections);
        this.sources = new Sources(limits.connectionsPerSource(), trusted, connections);
        this.arrivals = new Arrivals(trusted, limits.headTime(), connections);
        this.access = new AccessRing(limits.accessRecords());
        this.health = new HealthChecker(transport, limits, clock, this::healthChanged);
    }

    public void start() {
        EventLoopGroup group = transport.loops(loopCount, "proxy");
        loops = group;
        byte[] seed = new byte[Long.BYTES];
        for (EventExecutor each : group) {
            EventLoop loop = (EventLoop) each;
            chance.fill(seed);
            Lane lane =
                    new Lane(
                            this,
                            laneList.size(),
                            loop,
                            transport,
                            ByteBuffer.wrap(seed).getLong());
            lanes.put(loop, lane);
            laneList.add(lane);
        }
        routeListeners = new RouteListeners(this, transport, group, handOver);
        long period = limits.ticketKeyTime().toNanos();
        group.next()
                .scheduleAtFixedRate(
                        handshakes::rotateTicketKeys, period, period, TimeUnit.NANOSECONDS);
    }

    /**
     * Listens; empty when the port can't be had.
     *
     * @param tls null for plain HTTP
     */
    public Optional<Listener> listen(InetSocketAddress address, @Nullable ProxyTls tls) {
        Optional<Listener> bound =
                Listener.bind(
                        transport,
                        running(),
                        address,
                        handOver.adopt(address),
                        gate,
                        client -> arrivals.meet(client, peer -> arrive(client, peer, tls)));
        bound.ifPresent(listeners::add);
        if (tls != null) {
            handshakes.unnamed(tls);
            bound.ifPresent(listener -> securePort = listener.port());
        }
        return bound;
    }

    private void arrive(Channel client, Peer peer, @Nullable ProxyTls tls) {
        if (!sources.enter(client, peer)) {
            client.close();
            return;
        }
        Lane lane = lane(client.eventLoop());
        if (tls == null) {
            new Entrance.Front(null).open(lane, client);
            return;
        }
        client.pipeline()
                .addLast(handshakes.ofFront(tls))
                .addLast(connections.ofHandshake())
                .addLast(new AgreedProtocol(lane));
    }

    /**
     * Shows these from the next handshake on. Connections that are open keep what they have seen.
     *
     * @param challenges answered in clear at {@code /.well-known/acme-challenge/TOKEN}
     * @param validations shown to who asks for their names by {@code acme-tls/1}, and to nobody
     *     else
     * @throws Problem {@code bad-certificate}; then nothing changes
     */
    public void certify(
            List<CertificateSpec> specs,
            Map<String, String> challenges,
            List<CertificateSpec> validations) {
        handshakes.certify(specs, challenges, validations);
    }

    /** What an authority of certificates asks for at this path, or null. */
    @Nullable String challenge(String uri) {
        return uri.startsWith(CHALLENGES)
                ? handshakes.certificates().challenge(uri.substring(CHALLENGES.length()))
                : null;
    }

    /**
     * Where a request that came without TLS should have come, or null when it is well where it is.
     *
     * @param rules of its route
     */
    @Nullable String secureUrl(String authority, String uri, TlsRules rules, Origin origin) {
        CertificateTable table = handshakes.certificates();
        int own = securePort;
        if (own == 0 || !table.hasForced() && !rules.isSecureOnly()) {
            return null;
        }
        String host = RouteTable.host(authority);
        int port = origin.isRelayed() ? HTTPS : own;
        return rules.isSecureOnly() || table.isForced(host) ? secureUrl(host, port, uri) : null;
    }

    private static String secureUrl(String host, int port, String uri) {
        return "https://"
                + host
                + (port == HTTPS ? "" : ":" + port)
                + (uri.startsWith("/") ? uri : "/");
    }

    /**
     * The same under the name that a route's clients shall use, or null when they do. Names of the
     * machine itself are let be.
     */
    @Nullable String canonicalUrl(Route route, String authority, String uri, Origin origin) {
        boolean isSecure = origin.isSecure();
        String canonical = route.policy().canonicalHost();
        String host = RouteTable.host(authority);
        if (canonical.isEmpty() || host.equals(canonical) || host.endsWith(LOCALHOST)) {
            return null;
        }
        String secure = isSecure ? null : secureUrl(canonical, uri, route.tls(), origin);
        if (secure != null) {
            return secure;
        }
        String port = authority.substring(Math.min(authority.length(), host.length()));
        return (isSecure ? "https://" : "http://")
                + canonical
                + (port.matches(":\\d{1,5}") ? port : "")
                + (uri.startsWith("/") ? uri : "/");
    }

    /**
     * Tries again to listen where routes have addresses of their own; returns those that still
     * can't be had, because they are taken or forbidden.
     */
    public List<InetSocketAddress> missingListeners() {
        RouteListeners of = routeListeners;
        return of == null ? List.of() : of.missing();
    }

    /**
     * Routes by these from the next request on. Targets that stay keep their health and their
     * connections; those that are gone finish what they are answering.
     *
     * @throws Problem {@code invalid-routes}
     */
    public void apply(long generation, List<RouteSpec> specs) {
        synchronized (applyLock) {
            RouteTableBuilder builder = builder();
            builder.goOnFrom(table);
            RouteTable next = builder.build(generation, specs);
            table = next;
            own().settle(next.listeners());
            next.routes().forEach(route -> route.state().room().serve(route.pool()));
            for (Target gone : builder.retired()) {
                laneList.forEach(lane -> lane.loop().execute(() -> lane.closeUnused(gone)));
            }
            for (Target target : builder.fresh()) {
                EventLoop loop = laneList.get(chance.below(laneList.size())).loop();
                health.watch(target, loop);
            }
        }
    }

    /**
     * Refuses what {@link #apply} would refuse, and changes nothing.
     *
     * @throws Problem {@code invalid-routes}
     */
    public void check(List<RouteSpec> specs) {
        builder().build(0, specs);
    }

    private RouteTableBuilder builder() {
        return new RouteTableBuilder(limits, laneList.size(), latencyBoundsNanos);
    }

    public RouteTable table() {
        return table;
    }

    /** Told on an event loop of each target whose health has changed; must not block. */
    public void watchHealth(Consumer<Target> watcher) {
        healthWatchers.add(watcher);
    }

    public AccessRing access() {
        return access;
    }

    public ConnectionStats connections() {
        return connections;
    }

    public int openConnections() {
        RouteListeners of = routeListeners;
        return gate.open() + (of == null ? 0 : of.connections());
    }

    /** epoll or nio. */
    public String transportName() {
        return transport.name();
    }

    /**
     * Takes the listening sockets of the process that offers them there, before anything listens
     * here: they are used in place of new ones of the same addresses. How many these were; 0 when
     * nobody offers any, or where there is no epoll.
     */
    public int inherit(Path socket) throws InterruptedException {
        return transport.hasEpoll() ? handOver.take(running(), socket) : 0;
    }

    /** Everything listens that shall: inherited sockets that are not in use are closed. */
    public void inheritNoMore() {
        handOver.dropRest();
    }

    /** From now on the next process gets the listening sockets there; the one before has left. */
    public void offer(Path socket) throws IOException {
        if (transport.hasEpoll()) {
            handOver.offer(
                    running(),
                    socket,
                    () ->
                            Stream.concat(
                                            listeners.stream().map(Listener::channel),
                                            own().channels().stream())
                                    .toList());
        }
    }

    /**
     * Stops accepting. Every connection stays for the request that it may have under way: it ends
     * after its next answer, or when it has rested long enough.
     */
    public void leave() {
        isStopping = true;
        handOver.close();
        listeners.forEach(Listener::close);
        own().close();
        laneList.forEach(lane -> lane.loop().execute(lane::leave));
    }

    /**
     * Stops accepting, lets what is being answered finish, and returns when all clients are gone or
     * the time is up.
     *
     * @return whether all were gone in time
     */
    public boolean drain(Duration most) throws InterruptedException {
        isHurried = true;
        leave();
        laneList.forEach(lane -> lane.loop().execute(lane::drain));
        return awaitEmpty(most);
    }

    /** Returns whether all clients were gone in time. */
    public boolean awaitEmpty(Duration most) throws InterruptedException {
        long end = clock.nanos() + most.toNanos();
        while (openConnections() > 0 && clock.nanos() - end < 0) {
            clock.sleep(POLL);
        }
        return openConnections() == 0;
    }

    @Override
    public void close() {
        isStopping = true;
        handOver.close();
        listeners.forEach(Listener::close);
        RouteListeners of = routeListeners;
        if (of != null) {
            of.close();
        }
        synchronized (applyLock) {
            for (Route route : table.routes()) {
                route.pool().targets().forEach(Target::retire);
            }
            table = RouteTable.EMPTY;
        }
        EventLoopGroup running = loops;
        if (running != null) {
            EventLoops.end(running).awaitUninterruptibly();
        }
    }

    TrustedProxies trusted() {
        return trusted;
    }

    Arrivals arrivals() {
        return arrivals;
    }

    ProxyLimits limits() {
        return limits;
    }

    Clock clock() {
        return clock;
    }

    Handshakes handshakes() {
        return handshakes;
    }

    HealthChecker health() {
        return health;
    }

    boolean isStopping() {
        return isStopping;
    }

    /** What rests is closed. */
    boolean isHurried() {
        return isHurried;
    }

    Lane lane(EventLoop loop) {
        Lane lane = lanes.get(loop);
        if (lane == null) {
            throw new IllegalStateException("a connection came to a foreign event loop");
        }
        return lane;
    }

    private void healthChanged(Target target) {
        target.room().wake();
        healthWatchers.forEach(watcher -> watcher.accept(target));
    }

    private RouteListeners own() {
        RouteListeners of = routeListeners;
        if (of == null) {
            throw new IllegalStateException("the proxy was not started");
        }
        return of;
    }

    private EventLoopGroup running() {
        EventLoopGroup group = loops;
        if (group == null) {
            throw new IllegalStateException("the proxy was not started");
        }
        return group;
    }
}
