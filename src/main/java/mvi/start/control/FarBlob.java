package mvi.start.control;

import java.time.Duration;
import java.util.Optional;
import mvi.engines.base.Clock;
import mvi.engines.base.Principal;
import mvi.engines.base.Problem;
import mvi.services.blob.BucketName;
import mvi.services.blob.back.S3BlobService;
import mvi.start.BlobTwin;

/**
 * Where the platform's objects are when they are elsewhere, and whether that place answers. It is
 * asked when somebody wants to know, and not more often than a console would.
 */
final class FarBlob {
    private static final BucketName ASKED =
            new BucketName(Principal.PLATFORM_ACCOUNT, "mvi-builds");
    private static final Duration GOOD_FOR = Duration.ofSeconds(3);

    private final String url;
    private final S3BlobService blob;
    private final Clock clock;
    private volatile Optional<Look> last = Optional.empty();

    private record Look(long nanos, Optional<Problem> trouble) {}

    FarBlob(BlobTwin twin, Clock clock) {
        this.url = twin.url();
        this.blob = new S3BlobService(twin.client(), clock);
        this.clock = clock;
    }

    S3BlobService blob() {
        return blob;
    }

    /** For people. */
    String url() {
        return url;
    }

    /** Why it can't be used; empty while it answers. Returns within seconds. */
    Optional<Problem> trouble() {
        Optional<Look> known = last;
        if (known.isPresent() && clock.nanos() - known.get().nanos() < GOOD_FOR.toNanos()) {
            return known.get().trouble();
        }
        Optional<Problem> trouble = blob.trouble(ASKED);
        last = Optional.of(new Look(clock.nanos(), trouble));
        return trouble;
    }
}
