package mvi.services.blob;

/** A version of a key; a delete marker has neither content nor ETag. */
public record VersionEntry(StoredObject object, boolean isLatest, boolean isDeleteMarker) {}
