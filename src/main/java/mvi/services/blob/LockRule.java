package mvi.services.blob;

import java.time.Instant;
import java.time.ZoneOffset;

/** The retention of new objects for which none is asked. */
public record LockRule(Retention.Mode mode, Unit unit, int count) {
    /** What is counted. */
    public enum Unit {
        DAYS,
        YEARS
    }

    public Retention from(Instant now) {
        var utc = now.atOffset(ZoneOffset.UTC);
        var until =
                switch (unit) {
                    case DAYS -> utc.plusDays(count);
                    case YEARS -> utc.plusYears(count);
                };
        return new Retention(mode, until.toInstant());
    }
}
