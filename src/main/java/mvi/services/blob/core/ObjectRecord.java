package mvi.services.blob.core;

import java.util.Optional;
import mvi.services.blob.StoredObject;

/**
 * A version as it is kept.
 *
 * @param upload the id of the upload it was completed from, so that completing again answers the
 *     same; else empty
 * @param order microseconds since 1970 or just above its predecessor's: of a key's versions the
 *     newest has the highest
 * @param isDeleteMarker whether it stands for the key's not being there
 * @param key that its data is sealed by
 */
public record ObjectRecord(
        StoredObject object,
        Data data,
        String upload,
        long order,
        boolean isDeleteMarker,
        Optional<WrappedKey> key) {
    ObjectRecord with(StoredObject other) {
        return new ObjectRecord(other, data, upload, order, isDeleteMarker, key);
    }
}
