package mvi.services.database;

import java.time.Instant;

/** A moment of a database's past. */
public sealed interface RestorePoint {
    /** The last that the archive has. */
    record Latest() implements RestorePoint {}

    /** With all that was committed by then, and nothing later. */
    record At(Instant moment) implements RestorePoint {}

    /** When a backup was taken. */
    record Backup(String id) implements RestorePoint {}
}
