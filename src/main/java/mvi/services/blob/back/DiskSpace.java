package mvi.services.blob.back;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import mvi.engines.base.ByteCount;
import mvi.engines.base.Clock;
import mvi.engines.base.Events;
import mvi.engines.base.Problem;
import org.jspecify.annotations.Nullable;

/**
 * What is free on the disk, and the reserve that no data may eat into: deletions, and what others
 * on the disk must write, still have room then. The first write that is refused is told, and then
 * one each ten minutes; so is that there is room again.
 */
final class DiskSpace {
    private static final Duration TOLD_EVERY = Duration.ofMinutes(10);

    private final Disk disk;
    private final Path folder;
    private final ByteCount reserve;
    private final Clock clock;
    private final Events events;
    private Optional<Instant> told = Optional.empty();
    private volatile boolean isShort;

    DiskSpace(Disk disk, Path folder, ByteCount reserve, Clock clock, Events events) {
        this.disk = disk;
        this.folder = folder;
        this.reserve = reserve;
        this.clock = clock;
        this.events = events;
    }

    /** Refuses what would eat into the reserve. */
    void require(long more) {
        long free = free();
        if (free - more < reserve.bytes()) {
            tell(free, more);
            throw full(null);
        }
        if (isShort) {
            tellEnd(free);
        }
    }

    private long free() {
        try {
            return disk.free(folder);
        } catch (IOException broken) {
            throw Problem.unavailable(
                    "blob-unavailable", "the disk does not say how much is free", broken);
        }
    }

    /** The system refused a write that had been let through. */
    Problem refused(IOException cause) {
        tell(0, 0);
        return full(cause);
    }

    private static Problem full(@Nullable IOException cause) {
        return Problem.unavailable(
                "disk-full",
                "the disk is full: nothing was stored; what is stored stays readable. Delete"
                        + " something or add space",
                cause);
    }

    private synchronized void tell(long free, long wanted) {
        // One body that is too large for what is free says nothing of the next one.
        isShort |= free < reserve.bytes();
        Instant now = clock.now();
        if (told.filter(time -> now.isBefore(time.plus(TOLD_EVERY))).isPresent()) {
            return;
        }
        told = Optional.of(now);
        events.warn(
                "blob.disk-full",
                "free",
                free,
                "wanted",
                wanted,
                "reserve",
                reserve.bytes(),
                "folder",
                folder);
    }

    private synchronized void tellEnd(long free) {
        if (isShort) {
            isShort = false;
            told = Optional.empty();
            events.info("blob.disk-has-room", "free", free, "reserve", reserve.bytes());
        }
    }
}
