package mvi.services.blob.core;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import mvi.services.blob.BucketName;
import mvi.services.blob.Listing;
import mvi.services.blob.StoredObject;

/**
 * One page of a bucket. Keys below a common prefix are jumped over, not read: a page costs what it
 * shows, whatever the prefixes hold.
 */
final class Lister {
    /** Of records that are read at once: a page and the one that says that there is more. */
    private static final int BATCH = 1001;

    private final BlobStore store;
    private final BucketName bucket;
    private final String prefix;
    private final String delimiter;
    private final int limit;
    private final List<StoredObject> objects = new ArrayList<>();
    private final List<String> prefixes = new ArrayList<>();
    private String last = "";

    Lister(BlobStore store, BucketName bucket, String prefix, String delimiter, int limit) {
        this.store = store;
        this.bucket = bucket;
        this.prefix = prefix;
        this.delimiter = delimiter;
        this.limit = limit;
    }

    Listing after(String after) {
        byte[] start = bytes(prefix);
        byte[] from = start;
        if (!after.isEmpty()) {
            byte[] exclusive =
                    folded(after).equals(Optional.of(after))
                            ? beyond(bytes(after))
                            : Arrays.copyOf(bytes(after), bytes(after).length + 1);
            from = Arrays.compareUnsigned(exclusive, start) > 0 ? exclusive : start;
        }
        int batch = delimiter.isEmpty() ? BATCH : 1;
        while (true) {
            List<ObjectRecord> found =
                    store.objects(bucket, start, from, Math.min(batch, limit + 1 - size()));
            // Most of a batch may be jumped over: it grows where nothing was.
            batch = Math.min(2 * batch, BATCH);
            if (found.isEmpty()) {
                return new Listing(objects, prefixes, Optional.empty());
            }
            for (ObjectRecord each : found) {
                if (size() == limit) {
                    return new Listing(objects, prefixes, Optional.of(last));
                }
                String key = each.object().name().key();
                Optional<String> common = folded(key);
                if (common.isPresent()) {
                    prefixes.add(common.get());
                    last = common.get();
                    from = beyond(bytes(last));
                    batch = 1;
                    break;
                }
                objects.add(each.object());
                last = key;
                from = Arrays.copyOf(bytes(key), bytes(key).length + 1);
            }
        }
    }

    private int size() {
        return objects.size() + prefixes.size();
    }

    /** The common prefix that a key is shown as, if it is. */
    private Optional<String> folded(String key) {
        return folded(key, prefix, delimiter);
    }

    static Optional<String> folded(String key, String prefix, String delimiter) {
        if (delimiter.isEmpty() || !key.startsWith(prefix)) {
            return Optional.empty();
        }
        int at = key.indexOf(delimiter, prefix.length());
        return at < 0 ? Optional.empty() : Optional.of(key.substring(0, at + delimiter.length()));
    }

    /** The first key after all that start with this; UTF-8 has no byte 0xFF to carry over. */
    static byte[] beyond(byte[] prefix) {
        byte[] next = prefix.clone();
        next[next.length - 1]++;
        return next;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
