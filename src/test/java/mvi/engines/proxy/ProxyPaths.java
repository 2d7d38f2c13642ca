package mvi.engines.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import mvi.engines.base.Chance;
import mvi.engines.base.Clock;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What the proxy does itself with each request, and with each new table of a thousand apps. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ProxyPaths {
    private static final int APPS = 1000;
    private static final byte[] REQUEST =
            """
            GET /articles/2026?page=2 HTTP/1.1\r
            Host: app500.example.org\r
            User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36\r
            Accept: text/html,application/xhtml+xml;q=0.9,*/*;q=0.8\r
            Accept-Encoding: gzip, deflate, br\r
            Accept-Language: en\r
            Cookie: session=0123456789abcdef\r
            Connection: keep-alive\r
            \r
            """
                    .getBytes(StandardCharsets.US_ASCII);

    private static final Origin FROM =
            new Origin("192.0.2.1", "192.0.2.1", "app500.example.org", true, false, false);

    private final SplittableRandom dice = new SplittableRandom(1);
    private final Proxy proxy =
            new Proxy(
                    ProxyLimits.DEFAULT,
                    TrustedProxies.NONE,
                    List.of(0.001, 1.0),
                    1,
                    Clock.system(),
                    Chance.system());
    private final List<RouteSpec> one = specs("");
    private final List<RouteSpec> other = specs("/api");
    private final RouteTable table = applied(one);
    private final TargetPool pool = pool();
    private final EmbeddedChannel decoder =
            new EmbeddedChannel(new StrictRequestDecoder(ProxyLimits.DEFAULT));
    private long generation = 1;

    @Benchmark
    public @Nullable Object findRoute() {
        return table.find("app500.example.org", "/articles/2026?page=2");
    }

    @Benchmark
    public @Nullable Object findRouteByStar() {
        return table.find("shop.app500.example.org:443", "/articles/2026?page=2");
    }

    @Benchmark
    public Claim claimTarget() {
        Claim claim = pool.claim(dice, 0, null, null);
        if (claim instanceof Claim.Claimed claimed) {
            claimed.close();
        }
        return claim;
    }

    @Benchmark
    public boolean readHead() {
        ByteBuf bytes = Unpooled.wrappedBuffer(REQUEST);
        decoder.writeInbound(bytes);
        Object message = decoder.readInbound();
        while (message != null) {
            ReferenceCountUtil.release(message);
            message = decoder.readInbound();
        }
        return true;
    }

    @Benchmark
    public @Nullable Object checkAndRewriteHead() {
        HttpRequest request =
                new DefaultHttpRequest(
                        HttpVersion.HTTP_1_1, HttpMethod.GET, "/articles/2026?page=2");
        request.headers()
                .add("Host", "app500.example.org")
                .add("User-Agent", "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36")
                .add("Accept", "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8")
                .add("Accept-Encoding", "gzip, deflate, br")
                .add("Accept-Language", "en")
                .add("Cookie", "session=0123456789abcdef")
                .add("Connection", "keep-alive");
        OwnAnswer refusal = RequestRules.refusal(request);
        RequestRules.rewrite(request);
        RequestRules.forward(request, FROM);
        RequestRules.identify(request, dice);
        return refusal == null ? request : refusal;
    }

    /** Built, and in force for the next request. */
    @Benchmark
    @OutputTimeUnit(TimeUnit.MICROSECONDS)
    public void swapTableOfThousandApps() {
        generation++;
        proxy.apply(generation, generation % 2 == 0 ? other : one);
    }

    private RouteTable applied(List<RouteSpec> specs) {
        proxy.start();
        proxy.apply(1, specs);
        return proxy.table();
    }

    private TargetPool pool() {
        Route route = table.find("app500.example.org", "/");
        if (route == null) {
            throw new IllegalStateException("no route");
        }
        route.pool().targets().forEach(target -> target.report(true, "", 0));
        return route.pool();
    }

    private static List<RouteSpec> specs(String pathOfLast) {
        HealthProbe seldom = new HealthProbe("", Duration.ofHours(1), Duration.ofSeconds(2), 1, 2);
        List<RouteSpec> specs = new ArrayList<>();
        for (int i = 0; i < APPS; i++) {
            String host = "app" + i + ".example.org";
            specs.add(
                    new RouteSpec(
                            "app" + i + "/web",
                            List.of(host, "*." + host + (i == APPS - 1 ? pathOfLast : "")),
                            List.of(
                                    new RouteSpec.TargetSpec(
                                            "a" + i, "127.0.0.1", 1, seldom, false),
                                    new RouteSpec.TargetSpec(
                                            "b" + i, "127.0.0.1", 2, seldom, false))));
        }
        return specs;
    }

    @TearDown
    public void close() {
        decoder.finishAndReleaseAll();
        proxy.close();
    }
}
