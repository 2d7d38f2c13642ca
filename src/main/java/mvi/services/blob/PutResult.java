package mvi.services.blob;

/** What became of a put. */
public sealed interface PutResult {
    /** It is on the disk and every read sees it. */
    record Stored(StoredObject object) implements PutResult {}

    /** A condition did not hold; nothing was stored. */
    record PreconditionFailed() implements PutResult {}
}
