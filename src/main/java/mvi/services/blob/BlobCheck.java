package mvi.services.blob;

import java.time.Instant;
import java.util.Optional;

/**
 * A pass over all data that Blob keeps, which compares it with what was stored.
 *
 * @param ended empty while it goes on
 * @param place where it goes on, in the store's own words; empty at the beginning
 * @param objects versions with content, and parts of open uploads, that it has looked at
 * @param bytes that it has read and compared
 * @param damaged how many of these objects are not as they were stored
 * @param orphans files that nothing held, removed
 * @param bytesEver of all passes together
 */
public record BlobCheck(
        Instant started,
        Optional<Instant> ended,
        String place,
        long objects,
        long bytes,
        long damaged,
        long orphans,
        long bytesEver) {
    /** One that begins. */
    public static BlobCheck from(Instant started, long bytesEver) {
        return new BlobCheck(started, Optional.empty(), "", 0, 0, 0, 0, bytesEver);
    }

    public BlobCheck at(String other) {
        return new BlobCheck(started, ended, other, objects, bytes, damaged, orphans, bytesEver);
    }

    public BlobCheck endedAt(Instant end) {
        return new BlobCheck(
                started, Optional.of(end), "", objects, bytes, damaged, orphans, bytesEver);
    }

    public BlobCheck plusObject(boolean isDamaged) {
        return new BlobCheck(
                started,
                ended,
                place,
                objects + 1,
                bytes,
                damaged + (isDamaged ? 1 : 0),
                orphans,
                bytesEver);
    }

    public BlobCheck plusBytes(long more) {
        return new BlobCheck(
                started, ended, place, objects, bytes + more, damaged, orphans, bytesEver + more);
    }

    public BlobCheck plusOrphans(long more) {
        return new BlobCheck(
                started, ended, place, objects, bytes, damaged, orphans + more, bytesEver);
    }
}
