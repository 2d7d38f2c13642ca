package mvi.services.blob.core;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.zip.Checksum;

/** CRC-64/NVME, the one that S3's newer clients prefer. */
final class Crc64 implements Checksum {
    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long[][] TABLES = Crc.CRC64NVME.tables();

    private long state = -1L;

    @Override
    public void update(int one) {
        state = (state >>> 8) ^ TABLES[0][(int) ((state ^ one) & 0xff)];
    }

    @Override
    public void update(byte[] bytes, int offset, int count) {
        int at = offset;
        int end = offset + count;
        for (; at + 8 <= end; at += 8) {
            long mixed = state ^ (long) LONGS.get(bytes, at);
            state =
                    TABLES[7][(int) (mixed & 0xff)]
                            ^ TABLES[6][(int) (mixed >>> 8 & 0xff)]
                            ^ TABLES[5][(int) (mixed >>> 16 & 0xff)]
                            ^ TABLES[4][(int) (mixed >>> 24 & 0xff)]
                            ^ TABLES[3][(int) (mixed >>> 32 & 0xff)]
                            ^ TABLES[2][(int) (mixed >>> 40 & 0xff)]
                            ^ TABLES[1][(int) (mixed >>> 48 & 0xff)]
                            ^ TABLES[0][(int) (mixed >>> 56)];
        }
        for (; at < end; at++) {
            update(bytes[at]);
        }
    }

    @Override
    public long getValue() {
        return ~state;
    }

    @Override
    public void reset() {
        state = -1L;
    }
}
