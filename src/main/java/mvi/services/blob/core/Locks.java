package mvi.services.blob.core;

import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import mvi.services.blob.BucketName;
import mvi.services.blob.ObjectName;

/**
 * Who may change what: a change of an object holds its bucket shared and its key alone, a change of
 * a bucket holds the bucket alone. Taken in this order, bucket before key, they can't wait for each
 * other in a circle. They are striped, so their number is bounded; bodies are never read under one.
 */
final class Locks {
    private static final int BUCKET_STRIPES = 64;
    private static final int KEY_STRIPES = 512;

    private final ReentrantReadWriteLock[] buckets = stripes(BUCKET_STRIPES);
    private final ReentrantReadWriteLock[] keys = stripes(KEY_STRIPES);

    <T> T changing(ObjectName object, Supplier<T> change) {
        return under(
                of(buckets, object.bucket()).readLock(),
                () -> under(of(keys, object).writeLock(), change));
    }

    <T> T reading(ObjectName object, Supplier<T> read) {
        return under(of(keys, object).readLock(), read);
    }

    <T> T changing(BucketName bucket, Supplier<T> change) {
        return under(of(buckets, bucket).writeLock(), change);
    }

    private static <T> T under(Lock lock, Supplier<T> work) {
        lock.lock();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }

    private static ReentrantReadWriteLock of(ReentrantReadWriteLock[] stripes, Object name) {
        int hash = name.hashCode() * 0x9e3779b9;
        return stripes[(hash >>> 16) % stripes.length];
    }

    private static ReentrantReadWriteLock[] stripes(int count) {
        ReentrantReadWriteLock[] stripes = new ReentrantReadWriteLock[count];
        for (int i = 0; i < count; i++) {
            stripes[i] = new ReentrantReadWriteLock();
        }
        return stripes;
    }
}
