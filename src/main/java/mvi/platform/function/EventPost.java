package mvi.platform.function;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;

/** Sends events to containers that take them as HTTP requests. */
public interface EventPost {
    /** Throws when no answer came, or none that could be read. */
    Answer post(Address to, Map<String, String> headers, byte[] body, Duration limit)
            throws IOException;

    /** Whether something takes connections there. */
    boolean connects(Address to);

    /** Where a container listens. */
    record Address(String host, int port) {}

    /**
     * @param body at most {@link InvocationResult#MAXIMUM_ANSWER} and one byte more
     */
    record Answer(int status, byte[] body) {}
}
