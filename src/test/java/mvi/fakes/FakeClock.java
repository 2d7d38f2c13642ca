package mvi.fakes;

import java.time.Duration;
import java.time.Instant;
import mvi.engines.base.Clock;

/** Time that passes only when it is told to, or slept. */
public final class FakeClock implements Clock {
    private Instant now = Instant.parse("2030-01-01T00:00:00Z");

    public synchronized void pass(Duration duration) {
        now = now.plus(duration);
    }

    @Override
    public synchronized Instant now() {
        return now;
    }

    @Override
    public synchronized long nanos() {
        return now.getEpochSecond() * 1_000_000_000L + now.getNano();
    }

    @Override
    public void sleep(Duration duration) {
        pass(duration);
    }
}
