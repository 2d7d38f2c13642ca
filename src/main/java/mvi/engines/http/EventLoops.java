package mvi.engines.http;

import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** How event loops end. */
public final class EventLoops {
    /**
     * A loop that need not be quiet at all may end between two looks at its work, and leave its
     * connections, with the buffers that they hold, open for ever.
     */
    private static final Duration QUIET = Duration.ofMillis(50);

    private static final Duration LIMIT = Duration.ofSeconds(2);

    private EventLoops() {}

    /** Closes the connections of these loops, runs what they have left to run, and ends them. */
    public static Future<?> end(EventLoopGroup loops) {
        return loops.shutdownGracefully(QUIET.toMillis(), LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    }
}
