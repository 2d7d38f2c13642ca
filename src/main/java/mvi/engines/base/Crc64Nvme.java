package mvi.engines.base;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.zip.Checksum;

/** The CRC of NVM Express (base specification 2.0, figure 106), which S3's newer clients prefer. */
public final class Crc64Nvme implements Checksum {
    /** Reflected. */
    public static final long POLYNOMIAL = 0x9a6c9329ac4bc9b5L;

    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long[][] TABLES = tables();

    private long state = -1L;

    /** Eight tables: one look-up per byte, eight bytes per step. */
    private static long[][] tables() {
        long[][] tables = new long[8][256];
        for (int i = 0; i < 256; i++) {
            long value = i;
            for (int bit = 0; bit < 8; bit++) {
                value = (value & 1) != 0 ? (value >>> 1) ^ POLYNOMIAL : value >>> 1;
            }
            tables[0][i] = value;
        }
        for (int i = 0; i < 256; i++) {
            for (int table = 1; table < 8; table++) {
                long before = tables[table - 1][i];
                tables[table][i] = (before >>> 8) ^ tables[0][(int) (before & 0xff)];
            }
        }
        return tables;
    }

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
