package mvi.engines.http;

import java.nio.file.Path;

/** Where a client dials. */
public sealed interface HttpEndpoint {
    /** Plain HTTP over TCP. */
    record Plain(String host, int port) implements HttpEndpoint {}

    /** HTTP over TLS, the certificate checked against the client's trust and this host. */
    record Tls(String host, int port) implements HttpEndpoint {}

    /** HTTP over a Unix socket. */
    record Unix(Path socket) implements HttpEndpoint {}
}
