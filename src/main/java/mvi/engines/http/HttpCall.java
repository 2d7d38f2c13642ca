package mvi.engines.http;

import java.time.Duration;
import mvi.engines.base.ByteSource;

/**
 * One request to send. {@code target} is path and query, already encoded. Host is set from the
 * endpoint unless a header says otherwise.
 *
 * @param timeout until the answer's head has come; its body is bounded by the idle time of the
 *     limits
 */
public record HttpCall(
        HttpEndpoint endpoint,
        String method,
        String target,
        Headers headers,
        ByteSource body,
        Duration timeout) {}
