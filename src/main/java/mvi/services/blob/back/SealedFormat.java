package mvi.services.blob.back;

import com.google.crypto.tink.subtle.AesGcmHkdfStreaming;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.SeekableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import mvi.engines.base.ByteCount;
import mvi.engines.base.Problem;
import mvi.services.blob.core.KeyWrap;
import mvi.services.blob.core.Seal;

/**
 * Sealed data as bytes: Tink's AES-GCM-HKDF streaming AEAD with AES-256 and HMAC-SHA-256.
 *
 * <p>A header of 40 bytes (its length, a salt of 32, a nonce's prefix of 7), then segments of 64
 * KiB with a tag of 16 bytes each, the first shorter by the header, the last by what there is. The
 * key of the segments is derived (RFC 5869) from the data key, the salt, and what the data is bound
 * to: the object's account, bucket and key and the data's own id. The nonce of a segment holds its
 * number and whether it is the last, so that none can be cut off, repeated or moved. Any byte is
 * read by opening its segment alone.
 */
final class SealedFormat {
    private static final int SEGMENT_BYTES = (int) ByteCount.kib(64).bytes();
    private static final String MAC = "HmacSha256";
    private static final int HEADER_BYTES = 40;
    private static final int TAG_BYTES = 16;

    private SealedFormat() {}

    /** How many bytes so many become. */
    static long sealedLength(long clear) {
        long bytes = HEADER_BYTES + clear;
        long whole = bytes / (SEGMENT_BYTES - TAG_BYTES);
        long rest = bytes % (SEGMENT_BYTES - TAG_BYTES);
        return whole * SEGMENT_BYTES + (rest == 0 ? 0 : rest + TAG_BYTES);
    }

    /** Seals what is written to it; its end is written when it is closed. */
    static WritableByteChannel sealing(Seal seal, String id, WritableByteChannel into)
            throws IOException {
        try {
            return stream(seal).newEncryptingChannel(into, bound(seal, id));
        } catch (GeneralSecurityException broken) {
            throw Problem.bug("data could not be sealed", broken);
        }
    }

    /** The clear bytes of what is sealed. Reading throws what is not as it was written. */
    static SeekableByteChannel opening(Seal seal, String id, SeekableByteChannel from)
            throws IOException {
        try {
            return stream(seal).newSeekableDecryptingChannel(from, bound(seal, id));
        } catch (GeneralSecurityException broken) {
            throw Problem.bug("data could not be opened", broken);
        }
    }

    static byte[] opened(Seal seal, String id, byte[] sealed) throws IOException {
        try (InputStream clear =
                stream(seal)
                        .newDecryptingStream(new ByteArrayInputStream(sealed), bound(seal, id))) {
            return clear.readAllBytes();
        } catch (GeneralSecurityException broken) {
            throw Problem.bug("data could not be opened", broken);
        }
    }

    private static AesGcmHkdfStreaming stream(Seal seal) throws GeneralSecurityException {
        byte[] key = seal.key().reveal();
        try {
            return new AesGcmHkdfStreaming(key, MAC, KeyWrap.KEY_BYTES, SEGMENT_BYTES, 0);
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    private static byte[] bound(Seal seal, String id) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        text(out, seal.object().bucket().account());
        text(out, seal.object().bucket().name());
        text(out, seal.object().key());
        text(out, id);
        return bytes.toByteArray();
    }

    private static void text(DataOutputStream out, String text) throws IOException {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(utf8.length);
        out.write(utf8);
    }
}
