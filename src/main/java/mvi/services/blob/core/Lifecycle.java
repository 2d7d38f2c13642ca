package mvi.services.blob.core;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import mvi.engines.base.Clock;
import mvi.services.blob.BlobConfig;
import mvi.services.blob.Bucket;
import mvi.services.blob.BucketName;
import mvi.services.blob.LifecycleRule;
import mvi.services.blob.StoredObject;
import mvi.services.blob.Upload;

/**
 * Does once what the lifecycle rules of buckets say is due. Reads pages without a lock and deletes
 * one version at a time under its key's, so that clients never wait for it.
 */
final class Lifecycle {
    private static final int PAGE = 256;
    private static final byte[] ALL = new byte[0];

    private final BlobStore store;
    private final Deletes deletes;
    private final Uploads uploads;
    private final Clock clock;
    private final BlobConfig config;
    private final BooleanSupplier isEnding;

    /**
     * @param isEnding asked often; what is left then is for the next time
     */
    Lifecycle(
            BlobStore store,
            Deletes deletes,
            Uploads uploads,
            Clock clock,
            BlobConfig config,
            BooleanSupplier isEnding) {
        this.store = store;
        this.deletes = deletes;
        this.uploads = uploads;
        this.clock = clock;
        this.config = config;
        this.isEnding = isEnding;
    }

    /** What has been done, and goes on being counted. */
    private static final class Count {
        private int objects;
        private int versions;
        private int uploads;
    }

    /** Buckets of which a rule may take something away. */
    static List<BucketName> buckets(BlobStore store) {
        List<BucketName> names = new ArrayList<>();
        store.eachBucket(
                bucket -> {
                    if (hasRules(bucket)) {
                        names.add(bucket.name());
                    }
                });
        return names;
    }

    private static boolean hasRules(Bucket bucket) {
        return bucket.settings().lifecycle().stream().anyMatch(LifecycleRule::isEnabled);
    }

    Expired run(BucketName name) {
        Count count = new Count();
        Optional<Bucket> bucket = store.bucket(name).filter(Lifecycle::hasRules);
        if (bucket.isPresent()) {
            newest(bucket.get(), count);
            older(bucket.get(), count);
            uploads(bucket.get(), count);
        }
        return new Expired(count.objects, count.versions, count.uploads);
    }

    private void newest(Bucket bucket, Count count) {
        byte[] from = ALL;
        while (true) {
            List<ObjectRecord> page = store.objects(bucket.name(), ALL, from, PAGE);
            if (page.isEmpty() || isEnding.getAsBoolean()) {
                return;
            }
            for (ObjectRecord each : page) {
                boolean isDue =
                        bucket.settings().lifecycle().stream()
                                .flatMap(rule -> rule.expires(each.object()).stream())
                                .anyMatch(this::isPast);
                if (isDue && deletes.expire(each)) {
                    count.objects++;
                }
            }
            from = after(page.getLast());
        }
    }

    private static byte[] after(ObjectRecord record) {
        byte[] key = record.object().name().key().getBytes(StandardCharsets.UTF_8);
        return Arrays.copyOf(key, key.length + 1);
    }

    private static Optional<LifecycleRule> rule(
            Bucket bucket, StoredObject object, Predicate<LifecycleRule> isDue) {
        return bucket.settings().lifecycle().stream()
                .filter(
                        rule ->
                                rule.covers(
                                        object.name().key(),
                                        object.traits().tags(),
                                        object.length()))
                .filter(isDue)
                .findFirst();
    }

    private boolean isPast(Instant time, int days) {
        return isPast(LifecycleRule.due(time, days));
    }

    private boolean isPast(Instant due) {
        return !clock.now().isBefore(due);
    }

    /** A version was replaced when the next newer one came. */
    private void older(Bucket bucket, Count count) {
        byte[] from = ALL;
        long order = Long.MAX_VALUE;
        String key = "";
        Instant replaced = Instant.MAX;
        int newer = 0;
        while (true) {
            List<ObjectRecord> page = store.olderOf(bucket.name(), ALL, from, order, PAGE);
            if (page.isEmpty() || isEnding.getAsBoolean()) {
                return;
            }
            for (ObjectRecord each : page) {
                boolean isFirst = !each.object().name().key().equals(key);
                if (isFirst) {
                    key = each.object().name().key();
                    newer = 0;
                    replaced =
                            store.object(each.object().name())
                                    .map(newest -> newest.object().modified())
                                    .orElse(Instant.MAX);
                }
                boolean isHead = isFirst && replaced.equals(Instant.MAX);
                if (isHead
                        ? isLoneMarkerDue(bucket, each)
                        : isOlderDue(bucket, each, replaced, newer)) {
                    count.versions += deletes.expireVersion(each) ? 1 : 0;
                }
                newer += isHead ? 0 : 1;
                replaced = each.object().modified();
            }
            from = page.getLast().object().name().key().getBytes(StandardCharsets.UTF_8);
            order = page.getLast().order() - 1;
        }
    }

    private boolean isOlderDue(Bucket bucket, ObjectRecord version, Instant replaced, int newer) {
        return rule(
                        bucket,
                        version.object(),
                        rule ->
                                rule.olderVersions()
                                        .filter(it -> newer >= it.kept().orElse(0))
                                        .filter(it -> isPast(replaced, it.days()))
                                        .isPresent())
                .isPresent();
    }

    /** A delete marker that hides nothing any more. */
    private boolean isLoneMarkerDue(Bucket bucket, ObjectRecord newest) {
        return newest.isDeleteMarker()
                && store.older(newest.object().name(), newest.order() - 1, 1).isEmpty()
                && rule(
                                bucket,
                                newest.object(),
                                rule ->
                                        rule.expiry()
                                                .filter(it -> isLoneMarkerDue(it, newest))
                                                .isPresent())
                        .isPresent();
    }

    private boolean isLoneMarkerDue(LifecycleRule.Expiry expiry, ObjectRecord marker) {
        return expiry.isOfLoneDeleteMarkers()
                || expiry.days()
                        .filter(days -> isPast(marker.object().modified(), days))
                        .isPresent();
    }

    private void uploads(Bucket bucket, Count count) {
        BucketName name = bucket.name();
        for (UploadRecord each : store.uploads(name, config.uploadsPerBucket())) {
            Upload upload = each.details().upload();
            boolean isDue =
                    bucket.settings().lifecycle().stream()
                            .flatMap(rule -> rule.aborts(upload).stream())
                            .anyMatch(this::isPast);
            if (isDue && !isEnding.getAsBoolean() && uploads.abortIfOpen(upload)) {
                count.uploads++;
            }
        }
    }
}
