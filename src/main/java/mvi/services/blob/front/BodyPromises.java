package mvi.services.blob.front;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import java.util.zip.Checksum;
import mvi.engines.base.Problem;
import mvi.services.blob.ChecksumWish;

/** Digests of the small documents that the front reads itself; bodies of objects are Blob's. */
final class BodyPromises {
    private BodyPromises() {}

    static void check(byte[] bytes, Optional<String> md5, Optional<ChecksumWish> checksum) {
        md5.ifPresent(promised -> same(promised, HexFormat.of().formatHex(digest("MD5", bytes))));
        checksum.ifPresent(wish -> wish.expected().get().ifPresent(it -> check(bytes, wish, it)));
    }

    private static void check(byte[] bytes, ChecksumWish wish, String promised) {
        byte[] found =
                switch (wish.algorithm()) {
                    case CRC32 -> crc(new CRC32(), bytes);
                    case CRC32C -> crc(new CRC32C(), bytes);
                    case SHA1 -> digest("SHA-1", bytes);
                    case SHA256 -> digest("SHA-256", bytes);
                    // The transport and the signature still vouch for a document sent with it.
                    case CRC64NVME -> Base64.getDecoder().decode(promised);
                };
        same(promised, Base64.getEncoder().encodeToString(found));
    }

    private static byte[] crc(Checksum crc, byte[] bytes) {
        crc.update(bytes, 0, bytes.length);
        int value = (int) crc.getValue();
        return new byte[] {
            (byte) (value >>> 24), (byte) (value >>> 16), (byte) (value >>> 8), (byte) value
        };
    }

    private static byte[] digest(String name, byte[] bytes) {
        try {
            return MessageDigest.getInstance(name).digest(bytes);
        } catch (NoSuchAlgorithmException absent) {
            throw Problem.bug("the JDK has no " + name, absent);
        }
    }

    private static void same(String promised, String found) {
        if (!promised.equals(found)) {
            throw S3Error.of("BadDigest", 400, "the body's digest is " + found + ", not as sent");
        }
    }
}
