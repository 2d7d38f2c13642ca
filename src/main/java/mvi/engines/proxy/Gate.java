package mvi.engines.proxy;

import io.netty.channel.Channel;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The permits to be connected. At the limit the listeners stop accepting, so that clients wait in
 * the kernel's backlog; what was accepted in the same breath is let in.
 */
final class Gate {
    private final int limit;
    private final AtomicInteger open = new AtomicInteger();
    private final List<Channel> doors = new CopyOnWriteArrayList<>();

    Gate(int limit) {
        this.limit = limit;
    }

    void guard(Channel door) {
        doors.add(door);
    }

    int open() {
        return open.get();
    }

    void entered() {
        if (open.incrementAndGet() == limit) {
            doors.forEach(door -> door.config().setAutoRead(false));
        }
    }

    void left() {
        if (open.getAndDecrement() == limit) {
            doors.stream().filter(Channel::isOpen).forEach(door -> door.config().setAutoRead(true));
        }
    }
}
