package mvi.engines.proxy;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpRequestEncoder;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What belongs to one event loop: its clients and its unused connections to targets. Touched by the
 * loop's thread only.
 */
final class Lane {
    private static final long TICK_MILLIS = 250;

    private final Proxy proxy;
    private final int index;
    private final EventLoop loop;
    private final RandomGenerator dice;
    private final Transport transport;
    private final Set<Ticked> ticked = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Set<TargetConnection> unused = Collections.newSetFromMap(new IdentityHashMap<>());
    private boolean isTicking;

    Lane(Proxy proxy, int index, EventLoop loop, Transport transport, long seed) {
        this.proxy = proxy;
        this.index = index;
        this.loop = loop;
        this.transport = transport;
        this.dice = new SplittableRandom(seed);
    }

    Proxy proxy() {
        return proxy;
    }

    EventLoop loop() {
        return loop;
    }

    RandomGenerator dice() {
        return dice;
    }

    Transport transport() {
        return transport;
    }

    long now() {
        return proxy.clock().nanos();
    }

    void add(Ticked each) {
        ticked.add(each);
        startTicking();
    }

    void remove(Ticked each) {
        ticked.remove(each);
    }

    /** Gets the exchange to the target, by a connection that is there or by a new one. */
    void reach(Target target, Exchange exchange) {
        if (target.isHttp2()) {
            streams(target).open(exchange);
            return;
        }
        TargetConnection rested = take(target);
        if (rested == null) {
            dial(target, exchange);
        } else {
            exchange.reached(rested);
        }
    }

    /** As {@link #reach}, by a connection that no other exchange has used. */
    void reachAnew(Target target, Exchange exchange) {
        if (target.isHttp2()) {
            target.leaveStreams(index);
            streams(target).open(exchange);
        } else {
            dial(target, exchange);
        }
    }

    private TargetStreams streams(Target target) {
        TargetStreams open = target.streams(index);
        if (open != null && open.hasRoom()) {
            return open;
        }
        TargetStreams fresh = new TargetStreams(this, target);
        target.streams(index, fresh);
        fresh.dial(dialling());
        return fresh;
    }

    private @Nullable TargetConnection take(Target target) {
        ArrayDeque<TargetConnection> idle = target.idle(index);
        TargetConnection connection = idle.pollLast();
        while (connection != null) {
            unused.remove(connection);
            if (connection.isUsable()) {
                return connection;
            }
            connection.close();
            connection = idle.pollLast();
        }
        return null;
    }

    void giveBack(TargetConnection connection) {
        Target target = connection.target();
        ArrayDeque<TargetConnection> idle = target.idle(index);
        boolean isKept =
                connection.isUsable()
                        && idle.size() < proxy.limits().idlePerTarget()
                        && !target.isDraining()
                        && !target.isRetired();
        if (!isKept) {
            connection.close();
            return;
        }
        connection.restSince(now());
        idle.addLast(connection);
        unused.add(connection);
        startTicking();
    }

    /** It broke while nobody used it. */
    void forget(TargetConnection connection) {
        if (unused.remove(connection)) {
            connection.target().idle(index).remove(connection);
        }
    }

    void closeUnused(Target target) {
        target.leaveStreams(index);
        ArrayDeque<TargetConnection> idle = target.idle(index);
        for (TargetConnection each = idle.poll(); each != null; each = idle.poll()) {
            unused.remove(each);
            each.close();
        }
    }

    /** A connection for bytes of any kind, which reads nothing yet. */
    ChannelFuture dial(InetSocketAddress address) {
        return dialling()
                .option(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .option(ChannelOption.AUTO_READ, false)
                .handler(new ChannelInboundHandlerAdapter())
                .connect(address);
    }

    private Bootstrap dialling() {
        return new Bootstrap()
                .group(loop)
                .channel(transport.connecting())
                .option(
                        ChannelOption.CONNECT_TIMEOUT_MILLIS,
                        (int) proxy.limits().connectTime().toMillis())
                .option(ChannelOption.TCP_NODELAY, true);
    }

    private void dial(Target target, Exchange exchange) {
        TargetConnection connection = new TargetConnection(this, target);
        ChannelFuture dialled =
                dialling()
                        .option(ChannelOption.ALLOW_HALF_CLOSURE, false)
                        .handler(
                                new ChannelInitializer<Channel>() {
                                    @Override
                                    protected void initChannel(Channel channel) {
                                        channel.pipeline()
                                                .addLast(new JoinedWrites())
                                                .addLast(connection.decoder())
                                                .addLast(new HttpRequestEncoder())
                                                .addLast(connection);
                                    }
                                })
                        .connect(target.address());
        dialled.addListener(
                done -> {
                    if (done.isSuccess()) {
                        connection.connected(dialled.channel());
                        exchange.reached(connection);
                    } else {
                        exchange.unreachable(target, done.cause());
                    }
                });
    }

    /** Lets every client that can hear it know that the proxy is going. */
    void leave() {
        for (Ticked each : new ArrayList<>(ticked)) {
            each.leave();
        }
    }

    /** Closes what rests; what is busy ends with its answer. */
    void drain() {
        for (Ticked each : new ArrayList<>(ticked)) {
            each.drain();
        }
    }

    private void startTicking() {
        if (!isTicking) {
            isTicking = true;
            loop.schedule(this::tick, TICK_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void tick() {
        isTicking = false;
        long now = now();
        for (Ticked each : new ArrayList<>(ticked)) {
            each.tick(now);
        }
        long oldest = now - proxy.limits().targetIdleTime().toNanos();
        Iterator<TargetConnection> all = unused.iterator();
        while (all.hasNext()) {
            TargetConnection each = all.next();
            if (each.restingSince() - oldest < 0) {
                all.remove();
                each.target().idle(index).remove(each);
                each.close();
            }
        }
        if (!ticked.isEmpty() || !unused.isEmpty()) {
            startTicking();
        }
    }
}
