package mvi.engines.wire;

import java.util.zip.Checksum;

/** The CRC of NVM Express (base specification 2.0, figure 106): polynomial reflected, inverted. */
final class Crc64Nvme implements Checksum {
    private static final long REFLECTED_POLYNOMIAL = 0x9A6C9329AC4BC9B5L;
    private static final long[] TABLE = table();

    private long state = -1;

    private static long[] table() {
        long[] table = new long[256];
        for (int i = 0; i < table.length; i++) {
            long entry = i;
            for (int bit = 0; bit < 8; bit++) {
                entry = (entry & 1) == 0 ? entry >>> 1 : entry >>> 1 ^ REFLECTED_POLYNOMIAL;
            }
            table[i] = entry;
        }
        return table;
    }

    @Override
    public void update(int one) {
        state = TABLE[(int) (state ^ one) & 0xff] ^ state >>> 8;
    }

    @Override
    public void update(byte[] bytes, int offset, int count) {
        for (int i = offset; i < offset + count; i++) {
            update(bytes[i]);
        }
    }

    @Override
    public long getValue() {
        return ~state;
    }

    @Override
    public void reset() {
        state = -1;
    }
}
