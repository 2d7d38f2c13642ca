package mvi.engines.proxy;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Whom a request is from, and how it left him. A trusted proxy says so by X-Forwarded-For, -Proto
 * and -Host, and is believed as far as it can know: of the addresses, those that trusted proxies
 * have seen, which are the ones from the right up to the first that is none of theirs. What stands
 * left of that one is its own claim, and goes no further, as does that of any client.
 *
 * @param client address
 * @param path the client's address and those of the trusted proxies after it, as X-Forwarded-For
 *     has them
 * @param host that the client asked for
 * @param isSecure it came to the first of them, or here, by TLS
 * @param isTold isSecure is a proxy's word
 * @param isRelayed by a trusted proxy, whose ports are those that the world knows
 */
record Origin(
        String client,
        String path,
        String host,
        boolean isSecure,
        boolean isTold,
        boolean isRelayed) {
    /** Trusted proxies in a row; what comes before so many is not looked at. */
    private static final int HOPS = 16;

    /**
     * @param isSecureHere it came by TLS to this proxy
     */
    static Origin of(HttpHeaders headers, Peer peer, TrustedProxies trusted, boolean isSecureHere) {
        String host = headers.get(HttpHeaderNames.HOST, "");
        String own = peer.address();
        if (!peer.isProxy()) {
            return new Origin(own, own, host, isSecureHere, false, peer.isRelayed());
        }
        String client = own;
        StringBuilder path = new StringBuilder(own);
        Hops hops = new Hops(headers.getAll(RequestRules.FORWARDED_FOR));
        for (int i = 0; i < HOPS; i++) {
            InetAddress next = hops.next();
            if (next == null) {
                break;
            }
            client = next.getHostAddress();
            path.insert(0, ", ").insert(0, client);
            if (!trusted.contains(next)) {
                break;
            }
        }
        Boolean told = isSecure(headers.getAll(RequestRules.FORWARDED_PROTO));
        List<String> hosts = headers.getAll(RequestRules.FORWARDED_HOST);
        boolean isHostTold =
                hosts.size() == 1
                        && !hosts.getFirst().isEmpty()
                        && RequestRules.isHost(hosts.getFirst());
        return new Origin(
                client,
                path.toString(),
                isHostTold ? hosts.getFirst() : host,
                told == null ? isSecureHere : told,
                told != null,
                peer.isRelayed());
    }

    /** The last word of the last field, which is the one who connected's own; or null. */
    private static @Nullable Boolean isSecure(List<String> fields) {
        String last = fields.isEmpty() ? "" : fields.getLast();
        return switch (last.substring(last.lastIndexOf(',') + 1).strip().toLowerCase(Locale.ROOT)) {
            case "https", "wss" -> true;
            case "http", "ws" -> false;
            default -> null;
        };
    }

    /** The addresses of X-Forwarded-For from the right, as long as they are some. */
    private static final class Hops {
        private final List<String> fields;
        private int field;
        private int end;

        Hops(List<String> fields) {
            this.fields = fields;
            this.field = fields.size();
            this.end = -1;
        }

        @Nullable InetAddress next() {
            while (end >= 0 || field > 0) {
                if (end < 0) {
                    end = fields.get(--field).length();
                }
                String list = fields.get(field);
                int comma = list.lastIndexOf(',', end - 1);
                String hop = list.substring(comma + 1, end).strip();
                end = comma;
                // A list may have empty members (RFC 9110 section 5.6.1.2).
                if (!hop.isEmpty()) {
                    return AddressRange.address(withoutPort(hop));
                }
            }
            return null;
        }

        /** Some proxies tell the port as well: 192.0.2.1:80, [2001:db8::1]:80. */
        private static String withoutPort(String hop) {
            if (hop.startsWith("[")) {
                int close = hop.indexOf(']');
                return close > 0 && hop.substring(close + 1).matches("(:\\d{1,5})?")
                        ? hop.substring(1, close)
                        : hop;
            }
            int colon = hop.indexOf(':');
            boolean isOnly = colon >= 0 && colon == hop.lastIndexOf(':');
            return isOnly && hop.substring(colon + 1).matches("\\d{1,5}")
                    ? hop.substring(0, colon)
                    : hop;
        }
    }
}
