package mvi.engines.proxy;

import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import mvi.engines.proxy.RoutePolicy.Balancing;
import org.jspecify.annotations.Nullable;

/**
 * Finds a target for one request: at once, or when one has room, and another one when that could
 * not be reached. Touched by its event loop's thread only, but for {@link #granted} and {@link
 * #askAgain}.
 */
final class Placement {
    private final Exchange exchange;
    private final Lane lane;
    private final Route route;
    private final @Nullable String wish;
    private Claim.@Nullable Claimed claim;
    private @Nullable OwnAnswer otherwise;
    private int attempts;
    private long askedNanos;
    private boolean isOver;

    Placement(Exchange exchange, Lane lane, Route route, HttpRequest request) {
        this.exchange = exchange;
        this.lane = lane;
        this.route = route;
        this.wish = isSticky() ? StickyCookie.wish(request) : null;
    }

    void begin() {
        route.state().retries().request();
        askedNanos = lane.now();
        ask(null);
    }

    /** Its target; null before it has one, and after it had. */
    @Nullable Target target() {
        Claim.Claimed held = claim;
        return held == null ? null : held.target();
    }

    /** Waits for a target. */
    boolean isWaiting() {
        return otherwise != null;
    }

    /** Since when it has wanted the target that it waits for. */
    long askedNanos() {
        return askedNanos;
    }

    /** It has waited too long. */
    void expire() {
        OwnAnswer answer = otherwise;
        if (answer != null) {
            exchange.fail(answer);
        }
    }

    /** No connection to its target could be made; it gets another, or the request fails. */
    void unreachable(Target target) {
        release();
        if (mayTryAgain()) {
            askedNanos = lane.now();
            ask(target);
        } else {
            exchange.fail(OwnAnswer.NO_ANSWER);
        }
    }

    /** Counts one more connection of the same request, unless these are too many. */
    boolean mayTryAgain() {
        if (attempts + 1 >= lane.proxy().limits().attempts() || !route.state().retries().spend()) {
            return false;
        }
        attempts++;
        return true;
    }

    /** The target has answered. */
    void answered(HttpResponse response, HttpRequest request) {
        Target target = target();
        if (target == null) {
            return;
        }
        target.answered();
        if (isSticky() && !target.stickyKey().equals(wish)) {
            String proto = request.headers().get(RequestRules.FORWARDED_PROTO, "");
            StickyCookie.set(response, target, proto.equals("https"));
        }
    }

    /** The target took the request and did not answer it. */
    void failed() {
        Target target = target();
        if (target != null && pool().failed(target, lane.now())) {
            route.stats().countEjection();
        }
    }

    /** The request needs no target any more. */
    void end() {
        isOver = true;
        if (isWaiting()) {
            otherwise = null;
            room().leave(this);
        }
        release();
    }

    /** From any thread, to one that waits: it has room at this target. */
    void granted(Claim.Claimed claimed) {
        lane.loop()
                .execute(
                        () -> {
                            otherwise = null;
                            if (isOver) {
                                claimed.close();
                            } else {
                                take(claimed);
                            }
                        });
    }

    /** From any thread, to one that waits: there may be a target now. */
    void askAgain() {
        lane.loop()
                .execute(
                        () -> {
                            otherwise = null;
                            if (!isOver) {
                                ask(null);
                            }
                        });
    }

    private void ask(@Nullable Target failed) {
        switch (claim(failed)) {
            case Claim.Claimed claimed -> {
                room().served(lane.now());
                take(claimed);
            }
            case Claim.Full() -> await(OwnAnswer.FULL);
            case Claim.NoHealthyTarget() -> {
                OwnAnswer answer =
                        failed == null ? OwnAnswer.NO_HEALTHY_TARGET : OwnAnswer.NO_ANSWER;
                if (room().hasServedWithin(lane.proxy().limits().recoveryTime(), lane.now())) {
                    await(answer);
                } else {
                    exchange.fail(answer);
                }
            }
        }
    }

    private void take(Claim.Claimed claimed) {
        claim = claimed;
        exchange.placed(claimed.target());
    }

    private void await(OwnAnswer answer) {
        if (!room().enter(this)) {
            exchange.fail(answer);
            return;
        }
        otherwise = answer;
        // Who made room in between saw nobody wait.
        if (claim(null) instanceof Claim.Claimed late) {
            if (room().leave(this)) {
                otherwise = null;
                take(late);
            } else {
                late.close();
            }
        }
    }

    private Claim claim(@Nullable Target failed) {
        return pool().claim(lane.dice(), lane.now(), failed, wish);
    }

    private void release() {
        Claim.Claimed held = claim;
        claim = null;
        if (held != null) {
            held.close();
        }
    }

    private boolean isSticky() {
        return route.policy().balancing() == Balancing.STICKY;
    }

    private TargetPool pool() {
        return room().pool(route.pool());
    }

    private WaitingRoom room() {
        return route.state().room();
    }
}
