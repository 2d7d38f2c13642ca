package mvi.services.image.back;

import java.util.Optional;
import java.util.OptionalLong;
import mvi.engines.base.ByteSource;
import mvi.services.blob.BlobService;
import mvi.services.blob.BucketName;
import mvi.services.blob.ByteRange;
import mvi.services.blob.ObjectName;
import mvi.services.blob.PutOptions;
import mvi.services.image.core.LayerStore;

/**
 * Layers as objects of one bucket, which is made with the first of them: Blob may be elsewhere, and
 * away while this process starts.
 */
public final class BlobLayerStore implements LayerStore {
    private final BlobService blobs;
    private final BucketName bucket;
    private volatile boolean isMade;

    public BlobLayerStore(BlobService blobs, BucketName bucket) {
        this.blobs = blobs;
        this.bucket = bucket;
    }

    /** Makes the bucket when it is not there; writing does so too. */
    public void start() {
        if (!isMade) {
            blobs.createBucket(bucket);
            isMade = true;
        }
    }

    @Override
    public void write(String key, ByteSource content) {
        start();
        blobs.put(name(key), content, PutOptions.PLAIN);
    }

    @Override
    public ByteSource read(String key, long first, long count) {
        if (count == 0) {
            return ByteSource.empty();
        }
        if (first == 0 && count < 0) {
            return blobs.get(name(key), Optional.empty()).body();
        }
        OptionalLong last = count < 0 ? OptionalLong.empty() : OptionalLong.of(first + count - 1);
        return blobs.get(name(key), Optional.of(new ByteRange(OptionalLong.of(first), last)))
                .body();
    }

    @Override
    public void remove(String key) {
        blobs.delete(name(key));
    }

    private ObjectName name(String key) {
        return new ObjectName(bucket, key);
    }
}
