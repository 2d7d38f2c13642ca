package mvi.services.database.core;

import java.time.Instant;

/**
 * A copy of an instance's files, of use together with the write-ahead log from {@code start} on.
 *
 * @param id sorts by time
 * @param start where recovery begins
 * @param stop where its files are consistent: nothing before can be restored from it
 * @param began when it was asked for
 * @param taken the time at {@code stop}
 * @param bytes in the archive
 */
public record BaseBackup(
        String id, int timeline, Lsn start, Lsn stop, Instant began, Instant taken, long bytes) {}
