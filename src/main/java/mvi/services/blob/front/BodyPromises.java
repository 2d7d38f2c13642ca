package mvi.services.blob.front;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import mvi.engines.base.Problem;
import mvi.engines.wire.BodyChecksum;
import mvi.services.blob.ChecksumWish;

/** Digests of the small documents that the front reads itself; bodies of objects are Blob's. */
final class BodyPromises {
    private BodyPromises() {}

    static void check(byte[] bytes, Optional<String> md5, Optional<ChecksumWish> checksum) {
        md5.ifPresent(promised -> same(promised, HexFormat.of().formatHex(md5(bytes))));
        checksum.ifPresent(wish -> wish.expected().get().ifPresent(it -> check(bytes, wish, it)));
    }

    private static void check(byte[] bytes, ChecksumWish wish, String promised) {
        BodyChecksum checksum =
                BodyChecksum.of(S3Fields.checksumHeader(wish.algorithm())).orElseThrow();
        checksum.update(bytes, 0, bytes.length);
        same(promised, checksum.value());
    }

    private static byte[] md5(byte[] bytes) {
        try {
            return MessageDigest.getInstance("MD5").digest(bytes);
        } catch (NoSuchAlgorithmException absent) {
            throw Problem.bug("the JDK has no MD5", absent);
        }
    }

    private static void same(String promised, String found) {
        if (!promised.equals(found)) {
            throw S3Error.of("BadDigest", 400, "the body's digest is " + found + ", not as sent");
        }
    }
}
