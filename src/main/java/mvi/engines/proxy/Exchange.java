package mvi.engines.proxy;

import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import java.time.Duration;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way: claims a target, sends the request while it comes, and passes the
 * response back while it comes.
 *
 * <p>Another connection is tried only while the target can't have acted on the request: when
 * connecting failed, or when a connection that had rested broke under a request that has no body
 * and may be repeated. What is cut from then on is a 502, or, after the response's head, a cut.
 *
 * <p>When no target has room, or the last healthy one has just gone, it waits for a moment.
 */
final class Exchange {
    /** 103 and its like before a final response; more is no HTTP. */
    private static final int INTERIM_RESPONSES = 16;

    private final ClientSide client;
    private final Lane lane;
    private final Route route;
    private final Origin origin;
    private final HttpRequest request;
    private final boolean hasBody;
    private final boolean expectsContinue;
    private final boolean wantsUpgrade;
    private final long startedNanos;
    private final ArrayDeque<HttpContent> pending = new ArrayDeque<>();

    private final Placement placement;

    private @Nullable TargetSide to;
    private int dialled;
    private long reachedNanos = -1;
    private long headNanos = -1;
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

    Exchange(ClientSide client, Admission.Let let, HttpRequest request) {
        this.client = client;
        this.lane = client.lane();
        this.route = let.route();
        this.origin = let.origin();
        this.request = request;
        this.hasBody = RequestRules.hasBody(request);
        this.expectsContinue = HttpUtil.is100ContinueExpected(request);
        this.wantsUpgrade = RequestRules.upgrade(request) != null;
        this.startedNanos = lane.now();
        this.placement = new Placement(this, lane, route, request);
    }

    /** A connection to a target is on its way, or the client has its answer, or it waits. */
    void start() {
        placement.begin();
    }

    /**
     * Whether its patience is at an end.
     *
     * @param activeNanos when a byte has moved last, which ends no waiting for a target
     */
    boolean isOverdue(long nowNanos, long activeNanos, boolean isClientReady) {
        return placement.isWaiting()
                ? Ticked.isPast(nowNanos, placement.askedNanos(), lane.proxy().limits().waitTime())
                : Ticked.isPast(nowNanos, activeNanos, patience(isClientReady));
    }

    /** How long it may go on without a byte. */
    private Duration patience(boolean isClientReady) {
        ProxyLimits limits = lane.proxy().limits();
        if (isAwaitingResponse()) {
            return limits.responseTime();
        }
        // What has been begun may be silent (Server-Sent Events, gRPC), unless the client
        // doesn't take what there is.
        return told != null && isClientReady ? limits.tunnelIdleTime() : limits.idleTime();
    }

    /** Its patience is at an end. */
    void expire() {
        if (placement.isWaiting()) {
            placement.expire();
        } else if (isAwaitingResponse()) {
            targetFailed(OwnAnswer.SLOW_ANSWER);
        } else {
            fail(OwnAnswer.SLOW_REQUEST);
        }
    }

    private boolean isAwaitingResponse() {
        return requestWritten && told == null;
    }

    /** Whether more of the request may be taken in now. */
    boolean takesMore() {
        TargetSide there = to;
        return there == null ? pending.isEmpty() : there.isWritable();
    }

    void requestContent(HttpContent content) {
        if (isOver) {
            content.release();
            return;
        }
        bytesIn += content.content().readableBytes();
        long most = route.policy().bodyBytes();
        if (most > 0 && bytesIn > most) {
            content.release();
            fail(OwnAnswer.TOO_LONG_BODY);
            return;
        }
        if (content instanceof LastHttpContent last) {
            RequestRules.cleanTrailers(last.trailingHeaders());
        }
        TargetSide there = to;
        if (there == null) {
            pending.add(content);
            return;
        }
        requestWritten = content instanceof LastHttpContent;
        there.write(content);
    }

    void requestReadComplete() {
        TargetSide there = to;
        if (there != null) {
            there.flush();
        }
    }

    void clientWritabilityChanged(boolean isWritable) {
        TargetSide there = to;
        if (there != null) {
            there.reading(isWritable);
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
        headNanos = lane.now() - startedNanos;
        if (code == 101) {
            upgrade(response);
            return;
        }
        placement.answered(response, request);
        mayReuse = HttpUtil.isKeepAlive(response);
        status = code;
        HttpMethod method = request.method();
        ResponseRules.End end = ResponseRules.end(response, method);
        if (end == ResponseRules.End.CLOSE) {
            mayReuse = false;
        }
        ResponseRules.strip(response);
        client.entrance().advise(response, origin, route);
        if (expectsContinue && !client.requestEnded()) {
            // Nobody can tell whether the client will send its body after this answer.
            client.closeAfterwards();
        }
        told = client.writeHead(response, method, end);
    }

    void responseContent(HttpContent content) {
        client.active();
        bytesOut += content.content().readableBytes();
        boolean isLast = content instanceof LastHttpContent;
        if (isInterim) {
            content.release();
            return;
        }
        if (isUpgraded) {
            content.release();
        } else {
            client.write(content);
        }
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
        targetFailed(OwnAnswer.BAD_ANSWER);
    }

    /** The connection broke before the response's end. */
    void targetGone() {
        TargetSide broken = to;
        to = null;
        if (isOver || broken == null) {
            return;
        }
        boolean mayRepeat =
                told == null
                        && broken.mayBeUnseen()
                        && requestWritten
                        && !hasBody
                        && interims == 0
                        && RequestRules.isIdempotent(request.method());
        if (mayRepeat && placement.mayTryAgain()) {
            requestWritten = false;
            pending.add(LastHttpContent.EMPTY_LAST_CONTENT);
            dialled++;
            lane.reachAnew(broken.target(), this);
            return;
        }
        targetFailed(OwnAnswer.NO_ANSWER);
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

    /** There is room at this target. */
    void placed(Target target) {
        client.active();
        dialled++;
        lane.reach(target, this);
    }

    /** The target took the request and did not answer it. */
    private void targetFailed(OwnAnswer answer) {
        if (!isOver && told == null) {
            placement.failed();
        }
        fail(answer);
    }

    /** There is a connection to the claimed target. */
    void reached(TargetSide there) {
        if (isOver) {
            there.rest();
            return;
        }
        to = there;
        reachedNanos = lane.now() - startedNanos;
        client.active();
        there.begin(this, request);
        for (HttpContent next = pending.poll(); next != null; next = pending.poll()) {
            requestWritten = next instanceof LastHttpContent;
            there.write(next);
        }
        if (hasBody || requestWritten) {
            there.flush();
        }
        client.updateReading();
    }

    /** No connection to the claimed target could be made. */
    void unreachable(Target target, @Nullable Throwable cause) {
        if (isOver) {
            return;
        }
        lane.proxy().health().failed(target, cause);
        placement.unreachable(target);
    }

    private void interim(HttpResponse response) {
        if (++interims > INTERIM_RESPONSES) {
            badResponse();
            return;
        }
        ResponseRules.strip(response);
        client.writeInterim(response, request.method());
    }

    private void upgrade(HttpResponse response) {
        String protocol = response.headers().get(HttpHeaderNames.UPGRADE);
        if (!wantsUpgrade || protocol == null || !requestWritten || !client.mayUpgrade()) {
            badResponse();
            return;
        }
        ResponseRules.strip(response);
        status = 101;
        told = ResponseRules.End.CLOSE;
        isUpgraded = true;
        client.writeUpgrade(response, request.method(), protocol);
    }

    private void responseEnded() {
        TargetSide from = to;
        to = null;
        if (from instanceof TargetConnection connection && isUpgraded) {
            client.flush();
            client.becomeTunnel(connection, this::tunnelEnded);
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

    private void tunnelEnded(long in, long out) {
        bytesIn += in;
        bytesOut += out;
        over();
    }

    private void dropConnection() {
        TargetSide open = to;
        to = null;
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
        Target at = placement.target();
        String target = at == null ? "" : at.id();
        placement.end();
        long nanos = lane.now() - startedNanos;
        route.stats().count(status, nanos, bytesIn, bytesOut);
        if (dialled > 1) {
            route.stats().retried(dialled - 1);
        }
        AccessRing ring = lane.proxy().access();
        if (ring.hasRoom(route.id())) {
            ring.add(record(target, nanos));
        }
    }

    private AccessRecord record(String target, long nanos) {
        HttpHeaders headers = request.headers();
        return new AccessRecord(
                lane.proxy().clock().now(),
                route.id(),
                target,
                origin.client(),
                request.method().name(),
                headers.get(HttpHeaderNames.HOST, ""),
                path(request.uri()),
                client.protocol(),
                status,
                headers.get(RequestRules.REQUEST_ID, ""),
                headers.get(TraceContext.PARENT, ""),
                dialled,
                micros(reachedNanos),
                micros(headNanos),
                micros(nanos),
                bytesIn,
                bytesOut);
    }

    private static long micros(long nanos) {
        return nanos < 0 ? -1 : nanos / 1000;
    }

    private static String path(String uri) {
        int query = uri.indexOf('?');
        return query < 0 ? uri : uri.substring(0, query);
    }
}
