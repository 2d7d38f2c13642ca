package mvi.services.blob.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mvi.engines.base.Clock;
import mvi.engines.base.Problem;
import mvi.services.blob.BlobEvent;
import mvi.services.blob.Bucket;
import mvi.services.blob.Cause;
import mvi.services.blob.DeleteOptions;
import mvi.services.blob.Deletion;
import mvi.services.blob.ObjectName;
import mvi.services.blob.ObjectTraits;
import mvi.services.blob.Retention;
import mvi.services.blob.StoredObject;
import mvi.services.blob.Versioning;

/** Deletion: of what is there, of one version, or by a marker that hides the others. */
final class Deletes {
    private final BlobStore store;
    private final Versions versions;
    private final Locks locks;
    private final Clock clock;

    Deletes(BlobStore store, Versions versions, Locks locks, Clock clock) {
        this.store = store;
        this.versions = versions;
        this.locks = locks;
        this.clock = clock;
    }

    Deletion delete(ObjectName object, DeleteOptions options) {
        return locks.changing(
                object,
                () -> {
                    Bucket bucket = Buckets.require(store, object.bucket());
                    Optional<ObjectRecord> now =
                            options.version().isPresent()
                                    ? versions.find(object, options.version())
                                    : store.object(object);
                    if (!Conditions.hold(options.conditions(), now)) {
                        return new Deletion.PreconditionFailed();
                    }
                    return options.version().isPresent()
                            ? deleteVersion(bucket, now, options)
                            : deleteNewest(bucket, object, now, options.cause());
                });
    }

    private Deletion deleteNewest(
            Bucket bucket, ObjectName object, Optional<ObjectRecord> now, Cause cause) {
        Versioning versioning = bucket.settings().versioning();
        if (versioning == Versioning.OFF) {
            now.ifPresent(
                    old -> {
                        List<Change> changes = new ArrayList<>();
                        changes.add(new Change.Drop(old.data()));
                        changes.add(new Change.RemoveObject(object));
                        changes.addAll(Notices.of(bucket, BlobEvent.DELETE, old.object(), cause));
                        store.commit(changes);
                    });
            return new Deletion.Done(Optional.empty(), false);
        }
        Versions.Stamp stamp = versions.stamp(object, now, versioning);
        List<Change> changes = new ArrayList<>(versions.makeRoom(object, now, versioning));
        changes.add(new Change.RemoveObject(object));
        ObjectRecord marker = Versions.marker(object, stamp, object.bucket().account());
        changes.add(new Change.PutOlder(marker));
        changes.addAll(Notices.of(bucket, BlobEvent.MARKER, marker.object(), cause));
        store.commit(changes);
        return new Deletion.Done(Optional.of(stamp.version()), true);
    }

    private Deletion deleteVersion(
            Bucket bucket, Optional<ObjectRecord> version, DeleteOptions options) {
        if (version.isPresent()) {
            requireUnlocked(version.get().object(), options.mayBypass());
            List<Change> changes = new ArrayList<>(versions.remove(version.get()));
            changes.addAll(
                    Notices.of(bucket, BlobEvent.DELETE, version.get().object(), options.cause()));
            store.commit(changes);
        }
        return new Deletion.Done(
                options.version(), version.filter(ObjectRecord::isDeleteMarker).isPresent());
    }

    private void requireUnlocked(StoredObject object, boolean mayBypass) {
        if (isLocked(object, mayBypass)) {
            ObjectTraits traits = object.traits();
            throw Problem.denied(
                    "object-locked",
                    "this version is locked: "
                            + (traits.isHeld()
                                    ? "it has a legal hold"
                                    : "it is retained until "
                                            + traits.retention().orElseThrow().until()));
        }
    }

    private boolean isLocked(StoredObject object, boolean mayBypass) {
        ObjectTraits traits = object.traits();
        return traits.isHeld()
                || traits.retention()
                        .filter(each -> !each.isOver(clock.now()))
                        .filter(each -> each.mode() == Retention.Mode.COMPLIANCE || !mayBypass)
                        .isPresent();
    }

    /** Deletes the newest version as a client would, unless it is another by now. */
    boolean expire(ObjectRecord newest) {
        ObjectName object = newest.object().name();
        return locks.changing(
                object,
                () -> {
                    Optional<Bucket> bucket = store.bucket(object.bucket());
                    Optional<ObjectRecord> now =
                            store.object(object).filter(it -> it.order() == newest.order());
                    if (bucket.isEmpty() || now.isEmpty()) {
                        return false;
                    }
                    Deletion _ = deleteNewest(bucket.get(), object, now, Cause.NONE);
                    return true;
                });
    }

    /** Deletes a version that is not the newest, or a lone marker, unless it is locked or gone. */
    boolean expireVersion(ObjectRecord version) {
        ObjectName object = version.object().name();
        return locks.changing(
                object,
                () -> {
                    Optional<ObjectRecord> now =
                            store.older(object, version.order(), 1).stream()
                                    .filter(each -> each.order() == version.order())
                                    .filter(each -> !isLocked(each.object(), false))
                                    .findFirst();
                    now.ifPresent(each -> store.commit(versions.remove(each)));
                    return now.isPresent();
                });
    }
}
