package mvi.engines.store;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;
import mvi.engines.base.Problem;

/**
 * How a value stands in the store: a version byte, CRC-32C over key and value (4 bytes), the value.
 * The key is in the sum so that a value under a wrong key is found out.
 */
final class Records {
    private static final byte VERSION = 1;
    private static final int HEAD_BYTES = 5;

    private Records() {}

    static byte[] wrap(byte[] key, byte[] value) {
        return ByteBuffer.allocate(HEAD_BYTES + value.length)
                .put(VERSION)
                .putInt(checksum(key, value, 0))
                .put(value)
                .array();
    }

    static byte[] unwrap(byte[] key, byte[] record) {
        if (record.length < HEAD_BYTES || record[0] < 1) {
            throw damaged();
        }
        if (record[0] > VERSION) {
            throw Problem.unavailable(
                    "store-too-new", "a record was written by a newer mvi: upgrade this one", null);
        }
        if (ByteBuffer.wrap(record).getInt(1) != checksum(key, record, HEAD_BYTES)) {
            throw damaged();
        }
        return Arrays.copyOfRange(record, HEAD_BYTES, record.length);
    }

    private static int checksum(byte[] key, byte[] bytes, int offset) {
        CRC32C crc = new CRC32C();
        crc.update(key);
        crc.update(bytes, offset, bytes.length - offset);
        return (int) crc.getValue();
    }

    private static Problem damaged() {
        return Problem.unavailable(
                "record-damaged",
                "a record does not match its checksum: the disk damaged it; restore a backup",
                null);
    }
}
