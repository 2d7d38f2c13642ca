package mvi.services.blob.core;

import java.util.List;
import mvi.engines.base.Clock;
import mvi.engines.base.Problem;
import mvi.services.blob.BlobConfig;
import mvi.services.blob.Bucket;
import mvi.services.blob.BucketName;

/** Buckets: made, found, and removed when empty. */
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

    Bucket create(BucketName name) {
        return locks.changing(
                name,
                () -> {
                    if (store.bucket(name).isPresent()) {
                        throw Problem.conflict(
                                "bucket-exists", "bucket '" + name.name() + "' is yours already");
                    }
                    if (store.buckets(name.account()).size() >= config.bucketsPerAccount()) {
                        throw Problem.limit(
                                "too-many-buckets",
                                "an account has at most "
                                        + config.bucketsPerAccount()
                                        + " buckets");
                    }
                    Bucket bucket = new Bucket(name, clock.now());
                    store.commit(List.of(new Change.PutBucket(bucket)));
                    return bucket;
                });
    }

    void delete(BucketName name) {
        locks.changing(
                name,
                () -> {
                    require(store, name);
                    byte[] none = new byte[0];
                    if (!store.objects(name, none, none, 1).isEmpty()
                            || !store.uploads(name, 1).isEmpty()) {
                        throw Problem.conflict(
                                "bucket-not-empty",
                                "bucket '"
                                        + name.name()
                                        + "' holds objects or open uploads; delete them first");
                    }
                    store.commit(List.of(new Change.RemoveBucket(name)));
                    return true;
                });
    }
}
