/**
 * Everything that must survive a power cut: records in RocksDB and small files.
 *
 * <p>{@link mvi.engines.store.RecordStore} is one folder with one owner. Writers queue; one
 * platform thread applies what has queued as one group and syncs it once (the group commit), so the
 * cost of a sync is shared and conditional writes need no locks: there is one writer. Readers are a
 * bounded pool of platform threads, since a native call on a virtual thread pins its carrier. What
 * was acknowledged is on the disk; what was not is wholly there or wholly absent.
 *
 * <p>A failed sync stops the store, because what the kernel still holds can't be known afterwards.
 * A full disk doesn't: writes are refused below a reserve, reads go on, and writes are taken again
 * when there is space.
 *
 * <p>{@link mvi.engines.store.DurableFiles} replaces small files whole, with a checksum.
 */
@NullMarked
package mvi.engines.store;

import org.jspecify.annotations.NullMarked;
