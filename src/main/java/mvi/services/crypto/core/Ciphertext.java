package mvi.services.crypto.core;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import mvi.engines.base.Chance;
import mvi.engines.base.Problem;
import mvi.engines.base.Secret;

/**
 * A sealed text: one byte of version, the 16 bytes of its key's id, a nonce of 12, and
 * AES-256-GCM's output with a tag of 16 (NIST SP 800-38D).
 *
 * <p>Authenticated with it are version, key id and the encryption context, the context in one
 * canonical form: entries in the order of their names, every text preceded by its length, so that
 * two different contexts never give the same bytes. Nonces are by chance, which bounds one key to
 * 2^32 texts (section 8.3).
 */
record Ciphertext(UUID keyId, byte[] nonce, byte[] sealed) {
    private static final byte VERSION = 1;
    private static final int ID_BYTES = 16;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BYTES = 16;
    private static final int HEAD_BYTES = 1 + ID_BYTES + NONCE_BYTES;

    static byte[] seal(
            String keyId,
            Secret material,
            Secret plaintext,
            Map<String, String> context,
            Chance chance) {
        byte[] nonce = new byte[NONCE_BYTES];
        chance.fill(nonce);
        UUID id = UUID.fromString(keyId);
        byte[] clear = plaintext.reveal();
        try {
            byte[] sealed =
                    cipher(Cipher.ENCRYPT_MODE, id, material, nonce, context).doFinal(clear);
            return ByteBuffer.allocate(HEAD_BYTES + sealed.length)
                    .put(VERSION)
                    .putLong(id.getMostSignificantBits())
                    .putLong(id.getLeastSignificantBits())
                    .put(nonce)
                    .put(sealed)
                    .array();
        } catch (GeneralSecurityException broken) {
            throw Problem.bug("AES-GCM did not encrypt", broken);
        } finally {
            Arrays.fill(clear, (byte) 0);
        }
    }

    /** Throws INVALID {@code bad-ciphertext} for what this format did not write. */
    static Ciphertext parse(byte[] bytes) {
        if (bytes.length < HEAD_BYTES + TAG_BYTES || bytes[0] != VERSION) {
            throw unreadable();
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes, 1, bytes.length - 1);
        UUID id = new UUID(buffer.getLong(), buffer.getLong());
        byte[] nonce = new byte[NONCE_BYTES];
        byte[] sealed = new byte[bytes.length - HEAD_BYTES];
        buffer.get(nonce).get(sealed);
        return new Ciphertext(id, nonce, sealed);
    }

    /** Throws INVALID {@code bad-ciphertext} when key, text or context are not what was sealed. */
    Secret open(Secret material, Map<String, String> context) {
        try {
            byte[] clear =
                    cipher(Cipher.DECRYPT_MODE, keyId, material, nonce, context).doFinal(sealed);
            Secret plaintext = Secret.of(clear);
            Arrays.fill(clear, (byte) 0);
            return plaintext;
        } catch (GeneralSecurityException unfit) {
            throw unreadable();
        }
    }

    private static Cipher cipher(
            int mode, UUID keyId, Secret material, byte[] nonce, Map<String, String> context)
            throws GeneralSecurityException {
        byte[] key = material.reveal();
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(
                    mode,
                    new SecretKeySpec(key, "AES"),
                    new GCMParameterSpec(TAG_BYTES * Byte.SIZE, nonce));
            cipher.updateAAD(authenticated(keyId, context));
            return cipher;
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    private static byte[] authenticated(UUID keyId, Map<String, String> context) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            out.writeLong(keyId.getMostSignificantBits());
            out.writeLong(keyId.getLeastSignificantBits());
            for (Map.Entry<String, String> entry : new TreeMap<>(context).entrySet()) {
                write(out, entry.getKey());
                write(out, entry.getValue());
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    private static void write(DataOutputStream out, String text) throws IOException {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(utf8.length);
        out.write(utf8);
    }

    static Problem unreadable() {
        return Problem.invalid(
                "bad-ciphertext",
                "the ciphertext can not be decrypted: it was changed, or made with another key,"
                        + " another encryption context or by another system");
    }
}
