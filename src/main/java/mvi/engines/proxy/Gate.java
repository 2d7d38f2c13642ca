package mvi.engines.proxy;

import io.netty.channel.Channel;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The permits to be connected. At the limit the listeners stop accepting, so that clients wait in
 * the kernel's backlog; what was accepted in the same breath is let in.
 */
final class Gate {
    private final int limit;
    private final ConnectionStats stats;
    private final List<Channel> doors = new CopyOnWriteArrayList<>();
    private int open;

    Gate(int limit, ConnectionStats stats) {
        this.limit = limit;
        this.stats = stats;
    }

    void guard(Channel door) {
        doors.add(door);
    }

    synchronized int open() {
        return open;
    }

    /** Counting and closing are one: else another loop could open in between what stays shut. */
    synchronized void entered() {
        stats.accepted();
        if (++open == limit) {
            stats.limitReached();
            doors.forEach(door -> door.config().setAutoRead(false));
        }
    }

    synchronized void left() {
        if (open-- == limit) {
            doors.stream().filter(Channel::isOpen).forEach(door -> door.config().setAutoRead(true));
        }
    }
}
