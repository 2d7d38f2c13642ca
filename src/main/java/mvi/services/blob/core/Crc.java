package mvi.services.blob.core;

import mvi.engines.base.Crc64Nvme;

/**
 * Cyclic redundancy checks of 32 and 64 bits, reflected, all ones before and after: CRC-32
 * (ISO-HDLC), CRC-32C (Castagnoli) and CRC-64/NVME. The JDK has the first two but can not combine
 * them.
 *
 * <p>Combining uses that appending a zero bit to a message is a linear map over GF(2): the check of
 * A then B is the check of A pushed through as many zero bits as B has, added to the check of B.
 */
record Crc(int width, long polynomial) {
    static final Crc CRC32 = new Crc(32, 0xedb88320L);
    static final Crc CRC32C = new Crc(32, 0x82f63b78L);
    static final Crc CRC64NVME = new Crc(64, Crc64Nvme.POLYNOMIAL);

    /** The check of two messages, one after the other, from their checks. */
    long combine(long first, long second, long secondLength) {
        long[] byOneBit = new long[width];
        byOneBit[0] = polynomial;
        for (int i = 1; i < width; i++) {
            byOneBit[i] = 1L << (i - 1);
        }
        long[] map = square(square(square(byOneBit)));
        long check = first;
        for (long bytes = secondLength; bytes != 0; bytes >>>= 1) {
            if ((bytes & 1) != 0) {
                check = times(map, check);
            }
            map = square(map);
        }
        return check ^ second;
    }

    private static long times(long[] map, long vector) {
        long sum = 0;
        for (int i = 0; vector != 0; i++, vector >>>= 1) {
            if ((vector & 1) != 0) {
                sum ^= map[i];
            }
        }
        return sum;
    }

    private static long[] square(long[] map) {
        long[] squared = new long[map.length];
        for (int i = 0; i < map.length; i++) {
            squared[i] = times(map, map[i]);
        }
        return squared;
    }
}
