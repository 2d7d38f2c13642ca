package mvi.services.blob.core;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import mvi.engines.base.ByteSource;
import mvi.engines.base.Clock;
import mvi.engines.base.Ids;
import mvi.engines.base.Problem;
import mvi.services.blob.BlobConfig;
import mvi.services.blob.BlobEvent;
import mvi.services.blob.BucketName;
import mvi.services.blob.Checksum;
import mvi.services.blob.ChecksumWish;
import mvi.services.blob.ObjectName;
import mvi.services.blob.ObjectPart;
import mvi.services.blob.Part;
import mvi.services.blob.PartTag;
import mvi.services.blob.PutOptions;
import mvi.services.blob.PutResult;
import mvi.services.blob.Sealing;
import mvi.services.blob.Upload;
import mvi.services.blob.UploadDetails;

/**
 * Objects in parts. A part is data and a record of its own; completing writes one record that lists
 * the parts' data, so nothing is copied and the object appears at once.
 */
final class Uploads {
    private final BlobStore store;
    private final Intake intake;
    private final Arrival arrival;
    private final Seals seals;
    private final Locks locks;
    private final Clock clock;
    private final Ids ids;
    private final BlobConfig config;

    Uploads(
            BlobStore store,
            Intake intake,
            Arrival arrival,
            Seals seals,
            Locks locks,
            Clock clock,
            Ids ids,
            BlobConfig config) {
        this.store = store;
        this.intake = intake;
        this.arrival = arrival;
        this.seals = seals;
        this.locks = locks;
        this.clock = clock;
        this.ids = ids;
        this.config = config;
    }

    Upload create(ObjectName object, PutOptions options) {
        Conditions.checkMetadata(options.metadata(), config.metadataLimit());
        BucketName bucket = object.bucket();
        Optional<WrappedKey> key =
                seals.create(object, Buckets.require(store, bucket), options.sealing())
                        .map(Seal::wrapped);
        return locks.changing(
                bucket,
                () -> {
                    Buckets.require(store, bucket);
                    int open = store.uploads(bucket, config.uploadsPerBucket()).size();
                    if (open >= config.uploadsPerBucket()) {
                        throw Problem.limit(
                                "too-many-uploads",
                                "bucket '"
                                        + bucket.name()
                                        + "' has "
                                        + open
                                        + " uploads open; complete or abort some");
                    }
                    Upload upload = new Upload(object, ids.next("u-"), clock.now());
                    UploadDetails details =
                            new UploadDetails(
                                    upload,
                                    options.checksum().map(ChecksumWish::algorithm),
                                    options.checksum().map(ChecksumWish::isComposite).orElse(false),
                                    options.traits(),
                                    key.map(WrappedKey::encryption));
                    store.commit(
                            List.of(
                                    new Change.PutUpload(
                                            new UploadRecord(
                                                    details,
                                                    options.headers(),
                                                    options.metadata(),
                                                    key))));
                    return upload;
                });
    }

    Part put(ObjectName object, String id, int number, ByteSource body, PutOptions options) {
        if (number < 1 || number > config.partsPerUpload()) {
            throw Problem.invalid(
                    "bad-part-number", "a part's number is 1 to " + config.partsPerUpload());
        }
        UploadRecord upload = require(object, id);
        PutOptions checked =
                options.checksum().isPresent()
                        ? options
                        : options.withChecksum(upload.details().checksum().map(ChecksumWish::of));
        Optional<Seal> seal =
                seals.open(object, upload.key(), options.sealing().flatMap(Sealing::customerKey));
        return intake.take(
                body,
                config.putLimit(),
                false,
                checked,
                seal,
                taken ->
                        new Intake.Outcome<>(
                                locks.changing(object, () -> commit(object, id, number, taken)),
                                true));
    }

    private Part commit(ObjectName object, String id, int number, Arrival.Content taken) {
        require(object, id);
        Part part = new Part(number, taken.length(), taken.etag(), clock.now(), taken.checksum());
        List<Change> changes = new ArrayList<>();
        store.part(object, id, number).ifPresent(old -> changes.add(new Change.Drop(old.data())));
        changes.add(new Change.PutPart(object, id, new PartRecord(part, taken.data())));
        store.commit(changes);
        return part;
    }

    PutResult complete(ObjectName object, String id, List<PartTag> tags, PutOptions conditions) {
        return locks.changing(
                object,
                () -> {
                    Optional<ObjectRecord> now = store.object(object);
                    // What was not made of parts has no upload: its id is empty.
                    if (!id.isEmpty()
                            && store.upload(object.bucket(), id).isEmpty()
                            && now.isPresent()
                            && now.get().upload().equals(id)) {
                        return new PutResult.Stored(now.get().object());
                    }
                    UploadRecord upload = require(object, id);
                    if (!Conditions.hold(conditions.conditions(), now)) {
                        return new PutResult.PreconditionFailed();
                    }
                    return assemble(upload, tags, conditions, now);
                });
    }

    private PutResult assemble(
            UploadRecord upload,
            List<PartTag> tags,
            PutOptions conditions,
            Optional<ObjectRecord> replaced) {
        ObjectName object = upload.details().upload().object();
        String id = upload.details().upload().id();
        Map<Integer, PartRecord> unused = new TreeMap<>();
        for (PartRecord each : store.parts(object, id, 0, config.partsPerUpload())) {
            unused.put(each.part().number(), each);
        }
        List<Change> changes = new ArrayList<>();
        unused.keySet().forEach(number -> changes.add(new Change.RemovePart(object, id, number)));
        List<PartRecord> chosen = choose(unused, tags);
        unused.values().forEach(each -> changes.add(new Change.Drop(each.data())));
        List<Part> parts = chosen.stream().map(PartRecord::part).toList();
        Arrival.Content content =
                new Arrival.Content(
                        Data.joined(chosen.stream().map(PartRecord::data).toList()),
                        parts.stream().mapToLong(Part::length).sum(),
                        Digests.etagOf(parts),
                        checksum(upload, parts, conditions),
                        parts.stream().map(Uploads::remembered).toList(),
                        upload.key());
        changes.add(new Change.RemoveUpload(object.bucket(), id));
        return new PutResult.Stored(
                arrival.of(
                        object,
                        replaced,
                        content,
                        PutOptions.of(upload.headers(), upload.metadata())
                                .with(upload.details().traits())
                                .because(conditions.cause()),
                        BlobEvent.COMPLETE,
                        id,
                        changes));
    }

    private static ObjectPart remembered(Part part) {
        return new ObjectPart(part.number(), part.length(), part.checksum().map(Checksum::base64));
    }

    /** Takes the parts named out of those that are there. */
    private List<PartRecord> choose(Map<Integer, PartRecord> there, List<PartTag> tags) {
        if (tags.isEmpty()) {
            throw Problem.invalid("no-parts", "an upload is completed with at least one part");
        }
        for (int i = 1; i < tags.size(); i++) {
            if (tags.get(i).number() < tags.get(i - 1).number()) {
                throw Problem.invalid("bad-part-order", "parts are named in ascending order");
            }
        }
        // A part that was sent anew may be named by both of its ETags: the last counts.
        Map<Integer, PartTag> named = new LinkedHashMap<>();
        tags.forEach(tag -> named.put(tag.number(), tag));
        List<PartRecord> chosen = new ArrayList<>();
        long length = 0;
        for (PartTag tag : named.values()) {
            PartRecord part = there.remove(tag.number());
            if (part == null || !part.part().etag().equals(tag.etag())) {
                throw Problem.invalid(
                        "bad-part",
                        "part " + tag.number() + " with ETag " + tag.etag() + " was not uploaded");
            }
            boolean isLast = chosen.size() == named.size() - 1;
            if (!isLast && part.part().length() < config.minimumPart().bytes()) {
                throw Problem.invalid(
                        "part-too-small",
                        "every part but the last has at least " + config.minimumPart());
            }
            length += part.part().length();
            chosen.add(part);
        }
        if (length > config.objectLimit().bytes()) {
            throw Problem.limit("body-too-large", "an object has at most " + config.objectLimit());
        }
        return chosen;
    }

    private static Optional<Checksum> checksum(
            UploadRecord upload, List<Part> parts, PutOptions conditions) {
        Optional<Checksum> checksum =
                upload.details()
                        .checksum()
                        .map(
                                each ->
                                        Digests.checksumOf(
                                                each, upload.details().isComposite(), parts));
        conditions
                .checksum()
                .flatMap(wish -> wish.expected().get())
                .filter(promised -> checksum.isPresent())
                .filter(promised -> !promised.equals(checksum.get().base64()))
                .ifPresent(
                        promised -> {
                            throw Problem.invalid(
                                    "bad-digest", "the object's checksum is not " + promised);
                        });
        return checksum;
    }

    void abort(ObjectName object, String id) {
        locks.changing(
                object,
                () -> {
                    store.commit(abortion(require(object, id).details().upload()));
                    return true;
                });
    }

    /** False when it was completed or aborted meanwhile. */
    boolean abortIfOpen(Upload upload) {
        return locks.changing(
                upload.object(),
                () -> {
                    boolean isOpen =
                            store.upload(upload.object().bucket(), upload.id()).isPresent();
                    if (isOpen) {
                        store.commit(abortion(upload));
                    }
                    return isOpen;
                });
    }

    /** What takes an upload away with its parts. */
    List<Change> abortion(Upload upload) {
        ObjectName object = upload.object();
        List<Change> changes = new ArrayList<>();
        for (PartRecord each : store.parts(object, upload.id(), 0, config.partsPerUpload())) {
            changes.add(new Change.RemovePart(object, upload.id(), each.part().number()));
            changes.add(new Change.Drop(each.data()));
        }
        changes.add(new Change.RemoveUpload(object.bucket(), upload.id()));
        return changes;
    }

    List<Part> parts(ObjectName object, String id, int after, int limit) {
        require(object, id);
        return store.parts(object, id, after, limit).stream().map(PartRecord::part).toList();
    }

    /** By key, of one key by time, which is in the id. */
    List<UploadDetails> list(BucketName bucket) {
        Buckets.require(store, bucket);
        return store.uploads(bucket, config.uploadsPerBucket()).stream()
                .map(UploadRecord::details)
                .sorted(
                        Comparator.comparing((UploadDetails each) -> each.upload().object().key())
                                .thenComparing(each -> each.upload().id()))
                .toList();
    }

    UploadDetails details(ObjectName object, String id) {
        return require(object, id).details();
    }

    private UploadRecord require(ObjectName object, String id) {
        Buckets.require(store, object.bucket());
        return store.upload(object.bucket(), id)
                .filter(upload -> upload.details().upload().object().equals(object))
                .orElseThrow(
                        () ->
                                Problem.missing(
                                        "no-such-upload",
                                        "there is no open upload '"
                                                + id
                                                + "' of '"
                                                + object.key()
                                                + "'; it may have been completed or aborted"));
    }
}
