package mvi.services.blob.core;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import mvi.engines.base.Crc64Nvme;
import mvi.engines.base.Problem;
import mvi.services.blob.Checksum;
import mvi.services.blob.ChecksumAlgorithm;
import mvi.services.blob.Part;

/** The arithmetic of ETags and checksums: of a body, and of a whole from its parts. */
final class Digests {
    private Digests() {}

    /** Something that bytes run through and that has a value at the end. */
    interface Running {
        void update(byte[] bytes, int offset, int count);

        byte[] value();
    }

    static Running of(ChecksumAlgorithm algorithm) {
        return switch (algorithm) {
            case CRC32 -> crc(new CRC32(), 4);
            case CRC32C -> crc(new CRC32C(), 4);
            case CRC64NVME -> crc(new Crc64Nvme(), 8);
            case SHA1 -> digest("SHA-1");
            case SHA256 -> digest("SHA-256");
        };
    }

    static Running md5() {
        return digest("MD5");
    }

    static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    /** S3's ETag of an object of parts: the MD5 of their MD5s, and how many they are. */
    static String etagOf(List<Part> parts) {
        Running md5 = md5();
        for (Part part : parts) {
            byte[] one = HexFormat.of().parseHex(part.etag());
            md5.update(one, 0, one.length);
        }
        return hex(md5.value()) + "-" + parts.size();
    }

    /** The checksum of the whole from those of its parts, which must all have one. */
    static Checksum checksumOf(ChecksumAlgorithm algorithm, boolean isComposite, List<Part> parts) {
        if (isComposite) {
            Running running = of(algorithm);
            for (Part part : parts) {
                byte[] one = bytesOf(part, algorithm);
                running.update(one, 0, one.length);
            }
            String base64 = base64(running.value()) + "-" + parts.size();
            return new Checksum(algorithm, base64, true);
        }
        Crc crc =
                switch (algorithm) {
                    case CRC32 -> Crc.CRC32;
                    case CRC32C -> Crc.CRC32C;
                    case CRC64NVME -> Crc.CRC64NVME;
                    case SHA1, SHA256 ->
                            throw Problem.invalid(
                                    "bad-checksum-type",
                                    algorithm + " of a whole can't be computed from its parts");
                };
        long check = 0;
        for (Part part : parts) {
            check = crc.combine(check, number(bytesOf(part, algorithm)), part.length());
        }
        return new Checksum(algorithm, base64(bytes(check, crc.width() / 8)), false);
    }

    private static byte[] bytesOf(Part part, ChecksumAlgorithm algorithm) {
        return part.checksum()
                .filter(checksum -> checksum.algorithm() == algorithm)
                .map(checksum -> Base64.getDecoder().decode(checksum.base64()))
                .orElseThrow(
                        () ->
                                Problem.invalid(
                                        "bad-part",
                                        "part "
                                                + part.number()
                                                + " has no "
                                                + algorithm
                                                + " checksum, which its upload asks for"));
    }

    private static long number(byte[] bytes) {
        long number = 0;
        for (byte each : bytes) {
            number = number << 8 | each & 0xff;
        }
        return number;
    }

    private static byte[] bytes(long number, int count) {
        byte[] all = ByteBuffer.allocate(8).putLong(number).array();
        byte[] last = new byte[count];
        System.arraycopy(all, 8 - count, last, 0, count);
        return last;
    }

    private static Running crc(java.util.zip.Checksum crc, int width) {
        return new Running() {
            @Override
            public void update(byte[] bytes, int offset, int count) {
                crc.update(bytes, offset, count);
            }

            @Override
            public byte[] value() {
                return bytes(crc.getValue(), width);
            }
        };
    }

    private static Running digest(String name) {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance(name);
        } catch (NoSuchAlgorithmException absent) {
            throw Problem.bug("the JDK has no " + name, absent);
        }
        return new Running() {
            @Override
            public void update(byte[] bytes, int offset, int count) {
                digest.update(bytes, offset, count);
            }

            @Override
            public byte[] value() {
                return digest.digest();
            }
        };
    }
}
