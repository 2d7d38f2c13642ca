package mvi.engines.wire;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import java.util.zip.Checksum;
import mvi.engines.base.Crc64Nvme;

/** The checksums that x-amz-checksum-* headers and trailers carry, in base 64. */
public sealed interface BodyChecksum {
    String PREFIX = "x-amz-checksum-";

    void update(byte[] bytes, int offset, int count);

    /** Base 64; once, at the end. */
    String value();

    /** By the name of its header or trailer; empty for one that is not known. */
    static Optional<BodyChecksum> of(String header) {
        return switch (header.toLowerCase(Locale.ROOT)) {
            case PREFIX + "crc32" -> Optional.of(new Summed(new CRC32(), Integer.BYTES));
            case PREFIX + "crc32c" -> Optional.of(new Summed(new CRC32C(), Integer.BYTES));
            case PREFIX + "crc64nvme" -> Optional.of(new Summed(new Crc64Nvme(), Long.BYTES));
            case PREFIX + "sha1" -> Optional.of(new Digested(digest("SHA-1")));
            case PREFIX + "sha256" -> Optional.of(new Digested(digest("SHA-256")));
            default -> Optional.empty();
        };
    }

    private static MessageDigest digest(String name) {
        try {
            return MessageDigest.getInstance(name);
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("every JDK has " + name, missing);
        }
    }

    /** A sum of 4 or 8 bytes. */
    record Summed(Checksum checksum, int bytes) implements BodyChecksum {
        @Override
        public void update(byte[] from, int offset, int count) {
            checksum.update(from, offset, count);
        }

        @Override
        public String value() {
            ByteBuffer all = ByteBuffer.allocate(Long.BYTES).putLong(checksum.getValue());
            byte[] last = new byte[bytes];
            all.position(Long.BYTES - bytes).get(last);
            return Base64.getEncoder().encodeToString(last);
        }
    }

    /** A cryptographic hash. */
    record Digested(MessageDigest digest) implements BodyChecksum {
        @Override
        public void update(byte[] from, int offset, int count) {
            digest.update(from, offset, count);
        }

        @Override
        public String value() {
            return Base64.getEncoder().encodeToString(digest.digest());
        }
    }
}
