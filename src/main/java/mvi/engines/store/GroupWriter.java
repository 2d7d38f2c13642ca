package mvi.engines.store;

import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatchWithIndex;

/** The one call that makes a group durable; a test puts a failing one in its place. */
interface GroupWriter {
    void write(Database database, WriteBatchWithIndex group) throws RocksDBException;
}
