package mvi.services.blob;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;

/**
 * What becomes of objects with time. Days count from the midnight (UTC) that follows.
 *
 * @param prefix of the keys that it is for
 * @param hasFilter whether the prefix was given in a Filter, as it is shown again
 * @param expiry of the newest version
 * @param olderVersions of those that were replaced
 * @param abortDays after which an upload that is still open is aborted
 */
public record LifecycleRule(
        String id,
        boolean isEnabled,
        String prefix,
        boolean hasFilter,
        Map<String, String> tags,
        Optional<Long> largerThan,
        Optional<Long> smallerThan,
        Optional<Expiry> expiry,
        Optional<OlderVersions> olderVersions,
        Optional<Integer> abortDays) {
    /** S3's own bound. */
    public static final int MOST_RULES = 1000;

    public LifecycleRule {
        tags = Map.copyOf(tags);
    }

    /** When an object goes; exactly one of the three. */
    public record Expiry(
            Optional<Integer> days, Optional<Instant> date, boolean isOfLoneDeleteMarkers) {}

    /**
     * When a replaced version goes.
     *
     * @param days since it was replaced
     * @param kept so many of the newest stay whatever their age
     */
    public record OlderVersions(int days, Optional<Integer> kept) {}

    /** When it takes the newest version away, if it is for that. */
    public Optional<Instant> expires(StoredObject newest) {
        if (expiry.isEmpty()
                || !covers(newest.name().key(), newest.traits().tags(), newest.length())) {
            return Optional.empty();
        }
        return expiry.get()
                .date()
                .or(() -> expiry.get().days().map(days -> due(newest.modified(), days)));
    }

    /** When it takes an upload away that is open still, if it is for that. */
    public Optional<Instant> aborts(Upload upload) {
        return isEnabled && upload.object().key().startsWith(prefix)
                ? abortDays.map(days -> due(upload.created(), days))
                : Optional.empty();
    }

    /** So many days later, at the midnight that follows. */
    public static Instant due(Instant time, int days) {
        return time.plus(days, ChronoUnit.DAYS)
                .truncatedTo(ChronoUnit.DAYS)
                .plus(1, ChronoUnit.DAYS);
    }

    /** Whether it is for such an object. */
    public boolean covers(String key, Map<String, String> itsTags, long length) {
        return isEnabled
                && key.startsWith(prefix)
                && itsTags.entrySet().containsAll(tags.entrySet())
                && largerThan.map(least -> length > least).orElse(true)
                && smallerThan.map(most -> length < most).orElse(true);
    }
}
