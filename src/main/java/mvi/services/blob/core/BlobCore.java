package mvi.services.blob.core;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import mvi.engines.base.Bell;
import mvi.engines.base.ByteSource;
import mvi.engines.base.Clock;
import mvi.engines.base.Ids;
import mvi.engines.base.Problem;
import mvi.engines.base.Secret;
import mvi.services.blob.BlobConfig;
import mvi.services.blob.BlobEvent;
import mvi.services.blob.BlobEvents;
import mvi.services.blob.Bucket;
import mvi.services.blob.BucketName;
import mvi.services.blob.BucketSettings;
import mvi.services.blob.ByteRange;
import mvi.services.blob.ChecksumWish;
import mvi.services.blob.CopyOptions;
import mvi.services.blob.DeleteOptions;
import mvi.services.blob.Deletion;
import mvi.services.blob.Encryption;
import mvi.services.blob.Listing;
import mvi.services.blob.NotificationRule;
import mvi.services.blob.ObjectName;
import mvi.services.blob.ObjectPart;
import mvi.services.blob.ObjectTraits;
import mvi.services.blob.OpenObject;
import mvi.services.blob.Part;
import mvi.services.blob.PartTag;
import mvi.services.blob.PutOptions;
import mvi.services.blob.PutResult;
import mvi.services.blob.ReadOptions;
import mvi.services.blob.Retention;
import mvi.services.blob.StoredObject;
import mvi.services.blob.Upload;
import mvi.services.blob.UploadDetails;
import mvi.services.blob.VersionEntry;
import mvi.services.blob.VersionListing;
import mvi.services.blob.VersioningBlobService;
import mvi.services.blob.WriteConditions;

/** Blob over a {@link BlobStore}. */
public final class BlobCore implements VersioningBlobService, BlobEvents {
    private static final int LIST_LIMIT = 1000;

    private final BlobStore store;
    private final Clock clock;
    private final BlobConfig config;
    private final Locks locks = new Locks();
    private final Intake intake;
    private final Seals seals;
    private final Buckets buckets;
    private final Versions versions;
    private final Deletes deletes;
    private final Arrival arrival;
    private final Uploads uploads;

    /** One that seals nothing, and does one thing after the other. */
    public BlobCore(BlobStore store, Clock clock, Ids ids, BlobConfig config) {
        this(store, clock, ids, config, KeyWrap.NONE, Runnable::run);
    }

    /**
     * @param beside where bodies are hashed while they come in
     */
    public BlobCore(
            BlobStore store,
            Clock clock,
            Ids ids,
            BlobConfig config,
            KeyWrap keys,
            Executor beside) {
        this.store = store;
        this.clock = clock;
        this.config = config;
        this.intake = new Intake(store, beside);
        this.seals = new Seals(keys);
        this.buckets = new Buckets(store, locks, clock, config);
        this.versions = new Versions(store, clock, ids);
        this.deletes = new Deletes(store, versions, locks, clock);
        this.arrival = new Arrival(store, versions);
        this.uploads = new Uploads(store, intake, arrival, seals, locks, clock, ids, config);
    }

    @Override
    public Bucket createBucket(BucketName bucket) {
        return buckets.ensure(bucket);
    }

    @Override
    public Bucket createBucket(BucketName bucket, BucketSettings settings) {
        return buckets.create(bucket, settings);
    }

    @Override
    public Bucket headBucket(BucketName bucket) {
        return Buckets.require(store, bucket);
    }

    @Override
    public Optional<Bucket> resolve(String name, Optional<String> account) {
        return buckets.resolve(name, account);
    }

    @Override
    public Bucket changeBucket(BucketName bucket, UnaryOperator<BucketSettings> change) {
        return buckets.change(bucket, change);
    }

    @Override
    public List<Bucket> listBuckets(String account) {
        return store.buckets(account);
    }

    @Override
    public void deleteBucket(BucketName bucket) {
        buckets.delete(bucket, uploads);
    }

    @Override
    public PutResult put(ObjectName object, ByteSource body, PutOptions options) {
        Conditions.checkMetadata(options.metadata(), config.metadataLimit());
        Bucket bucket = Buckets.require(store, object.bucket());
        // Asked before the body is read, to spare it; most writes have no condition.
        if (!options.conditions().equals(WriteConditions.NONE)
                && !Conditions.hold(options.conditions(), store.object(object))) {
            return new PutResult.PreconditionFailed();
        }
        return intake.take(
                body,
                config.putLimit(),
                true,
                options,
                seals.create(object, bucket, options.sealing()),
                taken -> locks.changing(object, () -> replace(object, taken, options)));
    }

    /** Asks the condition again: only what is read under the lock decides who wins. */
    private Intake.Outcome<PutResult> replace(
            ObjectName object, Arrival.Content content, PutOptions options) {
        Optional<ObjectRecord> now = store.object(object);
        if (!Conditions.hold(options.conditions(), now)) {
            return new Intake.Outcome<>(new PutResult.PreconditionFailed(), false);
        }
        StoredObject stored =
                arrival.of(object, now, content, options, options.event(), "", List.of());
        return new Intake.Outcome<>(new PutResult.Stored(stored), true);
    }

    @Override
    public StoredObject head(ObjectName object) {
        return newest(object).object();
    }

    @Override
    public Optional<VersionEntry> find(ObjectName object, Optional<String> version) {
        Buckets.require(store, object.bucket());
        return locks.reading(object, () -> versions.find(object, version).map(versions::entry));
    }

    @Override
    public OpenObject get(ObjectName object, Optional<ByteRange> range) {
        return get(object, ReadOptions.WHOLE.withRange(range));
    }

    @Override
    public OpenObject get(ObjectName object, ReadOptions options) {
        Buckets.require(store, object.bucket());
        // Record and data are taken under one lock, so that a put in between can't drop the data.
        Held held = locks.reading(object, () -> store.together(() -> hold(object, options)));
        return held.open(seals, options.customerKey());
    }

    private Held hold(ObjectName object, ReadOptions options) {
        ObjectRecord found = requireVersion(object, options.version());
        Ranges part = part(found.object(), options);
        return new Held(
                found, part.offset(), store.hold(found.data(), part.offset(), part.count()));
    }

    /** An object that is there, on its way to its reader. */
    private record Held(ObjectRecord found, long offset, HeldData data) {
        OpenObject open(Seals seals, Optional<Secret> customerKey) {
            boolean isOpen = false;
            try {
                ObjectName name = found.object().name();
                Optional<Seal> seal = seals.open(name, found.key(), customerKey);
                OpenObject opened = new OpenObject(found.object(), offset, data.open(seal));
                isOpen = true;
                return opened;
            } finally {
                if (!isOpen) {
                    data.close();
                }
            }
        }
    }

    private static Ranges part(StoredObject object, ReadOptions options) {
        if (options.part().isEmpty()) {
            return Ranges.of(options.range(), object.length());
        }
        int wanted = options.part().get();
        if (object.parts().isEmpty() && wanted == 1) {
            return new Ranges(0, object.length());
        }
        long offset = 0;
        for (ObjectPart each : object.parts()) {
            if (each.number() == wanted) {
                return new Ranges(offset, each.length());
            }
            offset += each.length();
        }
        throw Problem.invalid("no-such-part", "the object has no part " + wanted);
    }

    @Override
    public void delete(ObjectName object) {
        delete(object, DeleteOptions.PLAIN);
    }

    @Override
    public Deletion delete(ObjectName object, DeleteOptions options) {
        return deletes.delete(object, options);
    }

    /** Does what the lifecycle rules of buckets say is due; how many versions and uploads went. */
    public int runLifecycle() {
        return withLifecycle().stream().mapToInt(each -> expire(each, () -> false).total()).sum();
    }

    /** Buckets of which a lifecycle rule may take something away. */
    public List<BucketName> withLifecycle() {
        return Lifecycle.buckets(store);
    }

    /**
     * Does what the lifecycle rules of one say is due.
     *
     * @param isEnding asked often; what is left then is for the next time
     */
    public Expired expire(BucketName bucket, BooleanSupplier isEnding) {
        return new Lifecycle(store, deletes, uploads, clock, config, isEnding).run(bucket);
    }

    @Override
    public StoredObject change(
            ObjectName object, Optional<String> version, UnaryOperator<ObjectTraits> change) {
        return locks.changing(
                object,
                () -> {
                    ObjectRecord now = require(object, version);
                    StoredObject changed = now.object().with(change.apply(now.object().traits()));
                    boolean isNewest =
                            store.object(object)
                                    .filter(newest -> newest.order() == now.order())
                                    .isPresent();
                    ObjectRecord record = now.with(changed);
                    store.commit(
                            List.of(
                                    isNewest
                                            ? new Change.PutObject(record)
                                            : new Change.PutOlder(record)));
                    return changed;
                });
    }

    @Override
    public StoredObject retain(
            ObjectName object,
            Optional<String> version,
            Optional<Retention> retention,
            boolean mayBypass) {
        return change(
                object,
                version,
                traits -> {
                    traits.retention()
                            .filter(now -> !now.isOver(clock.now()))
                            .filter(now -> isWeaker(now, retention, mayBypass))
                            .ifPresent(
                                    now -> {
                                        throw Problem.denied(
                                                "object-locked",
                                                "it is retained until "
                                                        + now.until()
                                                        + ", which can't be weakened");
                                    });
                    return traits.withRetention(retention);
                });
    }

    private static boolean isWeaker(Retention now, Optional<Retention> next, boolean mayBypass) {
        boolean isShorter = next.isEmpty() || next.get().until().isBefore(now.until());
        boolean isOtherMode = next.isEmpty() || next.get().mode() != now.mode();
        return now.mode() == Retention.Mode.COMPLIANCE
                ? isShorter || isOtherMode
                : !mayBypass && (isShorter || isOtherMode);
    }

    @Override
    public PutResult copy(ObjectName source, ObjectName target, CopyOptions options) {
        return copy(source, ReadOptions.WHOLE, target, options);
    }

    @Override
    public PutResult copy(
            ObjectName source, ReadOptions read, ObjectName target, CopyOptions options) {
        try (OpenObject open = get(source, read)) {
            StoredObject from = open.object();
            if (options.onlyIfSourceEtag().isPresent()
                    && !options.onlyIfSourceEtag().get().equals(from.etag())) {
                throw Problem.conflict(
                        "source-changed", "'" + source.key() + "' changed before it was copied");
            }
            PutOptions same =
                    PutOptions.of(from.headers(), from.metadata())
                            .withChecksum(
                                    from.checksum().map(each -> ChecksumWish.of(each.algorithm())));
            return put(
                    target, open.body(), options.replacement().orElse(same).toldAs(BlobEvent.COPY));
        } catch (IOException unclosed) {
            throw Problem.unavailable(
                    "blob-unavailable", "'" + source.key() + "' could not be read", unclosed);
        }
    }

    @Override
    public Listing list(
            BucketName bucket, String prefix, String delimiter, String after, int limit) {
        checkLimit(limit);
        Buckets.require(store, bucket);
        return store.together(
                () -> new Lister(store, bucket, prefix, delimiter, limit).after(after));
    }

    @Override
    public VersionListing listVersions(
            BucketName bucket,
            String prefix,
            String delimiter,
            Optional<VersionListing.Marker> after,
            int limit) {
        checkLimit(limit);
        Buckets.require(store, bucket);
        return store.together(
                () ->
                        new VersionLister(store, versions, bucket, prefix, delimiter, limit)
                                .after(after));
    }

    private static void checkLimit(int limit) {
        if (limit < 1 || limit > LIST_LIMIT) {
            throw Problem.invalid("bad-limit", "a page has 1 to " + LIST_LIMIT + " entries");
        }
    }

    @Override
    public String keyId(BucketName bucket, Encryption encryption) {
        return seals.keyId(bucket, encryption);
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
        return uploads.list(bucket).stream()
                .map(UploadDetails::upload)
                .filter(upload -> upload.object().key().startsWith(prefix))
                .limit(limit)
                .toList();
    }

    @Override
    public List<UploadDetails> uploads(BucketName bucket) {
        return uploads.list(bucket);
    }

    @Override
    public UploadDetails upload(ObjectName object, String id) {
        return uploads.details(object, id);
    }

    @Override
    public List<NotificationRule> notifications(BucketName bucket) {
        return headBucket(bucket).settings().notifications();
    }

    @Override
    public void notify(BucketName bucket, List<NotificationRule> rules) {
        Bucket _ = changeBucket(bucket, it -> it.with(draft -> draft.notifications(rules)));
    }

    @Override
    public Bell arrival() {
        return store.arrival();
    }

    @Override
    public List<BlobEvent> pending(int limit) {
        return store.events(limit);
    }

    @Override
    public void done(List<BlobEvent> events) {
        store.commit(events.stream().<Change>map(Change.RemoveEvent::new).toList());
    }

    private ObjectRecord newest(ObjectName object) {
        return require(object, Optional.empty());
    }

    /** One that has content. */
    private ObjectRecord require(ObjectName object, Optional<String> version) {
        Buckets.require(store, object.bucket());
        return requireVersion(object, version);
    }

    private ObjectRecord requireVersion(ObjectName object, Optional<String> version) {
        Optional<ObjectRecord> found =
                version.isPresent() ? versions.find(object, version) : store.object(object);
        if (found.isEmpty()) {
            throw version.isPresent()
                    ? Problem.missing(
                            "no-such-version",
                            "'" + object.key() + "' has no version '" + version.get() + "'")
                    : Problem.missing(
                            "no-such-key",
                            "there is no object '"
                                    + object.key()
                                    + "' in bucket '"
                                    + object.bucket().name()
                                    + "'");
        }
        if (found.get().isDeleteMarker()) {
            throw Problem.missing(
                    "delete-marker", "version '" + version.orElse("") + "' is a delete marker");
        }
        return found.get();
    }
}
