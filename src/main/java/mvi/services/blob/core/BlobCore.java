package mvi.services.blob.core;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mvi.engines.base.ByteSource;
import mvi.engines.base.Clock;
import mvi.engines.base.Ids;
import mvi.engines.base.Problem;
import mvi.services.blob.BlobConfig;
import mvi.services.blob.BlobService;
import mvi.services.blob.Bucket;
import mvi.services.blob.BucketName;
import mvi.services.blob.ByteRange;
import mvi.services.blob.ChecksumWish;
import mvi.services.blob.CopyOptions;
import mvi.services.blob.Listing;
import mvi.services.blob.ObjectName;
import mvi.services.blob.OpenObject;
import mvi.services.blob.Part;
import mvi.services.blob.PartTag;
import mvi.services.blob.PutOptions;
import mvi.services.blob.PutResult;
import mvi.services.blob.StoredObject;
import mvi.services.blob.Upload;

/** Blob over a {@link BlobStore}. */
public final class BlobCore implements BlobService {
    private static final int LIST_LIMIT = 1000;

    private final BlobStore store;
    private final Clock clock;
    private final BlobConfig config;
    private final Locks locks = new Locks();
    private final Intake intake;
    private final Buckets buckets;
    private final Uploads uploads;

    public BlobCore(BlobStore store, Clock clock, Ids ids, BlobConfig config) {
        this.store = store;
        this.clock = clock;
        this.config = config;
        this.intake = new Intake(store);
        this.buckets = new Buckets(store, locks, clock, config);
        this.uploads = new Uploads(store, intake, locks, clock, ids, config);
    }

    @Override
    public Bucket createBucket(BucketName bucket) {
        return buckets.create(bucket);
    }

    @Override
    public Bucket headBucket(BucketName bucket) {
        return Buckets.require(store, bucket);
    }

    @Override
    public List<Bucket> listBuckets(String account) {
        return store.buckets(account);
    }

    @Override
    public void deleteBucket(BucketName bucket) {
        buckets.delete(bucket);
    }

    @Override
    public PutResult put(ObjectName object, ByteSource body, PutOptions options) {
        Conditions.checkMetadata(options.metadata(), config.metadataLimit());
        Buckets.require(store, object.bucket());
        if (!Conditions.hold(options, store.object(object))) {
            return new PutResult.PreconditionFailed();
        }
        return intake.take(
                body,
                config.putLimit(),
                true,
                options,
                taken -> locks.changing(object, () -> replace(object, taken, options)));
    }

    /** Asks the condition again: only what is read under the lock decides who wins. */
    private Intake.Outcome<PutResult> replace(
            ObjectName object, Intake.Taken taken, PutOptions options) {
        Buckets.require(store, object.bucket());
        Optional<ObjectRecord> now = store.object(object);
        if (!Conditions.hold(options, now)) {
            return new Intake.Outcome<>(new PutResult.PreconditionFailed(), false);
        }
        StoredObject stored =
                new StoredObject(
                        object,
                        taken.length(),
                        taken.etag(),
                        clock.now(),
                        options.headers(),
                        options.metadata(),
                        taken.checksum());
        List<Change> changes = new ArrayList<>();
        now.ifPresent(old -> changes.add(new Change.Drop(old.data())));
        changes.add(new Change.PutObject(new ObjectRecord(stored, taken.data(), "")));
        store.commit(changes);
        return new Intake.Outcome<>(new PutResult.Stored(stored), true);
    }

    @Override
    public StoredObject head(ObjectName object) {
        return require(object).object();
    }

    @Override
    public OpenObject get(ObjectName object, Optional<ByteRange> range) {
        // Record and data are taken under one lock, so that a put in between can't drop the data.
        return locks.reading(
                object,
                () -> {
                    ObjectRecord found = require(object);
                    Ranges part = Ranges.of(range, found.object().length());
                    return new OpenObject(
                            found.object(),
                            part.offset(),
                            store.open(found.data(), part.offset(), part.count()));
                });
    }

    @Override
    public void delete(ObjectName object) {
        locks.changing(
                object,
                () -> {
                    Buckets.require(store, object.bucket());
                    Optional<ObjectRecord> now = store.object(object);
                    now.ifPresent(
                            old ->
                                    store.commit(
                                            List.of(
                                                    new Change.Drop(old.data()),
                                                    new Change.RemoveObject(object))));
                    return now.isPresent();
                });
    }

    @Override
    public PutResult copy(ObjectName source, ObjectName target, CopyOptions options) {
        try (OpenObject open = get(source, Optional.empty())) {
            StoredObject from = open.object();
            if (options.onlyIfSourceEtag().isPresent()
                    && !options.onlyIfSourceEtag().get().equals(from.etag())) {
                throw Problem.conflict(
                        "source-changed", "'" + source.key() + "' changed before it was copied");
            }
            PutOptions same =
                    new PutOptions(
                            from.headers(),
                            from.metadata(),
                            Optional.empty(),
                            false,
                            Optional.empty(),
                            from.checksum().map(each -> ChecksumWish.of(each.algorithm())));
            return put(target, open.body(), options.replacement().orElse(same));
        } catch (IOException unclosed) {
            throw Problem.unavailable(
                    "blob-unavailable", "'" + source.key() + "' could not be read", unclosed);
        }
    }

    @Override
    public Listing list(
            BucketName bucket, String prefix, String delimiter, String after, int limit) {
        if (limit < 1 || limit > LIST_LIMIT) {
            throw Problem.invalid("bad-limit", "a page has 1 to " + LIST_LIMIT + " entries");
        }
        Buckets.require(store, bucket);
        return new Lister(store, bucket, prefix, delimiter, limit).after(after);
    }

    @Override
    public Upload createUpload(ObjectName object, PutOptions options) {
        return uploads.create(object, options);
    }

    @Override
    public Part putPart(
            ObjectName object, String upload, int number, ByteSource body, PutOptions options) {
        return uploads.put(object, upload, number, body, options);
    }

    @Override
    public PutResult completeUpload(
            ObjectName object, String upload, List<PartTag> parts, PutOptions conditions) {
        return uploads.complete(object, upload, parts, conditions);
    }

    @Override
    public void abortUpload(ObjectName object, String upload) {
        uploads.abort(object, upload);
    }

    @Override
    public List<Part> listParts(ObjectName object, String upload, int after, int limit) {
        return uploads.parts(object, upload, after, limit);
    }

    @Override
    public List<Upload> listUploads(BucketName bucket, String prefix, int limit) {
        return uploads.list(bucket, prefix, limit);
    }

    private ObjectRecord require(ObjectName object) {
        Buckets.require(store, object.bucket());
        return store.object(object)
                .orElseThrow(
                        () ->
                                Problem.missing(
                                        "no-such-key",
                                        "there is no object '"
                                                + object.key()
                                                + "' in bucket '"
                                                + object.bucket().name()
                                                + "'"));
    }
}
