package mvi.engines.store;

import mvi.engines.base.ByteCount;

/**
 * The bounds of a record store.
 *
 * @param queuedWrites commits and updates that may wait; callers block beyond it
 * @param groupWrites most of them in one group
 * @param groupBytes a group is closed when its writes have reached this
 * @param readers reader threads
 * @param queuedReads reads that may wait; callers block beyond it
 * @param scanEntries most entries in one page of a scan
 * @param scanBytes a page ends when it has reached this
 * @param cache of blocks read from the disk
 * @param writeBuffer of all families together
 * @param diskReserve writes are refused when less than this would stay free
 */
public record StoreLimits(
        int queuedWrites,
        int groupWrites,
        ByteCount groupBytes,
        int readers,
        int queuedReads,
        int scanEntries,
        ByteCount scanBytes,
        ByteCount cache,
        ByteCount writeBuffer,
        ByteCount diskReserve) {
    public static final StoreLimits DEFAULT =
            new StoreLimits(
                    1024,
                    256,
                    ByteCount.mib(4),
                    4,
                    1024,
                    10_000,
                    ByteCount.mib(4),
                    ByteCount.mib(4),
                    ByteCount.mib(4),
                    ByteCount.mib(64));

    /** Memory that it takes in use; an idle store has neither. */
    public StoreLimits withMemory(ByteCount blocks, ByteCount writes) {
        return new StoreLimits(
                queuedWrites,
                groupWrites,
                groupBytes,
                readers,
                queuedReads,
                scanEntries,
                scanBytes,
                blocks,
                writes,
                diskReserve);
    }

    public StoreLimits withDiskReserve(ByteCount reserve) {
        return new StoreLimits(
                queuedWrites,
                groupWrites,
                groupBytes,
                readers,
                queuedReads,
                scanEntries,
                scanBytes,
                cache,
                writeBuffer,
                reserve);
    }
}
