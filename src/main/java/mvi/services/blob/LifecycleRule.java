package mvi.services.blob;

import java.time.Instant;
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

    /** Whether it is for such an object. */
    public boolean covers(String key, Map<String, String> itsTags, long length) {
        return isEnabled
                && key.startsWith(prefix)
                && itsTags.entrySet().containsAll(tags.entrySet())
                && largerThan.map(least -> length > least).orElse(true)
                && smallerThan.map(most -> length < most).orElse(true);
    }
}
