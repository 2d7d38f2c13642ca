package mvi.services.blob.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mvi.services.blob.Bucket;
import mvi.services.blob.Checksum;
import mvi.services.blob.ObjectName;
import mvi.services.blob.ObjectPart;
import mvi.services.blob.ObjectTraits;
import mvi.services.blob.PutOptions;
import mvi.services.blob.StoredObject;

/** Makes content the newest version of its key, however it came in. Under the key's lock. */
final class Arrival {
    private final BlobStore store;
    private final Versions versions;

    Arrival(BlobStore store, Versions versions) {
        this.store = store;
        this.versions = versions;
    }

    /** What is in, before anybody can see it. */
    record Content(
            Data data,
            long length,
            String etag,
            Optional<Checksum> checksum,
            List<ObjectPart> parts,
            Optional<WrappedKey> key) {}

    /**
     * @param event the type of event that it is
     * @param upload that it comes from, or empty
     * @param before changes that are made in the same commit
     */
    StoredObject of(
            ObjectName name,
            Optional<ObjectRecord> newest,
            Content content,
            PutOptions options,
            String event,
            String upload,
            List<Change> before) {
        Bucket bucket = Buckets.require(store, name.bucket());
        var versioning = bucket.settings().versioning();
        Versions.Stamp stamp = versions.stamp(name, newest, versioning);
        StoredObject stored =
                new StoredObject(
                        name,
                        stamp.version(),
                        content.length(),
                        content.etag(),
                        stamp.time(),
                        options.headers(),
                        options.metadata(),
                        content.checksum(),
                        content.parts(),
                        content.key().map(WrappedKey::encryption),
                        traits(bucket, options.traits(), stamp));
        List<Change> changes = new ArrayList<>(before);
        changes.addAll(versions.makeRoom(name, newest, versioning));
        changes.add(
                new Change.PutObject(
                        new ObjectRecord(
                                stored,
                                content.data(),
                                upload,
                                stamp.order(),
                                false,
                                content.key())));
        changes.addAll(Notices.of(bucket, event, stored, options.cause()));
        store.commit(changes);
        return stored;
    }

    private static ObjectTraits traits(Bucket bucket, ObjectTraits asked, Versions.Stamp stamp) {
        return asked.retention().isPresent()
                ? asked
                : asked.withRetention(
                        bucket.settings().lockRule().map(rule -> rule.from(stamp.time())));
    }
}
