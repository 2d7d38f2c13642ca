package mvi.engines.proxy;

import io.netty.handler.ssl.ApplicationProtocolNames;
import java.util.List;

/** What a handshake agrees to speak (ALPN, RFC 7301). */
enum Spoken {
    HTTP(ApplicationProtocolNames.HTTP_2, ApplicationProtocolNames.HTTP_1_1),

    /** A relayed protocol is the target's to choose: nothing is agreed. */
    ANYTHING(),

    /**
     * Nothing ever: an authority that validates a name has seen all that it came for (RFC 8737).
     */
    VALIDATION("acme-tls/1");

    private final List<String> protocols;

    Spoken(String... protocols) {
        this.protocols = List.of(protocols);
    }

    /** The ones preferred first. */
    List<String> protocols() {
        return protocols;
    }

    /** Whether a client's session may be resumed. */
    boolean isResumed() {
        return this != VALIDATION;
    }
}
