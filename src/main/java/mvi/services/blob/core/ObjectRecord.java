package mvi.services.blob.core;

import mvi.services.blob.StoredObject;

/**
 * An object as it is kept.
 *
 * @param upload the id of the upload it was completed from, so that completing again answers the
 *     same; else empty
 */
public record ObjectRecord(StoredObject object, Data data, String upload) {}
