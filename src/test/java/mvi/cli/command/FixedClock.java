package mvi.cli.command;

import java.time.Duration;
import java.time.Instant;
import mvi.engines.base.Clock;

/** A clock that stands five minutes after a moment. */
record FixedClock(String moment) implements Clock {
    @Override
    public Instant now() {
        return Instant.parse(moment).plus(Duration.ofMinutes(5));
    }

    @Override
    public long nanos() {
        return 0;
    }

    @Override
    public void sleep(Duration duration) {
        throw new IllegalStateException("nothing here waits");
    }
}
