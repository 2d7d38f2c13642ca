package mvi.services.blob.core;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import mvi.engines.base.Clock;
import mvi.engines.base.Problem;
import mvi.services.blob.BlobConfig;
import mvi.services.blob.Bucket;
import mvi.services.blob.BucketName;
import mvi.services.blob.BucketSettings;
import mvi.services.blob.Versioning;

/** Buckets: made, found, changed, and removed when empty. */
final class Buckets {
    private final BlobStore store;
    private final Locks locks;
    private final Clock clock;
    private final BlobConfig config;

    Buckets(BlobStore store, Locks locks, Clock clock, BlobConfig config) {
        this.store = store;
        this.locks = locks;
        this.clock = clock;
        this.config = config;
    }

    static Bucket require(BlobStore store, BucketName bucket) {
        return store.bucket(bucket)
                .orElseThrow(
                        () ->
                                Problem.missing(
                                        "no-such-bucket",
                                        "there is no bucket '" + bucket.name() + "'"));
    }

    Optional<Bucket> resolve(String name, Optional<String> account) {
        return account.flatMap(each -> store.bucket(new BucketName(each, name)))
                .or(
                        () ->
                                store.bucketsNamed(name).stream()
                                        .filter(
                                                each ->
                                                        account.isEmpty()
                                                                || each.settings().isShared())
                                        .min(Comparator.comparing(Bucket::created)));
    }

    Bucket ensure(BucketName name) {
        return locks.changing(
                name, () -> store.bucket(name).orElseGet(() -> make(name, BucketSettings.PLAIN)));
    }

    Bucket create(BucketName name, BucketSettings settings) {
        return locks.changing(
                name,
                () -> {
                    Optional<Bucket> there = store.bucket(name);
                    if (there.isPresent() && isOther(there.get().settings(), settings)) {
                        throw Problem.conflict(
                                "bucket-exists",
                                "bucket '" + name.name() + "' is yours already, set otherwise");
                    }
                    return there.orElseGet(() -> make(name, settings));
                });
    }

    /** By what can be asked for as it is made. */
    private static boolean isOther(BucketSettings now, BucketSettings asked) {
        return !now.acl().equals(asked.acl())
                || now.ownership() != asked.ownership()
                || asked.isLockable() && !now.isLockable();
    }

    private Bucket make(BucketName name, BucketSettings settings) {
        name.requireUnreserved();
        if (store.buckets(name.account()).size() >= config.bucketsPerAccount()) {
            throw Problem.limit(
                    "too-many-buckets",
                    "an account has at most " + config.bucketsPerAccount() + " buckets");
        }
        Bucket bucket = new Bucket(name, clock.now(), settings);
        store.commit(List.of(new Change.PutBucket(bucket)));
        return bucket;
    }

    Bucket change(BucketName name, UnaryOperator<BucketSettings> change) {
        return locks.changing(
                name,
                () -> {
                    Bucket now = require(store, name);
                    BucketSettings settings = change.apply(now.settings());
                    check(now.settings(), settings);
                    Bucket changed = new Bucket(name, now.created(), settings);
                    store.commit(List.of(new Change.PutBucket(changed)));
                    return changed;
                });
    }

    private static void check(BucketSettings now, BucketSettings next) {
        if (now.versioning() != Versioning.OFF && next.versioning() == Versioning.OFF) {
            throw Problem.conflict(
                    "bucket-state", "a bucket that kept versions can only suspend that");
        }
        if (next.isLockable() && next.versioning() != Versioning.ENABLED) {
            throw Problem.conflict(
                    "bucket-state", "a bucket with object lock keeps versions, always");
        }
        if (now.isLockable() && !next.isLockable()) {
            throw Problem.conflict("bucket-state", "object lock can't be taken off a bucket");
        }
    }

    /** Uploads that are open in it go with it. */
    void delete(BucketName name, Uploads uploads) {
        locks.changing(
                name,
                () -> {
                    require(store, name);
                    byte[] none = new byte[0];
                    if (!store.objects(name, none, none, 1).isEmpty()
                            || !store.olderOf(name, none, none, Long.MAX_VALUE, 1).isEmpty()) {
                        throw Problem.conflict(
                                "bucket-not-empty",
                                "bucket '"
                                        + name.name()
                                        + "' holds objects or versions; delete them first");
                    }
                    for (UploadRecord each : store.uploads(name, config.uploadsPerBucket())) {
                        store.commit(uploads.abortion(each.details().upload()));
                    }
                    store.commit(List.of(new Change.RemoveBucket(name)));
                    return true;
                });
    }
}
