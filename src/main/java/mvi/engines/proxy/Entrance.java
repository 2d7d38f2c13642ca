package mvi.engines.proxy;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.util.AsciiString;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where a connection came in, which decides its requests' route and what they may say. */
sealed interface Entrance {
    /** Makes the pipeline of a connection that speaks HTTP. */
    default void open(Lane lane, Channel channel) {
        StrictRequestDecoder decoder = new StrictRequestDecoder(lane.proxy().limits());
        ClientResponseEncoder encoder = new ClientResponseEncoder();
        channel.pipeline()
                .addLast(new JoinedWrites())
                .addLast(decoder)
                .addLast(encoder)
                .addLast(new ClientConnection(lane, channel, this, decoder, encoder));
    }

    /** The route of this table that takes the request, or null. */
    @Nullable Route route(RouteTable table, HttpRequest request);

    /** Puts into the request what the proxy knows of it, and returns whom it is from. */
    Origin sign(Lane lane, HttpRequest request, Peer peer);

    /** What the request gets without its route, or null. */
    default @Nullable OwnAnswer own(
            Proxy proxy, HttpRequest request, Origin origin, @Nullable Route route) {
        return null;
    }

    /** Puts into the request what the proxy knows of it for this route alone. */
    default void vouch(HttpRequest request, Route route) {}

    /** Puts into a target's response what its route wants clients to know of their way here. */
    default void advise(HttpResponse response, Origin origin, Route route) {}

    /**
     * From the world: routed by host; nothing that it says of its origin is believed, but what a
     * trusted proxy says.
     *
     * @param handshake null for what comes in clear
     */
    record Front(@Nullable Handshake handshake) implements Entrance {
        private static final AsciiString HSTS = AsciiString.cached("Strict-Transport-Security");

        @Override
        public @Nullable Route route(RouteTable table, HttpRequest request) {
            return table.find(request.headers().get(HttpHeaderNames.HOST, ""), request.uri());
        }

        @Override
        public Origin sign(Lane lane, HttpRequest request, Peer peer) {
            TrustedProxies trusted = lane.proxy().trusted();
            Origin origin = Origin.of(request.headers(), peer, trusted, handshake != null);
            RequestRules.forward(request, origin);
            RequestRules.identify(request, lane.dice());
            return origin;
        }

        @Override
        public @Nullable OwnAnswer own(
                Proxy proxy, HttpRequest request, Origin origin, @Nullable Route route) {
            String proof = handshake == null ? proxy.challenge(request.uri()) : null;
            if (proof != null) {
                return OwnAnswer.proof(proof);
            }
            if (route == null) {
                return null;
            }
            String host = request.headers().get(HttpHeaderNames.HOST, "");
            TlsRules rules = route.tls();
            if (handshake != null && !handshake.isEnough(RouteTable.host(host), rules)) {
                return OwnAnswer.MISDIRECTED;
            }
            String url = proxy.canonicalUrl(route, host, request.uri(), origin);
            if (url == null && !origin.isSecure()) {
                url = proxy.secureUrl(host, request.uri(), rules, origin);
            }
            if (url != null) {
                return OwnAnswer.moved(url);
            }
            // Also where a proxy took the client's TLS, and with it what the client has to show.
            if (handshake == null && rules.isSecureOnly()) {
                return OwnAnswer.ONLY_SECURE;
            }
            String maintenance = route.policy().maintenance();
            return maintenance.isEmpty() ? null : OwnAnswer.maintenance(maintenance);
        }

        @Override
        public void advise(HttpResponse response, Origin origin, Route route) {
            Optional<Duration> hsts = route.tls().hsts();
            boolean isKnown =
                    origin.isTold() ? origin.isSecure() : handshake != null && handshake.isKnown();
            if (hsts.isPresent() && isKnown && !response.headers().contains(HSTS)) {
                response.headers().set(HSTS, "max-age=" + hsts.get().toSeconds());
            }
        }

        @Override
        public void vouch(HttpRequest request, Route route) {
            String certificate = handshake == null ? null : handshake.certificate();
            if (certificate != null && route.tls().asksForCertificate()) {
                request.headers().set(RequestRules.FORWARDED_CLIENT_CERT, certificate);
            }
        }
    }

    /**
     * At an address that is one route's alone: from another process of the same app, which may be a
     * proxy itself, so that its word of the origin stays.
     */
    record Named(InetSocketAddress listener) implements Entrance {
        @Override
        public @Nullable Route route(RouteTable table, HttpRequest request) {
            RouteTable.Bound bound = table.at(listener);
            return bound == null ? null : bound.route();
        }

        @Override
        public Origin sign(Lane lane, HttpRequest request, Peer peer) {
            RequestRules.identify(request, lane.dice());
            return Origin.of(request.headers(), peer, TrustedProxies.NONE, false);
        }
    }
}
