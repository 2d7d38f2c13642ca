package mvi.services.blob.back;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import mvi.services.blob.Bucket;
import mvi.services.blob.BucketName;

/**
 * Buckets as they were last read: each request asks for its own several times, and to read one is
 * to wait for another thread and to parse its settings.
 *
 * <p>A bucket that changes is forgotten once its change is committed, and before the change is
 * answered. A reader that began earlier can't bring the old one back: it holds the name's place in
 * the map until it has read, and the forgetting waits for that.
 */
final class KnownBuckets {
    /** Settings have policies of up to 20 KB: this bounds them to some megabytes. */
    static final int MOST = 256;

    private final Map<BucketName, Optional<Bucket>> known = new ConcurrentHashMap<>();

    Optional<Bucket> get(BucketName name, Function<BucketName, Optional<Bucket>> read) {
        Optional<Bucket> found = known.get(name);
        if (found != null) {
            return found;
        }
        if (known.size() >= MOST) {
            known.clear();
        }
        return known.computeIfAbsent(name, read);
    }

    void forget(BucketName name) {
        known.remove(name);
    }
}
