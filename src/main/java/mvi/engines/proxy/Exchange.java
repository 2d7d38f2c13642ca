package mvi.engines.proxy;

import io.netty.channel.ChannelFuture;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way: claims a target, sends the request while it comes, and passes the
 * response back while it comes.
 *
 * <p>Another connection is tried only while the target can't have acted on the request: when
 * connecting failed, or when a connection that had rested broke under a request that has no body
 * and may be repeated. What is cut from then on is a 502, or, after the response's head, a cut.
 */
final class Exchange {
    /** 103 and its like before a final response; more is no HTTP. */
    private static final int INTERIM_RESPONSES = 16;

    private final ClientConnection client;
    private final Lane lane;
    private final Route route;
    private final HttpRequest request;
    private final boolean hasBody;
    private final boolean isOldClient;
    private final boolean expectsContinue;
    private final boolean wantsUpgrade;
    private final long startedNanos;
    private final ArrayDeque<HttpContent> pending = new ArrayDeque<>();

    private Claim.@Nullable Claimed claim;
    private @Nullable TargetConnection connection;
    private int attempts;
    private boolean requestWritten;
    private boolean isInterim;
    private int interims;
    private boolean mayReuse;
    private boolean isUpgraded;
    private ResponseRules.@Nullable End told;
    private int status;
    private long bytesIn;
    private long bytesOut;
    private boolean isOver;

    Exchange(ClientConnection client, Route route, HttpRequest request, boolean isOldClient) {
        this.client = client;
        this.lane = client.lane();
        this.route = route;
        this.request = request;
        this.isOldClient = isOldClient;
        this.hasBody = RequestRules.hasBody(request);
        this.expectsContinue = HttpUtil.is100ContinueExpected(request);
        this.wantsUpgrade = RequestRules.upgrade(request) != null;
        this.startedNanos = lane.now();
    }

    /** The target's claim is taken and a connection is on its way, or the client has its answer. */
    void start() {
        claimAndConnect(null);
    }

    boolean responseBegun() {
        return told != null;
    }

    boolean isAwaitingResponse() {
        return requestWritten && told == null;
    }

    /** Whether more of the request may be taken in now. */
    boolean takesMore() {
        TargetConnection to = connection;
        return to == null ? pending.isEmpty() : to.isWritable();
    }

    void requestContent(HttpContent content) {
        if (isOver) {
            content.release();
            return;
        }
        bytesIn += content.content().readableBytes();
        TargetConnection to = connection;
        if (to == null) {
            pending.add(content);
            return;
        }
        requestWritten = content instanceof LastHttpContent;
        to.write(content);
    }

    void requestReadComplete() {
        TargetConnection to = connection;
        if (to != null) {
            to.flush();
        }
    }

    void clientWritabilityChanged(boolean isWritable) {
        TargetConnection to = connection;
        if (to != null) {
            to.reading(isWritable);
        }
    }

    void targetWritabilityChanged() {
        client.active();
        client.updateReading();
    }

    void responseHead(HttpResponse response) {
        client.active();
        int code = response.status().code();
        isInterim = code < 200 && code != 101;
        if (isInterim) {
            interim(response);
            return;
        }
        if (code == 101) {
            upgrade(response);
            return;
        }
        mayReuse = HttpUtil.isKeepAlive(response);
        status = code;
        HttpMethod method = request.method();
        ResponseRules.End end = ResponseRules.end(response, method);
        if (end == ResponseRules.End.CLOSE) {
            mayReuse = false;
        }
        ResponseRules.strip(response);
        if (expectsContinue && !client.requestEnded()) {
            // Nobody can tell whether the client will send its body after this answer.
            client.closeAfterwards();
        }
        told = ResponseRules.frame(response, end, isOldClient, client.willClose());
        if (told == ResponseRules.End.CLOSE) {
            client.closeAfterwards();
        }
        client.writeHead(response, method);
    }

    void responseContent(HttpContent content) {
        client.active();
        bytesOut += content.content().readableBytes();
        boolean isLast = content instanceof LastHttpContent;
        if (isInterim) {
            if (isOldClient) {
                content.release();
            } else {
                client.write(content);
                client.flush();
            }
            return;
        }
        client.write(content);
        if (!isLast) {
            if (!client.isWritable()) {
                client.flush();
                clientWritabilityChanged(client.isWritable());
            }
            return;
        }
        responseEnded();
    }

    void responseReadComplete() {
        client.flush();
    }

    void badResponse() {
        dropConnection();
        fail(OwnAnswer.BAD_ANSWER);
    }

    /** The connection broke before the response's end. */
    void targetGone() {
        TargetConnection broken = connection;
        connection = null;
        if (isOver || broken == null) {
            return;
        }
        boolean mayRepeat =
                told == null
                        && broken.wasUsed()
                        && requestWritten
                        && !hasBody
                        && interims == 0
                        && RequestRules.isIdempotent(request.method());
        if (mayRepeat && ++attempts < lane.proxy().limits().attempts()) {
            requestWritten = false;
            pending.add(LastHttpContent.EMPTY_LAST_CONTENT);
            dial(broken.target());
            return;
        }
        fail(OwnAnswer.NO_ANSWER);
    }

    /** The client is gone: nothing of the exchange matters any more. */
    void clientGone() {
        if (isOver) {
            return;
        }
        if (status == 0) {
            status = 499;
        }
        dropConnection();
        over();
    }

    void fail(OwnAnswer refusal) {
        if (isOver) {
            return;
        }
        dropConnection();
        if (told == null) {
            status = refusal.status();
            over();
            client.answer(refusal, request.method());
        } else {
            boolean isToldByClose = told == ResponseRules.End.CLOSE;
            over();
            client.cut(isToldByClose);
        }
    }

    private void claimAndConnect(@Nullable Target failed) {
        switch (route.pool().claim(lane.dice(), failed)) {
            case Claim.NoHealthyTarget() ->
                    fail(failed == null ? OwnAnswer.NO_HEALTHY_TARGET : OwnAnswer.NO_ANSWER);
            case Claim.Full() -> fail(OwnAnswer.FULL);
            case Claim.Claimed claimed -> {
                claim = claimed;
                TargetConnection rested = lane.take(claimed.target());
                if (rested == null) {
                    dial(claimed.target());
                } else {
                    send(rested);
                }
            }
        }
    }

    private void dial(Target target) {
        TargetConnection next = new TargetConnection(lane, target);
        ChannelFuture dialled = lane.dial(target, next);
        dialled.addListener(
                done -> {
                    if (done.isSuccess()) {
                        next.connected(dialled.channel());
                        if (isOver) {
                            next.close();
                        } else {
                            send(next);
                        }
                    } else if (!isOver) {
                        connectFailed(target, done.cause());
                    }
                });
    }

    private void connectFailed(Target target, @Nullable Throwable cause) {
        lane.proxy().health().failed(target, cause);
        Claim.Claimed held = claim;
        claim = null;
        if (held != null) {
            held.close();
        }
        if (++attempts >= lane.proxy().limits().attempts()) {
            fail(OwnAnswer.NO_ANSWER);
            return;
        }
        claimAndConnect(target);
    }

    private void send(TargetConnection to) {
        connection = to;
        client.active();
        to.begin(this, request);
        for (HttpContent next = pending.poll(); next != null; next = pending.poll()) {
            requestWritten = next instanceof LastHttpContent;
            to.write(next);
        }
        if (hasBody || requestWritten) {
            to.flush();
        }
        client.updateReading();
    }

    private void interim(HttpResponse response) {
        if (++interims > INTERIM_RESPONSES) {
            badResponse();
            return;
        }
        if (!isOldClient) {
            ResponseRules.strip(response);
            client.writeHead(response, request.method());
        }
    }

    private void upgrade(HttpResponse response) {
        String protocol = response.headers().get(HttpHeaderNames.UPGRADE);
        if (!wantsUpgrade || protocol == null || !requestWritten || client.hasWaiting()) {
            badResponse();
            return;
        }
        ResponseRules.strip(response);
        response.headers().set(HttpHeaderNames.CONNECTION, "Upgrade");
        response.headers().set(HttpHeaderNames.UPGRADE, protocol);
        status = 101;
        told = ResponseRules.End.CLOSE;
        isUpgraded = true;
        client.writeHead(response, request.method());
    }

    private void responseEnded() {
        TargetConnection from = connection;
        connection = null;
        if (from != null && isUpgraded) {
            client.flush();
            Tunnel.join(lane, client, from, this);
            return;
        }
        client.flush();
        over();
        if (from != null) {
            if (mayReuse && requestWritten) {
                from.rest();
            } else {
                from.close();
            }
        }
        client.responseEnded();
    }

    /** The tunnel that this exchange became is closed. */
    void tunnelEnded(long in, long out) {
        bytesIn += in;
        bytesOut += out;
        over();
    }

    private void dropConnection() {
        TargetConnection open = connection;
        connection = null;
        if (open != null) {
            open.close();
        }
    }

    private void over() {
        if (isOver) {
            return;
        }
        isOver = true;
        for (HttpContent each = pending.poll(); each != null; each = pending.poll()) {
            each.release();
        }
        Claim.Claimed held = claim;
        String target = held == null ? "" : held.target().id();
        claim = null;
        if (held != null) {
            held.close();
        }
        long nanos = lane.now() - startedNanos;
        route.stats().count(status, nanos, bytesIn, bytesOut);
        AccessRing ring = lane.proxy().access();
        if (ring.hasRoom()) {
            ring.add(
                    new AccessRecord(
                            lane.proxy().clock().now(),
                            route.id(),
                            target,
                            client.peer(),
                            request.method().name(),
                            path(request.uri()),
                            status,
                            nanos / 1000,
                            bytesIn,
                            bytesOut));
        }
    }

    private static String path(String uri) {
        int query = uri.indexOf('?');
        return query < 0 ? uri : uri.substring(0, query);
    }
}
