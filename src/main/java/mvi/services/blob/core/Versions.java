package mvi.services.blob.core;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mvi.engines.base.Clock;
import mvi.engines.base.Ids;
import mvi.engines.base.Problem;
import mvi.services.blob.ObjectName;
import mvi.services.blob.ObjectTraits;
import mvi.services.blob.StoredObject;
import mvi.services.blob.VersionEntry;
import mvi.services.blob.Versioning;

/**
 * The versions of a key. The newest stands apart if it is an object; the others, and every delete
 * marker, stand behind it by their order. So a key that has been deleted has no newest object, and
 * its newest version is a marker.
 *
 * <p>All that makes changes is called under the key's lock.
 */
final class Versions {
    private static final int ORDER_DIGITS = 16;
    private static final int CHANCE_CHARACTERS = 16;

    private final BlobStore store;
    private final Clock clock;
    private final Ids ids;

    Versions(BlobStore store, Clock clock, Ids ids) {
        this.store = store;
        this.clock = clock;
        this.ids = ids;
    }

    /** The id and the place of a version that is being made. */
    record Stamp(String version, long order, Instant time) {}

    /** Above all that the key has had. */
    Stamp stamp(ObjectName name, Optional<ObjectRecord> newest, Versioning versioning) {
        Instant now = clock.now();
        long order = ChronoUnit.MICROS.between(Instant.EPOCH, now);
        Optional<ObjectRecord> before = newest;
        if (before.isEmpty() && versioning != Versioning.OFF) {
            before = newestOlder(name, Long.MAX_VALUE);
        }
        if (before.isPresent() && before.get().order() >= order) {
            order = before.get().order() + 1;
        }
        String version =
                versioning == Versioning.ENABLED
                        ? HexFormat.of().toHexDigits(order) + ids.random(CHANCE_CHARACTERS)
                        : StoredObject.NULL_VERSION;
        return new Stamp(version, order, now);
    }

    /** Puts aside, or drops, what a new version takes the place of. */
    List<Change> makeRoom(ObjectName name, Optional<ObjectRecord> newest, Versioning versioning) {
        List<Change> changes = new ArrayList<>();
        boolean isReplaced =
                versioning != Versioning.ENABLED && newest.filter(Versions::isNull).isPresent();
        newest.ifPresent(
                old ->
                        changes.add(
                                isReplaced
                                        ? new Change.Drop(old.data())
                                        : new Change.PutOlder(old)));
        if (versioning == Versioning.SUSPENDED && !isReplaced) {
            store.olderNull(name)
                    .ifPresent(
                            old -> {
                                changes.add(new Change.RemoveOlder(old));
                                changes.add(new Change.Drop(old.data()));
                            });
        }
        return changes;
    }

    private static boolean isNull(ObjectRecord record) {
        return record.object().version().equals(StoredObject.NULL_VERSION);
    }

    static ObjectRecord marker(ObjectName name, Stamp stamp, String owner) {
        StoredObject nothing =
                new StoredObject(
                        name,
                        stamp.version(),
                        0,
                        "",
                        stamp.time(),
                        Map.of(),
                        Map.of(),
                        Optional.empty(),
                        List.of(),
                        Optional.empty(),
                        ObjectTraits.PLAIN.withOwner(owner));
        return new ObjectRecord(
                nothing, new Data.Inline(new byte[0]), "", stamp.order(), true, Optional.empty());
    }

    /** What deletes a version, and makes the next one the newest if it was that. */
    List<Change> remove(ObjectRecord version) {
        ObjectName name = version.object().name();
        List<Change> changes = new ArrayList<>();
        changes.add(new Change.Drop(version.data()));
        Optional<ObjectRecord> newest = store.object(name);
        boolean isNewest = newest.filter(each -> each.order() == version.order()).isPresent();
        changes.add(isNewest ? new Change.RemoveObject(name) : new Change.RemoveOlder(version));
        if (isNewest || newest.isEmpty() && isNewestOlder(version)) {
            newestOlder(name, version.order() - 1)
                    .filter(next -> !next.isDeleteMarker())
                    .ifPresent(
                            next -> {
                                changes.add(new Change.RemoveOlder(next));
                                changes.add(new Change.PutObject(next));
                            });
        }
        return changes;
    }

    private boolean isNewestOlder(ObjectRecord version) {
        return newestOlder(version.object().name(), Long.MAX_VALUE)
                .filter(each -> each.order() == version.order())
                .isPresent();
    }

    private Optional<ObjectRecord> newestOlder(ObjectName name, long from) {
        return store.older(name, from, 1).stream().findFirst();
    }

    /** Of the newest without an id: that may be a delete marker. */
    Optional<ObjectRecord> find(ObjectName name, Optional<String> version) {
        Optional<ObjectRecord> newest = store.object(name);
        if (version.isEmpty()) {
            return newest.or(() -> newestOlder(name, Long.MAX_VALUE));
        }
        String id = version.get();
        if (newest.filter(each -> each.object().version().equals(id)).isPresent()) {
            return newest;
        }
        if (id.equals(StoredObject.NULL_VERSION)) {
            return store.olderNull(name);
        }
        long order = order(id);
        return store.older(name, order, 1).stream()
                .filter(each -> each.object().version().equals(id))
                .findFirst();
    }

    VersionEntry entry(ObjectRecord record) {
        boolean isLatest =
                store.object(record.object().name())
                        .map(newest -> newest.order() == record.order())
                        .orElseGet(() -> isNewestOlder(record));
        return new VersionEntry(record.object(), isLatest, record.isDeleteMarker());
    }

    /** The place that is part of a version's id. */
    static long order(String version) {
        if (version.length() > ORDER_DIGITS) {
            String digits = version.substring(0, ORDER_DIGITS);
            if (digits.chars().allMatch(HexFormat::isHexDigit) && digits.charAt(0) < '8') {
                return HexFormat.fromHexDigitsToLong(digits);
            }
        }
        throw Problem.invalid("bad-version", "'" + version + "' is not the id of a version");
    }
}
