package mvi.platform.release;

import java.time.Instant;
import java.util.List;
import mvi.manifest.Manifest;
import mvi.platform.app.AppRecord;
import mvi.services.kv.TransactAction;

/** What else is to be written when a release comes to its end, in the same transaction. */
@FunctionalInterface
public interface ReleaseWitness {
    /** Nobody looks. */
    ReleaseWitness NONE = (app, release, running, reason, when) -> List.of();

    /**
     * @param release in its last state
     * @param running what the app runs from now on
     * @param reason why it was undone; else empty
     */
    List<TransactAction> ended(
            AppRecord app, Release release, Manifest running, String reason, Instant when);
}
