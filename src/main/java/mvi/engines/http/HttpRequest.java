package mvi.engines.http;

import java.net.InetAddress;
import java.net.SocketAddress;
import mvi.engines.base.ByteSource;

/**
 * One request as it came: path and query are raw, still percent-encoded; the query is without its
 * {@code ?} and empty when there is none.
 *
 * @param secure whether it came over TLS
 * @param local the address that it came in by, which tells an app's endpoint from loopback
 */
public record HttpRequest(
        String method,
        String path,
        String query,
        Headers headers,
        ByteSource body,
        boolean secure,
        SocketAddress peer,
        InetAddress local) {}
