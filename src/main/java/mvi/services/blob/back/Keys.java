package mvi.services.blob.back;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import mvi.services.blob.BucketName;
import mvi.services.blob.ObjectName;

/**
 * The keys of the index: a letter for the kind, then names, each ended by a zero byte but the last,
 * so that one bucket's objects stand together in the byte order of their keys.
 */
final class Keys {
    private Keys() {}

    static byte[] buckets() {
        return key('b');
    }

    static byte[] buckets(String account) {
        return key('b', account, "");
    }

    static byte[] bucket(BucketName bucket) {
        return key('b', bucket.account(), bucket.name());
    }

    static byte[] objects(BucketName bucket, byte[] keyStart) {
        return joined(key('o', bucket.account(), bucket.name(), ""), keyStart);
    }

    static byte[] object(ObjectName object) {
        return objects(object.bucket(), object.key().getBytes(StandardCharsets.UTF_8));
    }

    /** To find a bucket by its name alone. */
    static byte[] named(String name) {
        return key('n', name, "");
    }

    static byte[] named(BucketName bucket) {
        return key('n', bucket.name(), bucket.account());
    }

    /** Versions behind the newest: by key, of one key the latest first. */
    static byte[] older(BucketName bucket, byte[] keyStart) {
        return joined(key('v', bucket.account(), bucket.name(), ""), keyStart);
    }

    static byte[] older(BucketName bucket, byte[] key, long order) {
        byte[] place =
                ByteBuffer.allocate(1 + Long.BYTES)
                        .put((byte) 0)
                        .putLong(Long.MAX_VALUE - order)
                        .array();
        return joined(older(bucket, key), place);
    }

    /** All of one key. */
    static byte[] olderOf(ObjectName object) {
        byte[] key = object.key().getBytes(StandardCharsets.UTF_8);
        return joined(older(object.bucket(), key), new byte[] {0});
    }

    static byte[] older(ObjectName object, long order) {
        return older(object.bucket(), object.key().getBytes(StandardCharsets.UTF_8), order);
    }

    /** The order of the version behind the newest whose id is null. */
    static byte[] olderNull(ObjectName object) {
        return key('z', object.bucket().account(), object.bucket().name(), object.key());
    }

    static byte[] events() {
        return key('e');
    }

    static byte[] event(long number) {
        return joined(events(), ByteBuffer.allocate(Long.BYTES).putLong(number).array());
    }

    /** The highest number of an event that is done. */
    static byte[] lastDone() {
        return key('d');
    }

    static byte[] small(String id) {
        return key('i', id);
    }

    static byte[] upload(BucketName bucket, String id) {
        return key('u', bucket.account(), bucket.name(), id);
    }

    static byte[] parts(BucketName bucket, String upload) {
        return key('p', bucket.account(), bucket.name(), upload, "");
    }

    /** Numbers in big-endian order sort as numbers. */
    static byte[] part(BucketName bucket, String upload, int number) {
        return joined(parts(bucket, upload), ByteBuffer.allocate(4).putInt(number).array());
    }

    static byte[] file(String id) {
        return key('f', id);
    }

    private static byte[] key(char kind, String... names) {
        ByteArrayOutputStream key = new ByteArrayOutputStream();
        key.write(kind);
        for (int i = 0; i < names.length; i++) {
            byte[] name = names[i].getBytes(StandardCharsets.UTF_8);
            key.write(name, 0, name.length);
            if (i < names.length - 1) {
                key.write(0);
            }
        }
        return key.toByteArray();
    }

    private static byte[] joined(byte[] first, byte[] second) {
        return ByteBuffer.allocate(first.length + second.length).put(first).put(second).array();
    }
}
