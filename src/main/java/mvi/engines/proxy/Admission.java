package mvi.engines.proxy;

import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;

/** What becomes of a request whose head has come. */
sealed interface Admission {
    /** It goes there, as it now is. */
    record Let(Route route, Origin origin) implements Admission {}

    record Refused(OwnAnswer answer) implements Admission {}

    /** Makes the request what its target shall see, unless it is not let in. */
    static Admission of(Lane lane, Entrance entrance, HttpRequest request, Peer peer) {
        if (request.headers().size() > lane.proxy().limits().headerFields()) {
            return new Refused(OwnAnswer.TOO_MANY_FIELDS);
        }
        OwnAnswer refusal = RequestRules.refusal(request);
        if (refusal == null) {
            refusal = RequestRules.rewrite(request);
        }
        if (refusal != null) {
            return new Refused(refusal);
        }
        Origin origin = entrance.sign(lane, request, peer);
        Route route = entrance.route(lane.proxy().table(), request);
        OwnAnswer own = entrance.own(lane.proxy(), request, origin, route);
        if (own != null) {
            return new Refused(own);
        }
        if (route == null) {
            return new Refused(OwnAnswer.UNKNOWN_HOST);
        }
        long most = route.policy().bodyBytes();
        if (most > 0 && HttpUtil.getContentLength(request, 0L) > most) {
            return new Refused(OwnAnswer.TOO_LONG_BODY);
        }
        entrance.vouch(request, route);
        return new Let(route, origin);
    }
}
