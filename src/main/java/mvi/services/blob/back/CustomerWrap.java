package mvi.services.blob.back;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import mvi.engines.base.Chance;
import mvi.engines.base.Problem;
import mvi.engines.base.Secret;
import mvi.services.blob.Encryption;
import mvi.services.blob.ObjectName;
import mvi.services.blob.core.KeyWrap;
import mvi.services.blob.core.Seal;
import mvi.services.blob.core.WrappedKey;
import org.jspecify.annotations.Nullable;

/**
 * Data keys wrapped by a customer's key, which is not kept: one byte of version, a salt of 16, the
 * HMAC-SHA-256 by the salt of the customer's key, a nonce of 12, and AES-256-GCM's output with a
 * tag of 16. Authenticated with it are the version, the salt and the object's name. The HMAC tells
 * a wrong key from damage, and says nothing of the right one.
 */
final class CustomerWrap {
    private static final byte VERSION = 1;
    private static final int SALT_BYTES = 16;
    private static final int MAC_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BYTES = 16;
    private static final int BYTES =
            1 + SALT_BYTES + MAC_BYTES + NONCE_BYTES + KeyWrap.KEY_BYTES + TAG_BYTES;

    private final Chance chance;

    CustomerWrap(Chance chance) {
        this.chance = chance;
    }

    Seal create(ObjectName object, Encryption encryption, Secret customerKey) {
        byte[] dataKey = random(KeyWrap.KEY_BYTES);
        byte[] salt = random(SALT_BYTES);
        byte[] nonce = random(NONCE_BYTES);
        byte[] key = customerKey.reveal();
        try {
            byte[] wrapped =
                    ByteBuffer.allocate(BYTES)
                            .put(VERSION)
                            .put(salt)
                            .put(mac(salt, key))
                            .put(nonce)
                            .put(
                                    cipher(Cipher.ENCRYPT_MODE, key, nonce, salt, object)
                                            .doFinal(dataKey))
                            .array();
            return new Seal(object, Secret.of(dataKey), new WrappedKey(encryption, wrapped));
        } catch (GeneralSecurityException broken) {
            throw Problem.bug("a data key could not be wrapped", broken);
        } finally {
            Arrays.fill(key, (byte) 0);
            Arrays.fill(dataKey, (byte) 0);
        }
    }

    /** Throws DENIED {@code wrong-key} for another key than that it was made with. */
    Secret open(ObjectName object, WrappedKey wrapped, Secret customerKey) {
        if (wrapped.bytes().length != BYTES || wrapped.bytes()[0] != VERSION) {
            throw unreadable(object, null);
        }
        ByteBuffer buffer = ByteBuffer.wrap(wrapped.bytes()).position(1);
        byte[] salt = next(buffer, SALT_BYTES);
        byte[] mac = next(buffer, MAC_BYTES);
        byte[] nonce = next(buffer, NONCE_BYTES);
        byte[] sealed = next(buffer, buffer.remaining());
        byte[] key = customerKey.reveal();
        try {
            if (!MessageDigest.isEqual(mac, mac(salt, key))) {
                throw Problem.denied(
                        "wrong-key", "'" + object.key() + "' was sealed with another key");
            }
            byte[] dataKey = cipher(Cipher.DECRYPT_MODE, key, nonce, salt, object).doFinal(sealed);
            Secret opened = Secret.of(dataKey);
            Arrays.fill(dataKey, (byte) 0);
            return opened;
        } catch (GeneralSecurityException damaged) {
            throw unreadable(object, damaged);
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    private static Problem unreadable(ObjectName object, @Nullable GeneralSecurityException cause) {
        return Problem.bug("the data key of '" + object.key() + "' does not open", cause);
    }

    private static byte[] mac(byte[] salt, byte[] key) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(salt, "HmacSHA256"));
        return mac.doFinal(key);
    }

    private static Cipher cipher(int mode, byte[] key, byte[] nonce, byte[] salt, ObjectName object)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(
                mode,
                new SecretKeySpec(key, "AES"),
                new GCMParameterSpec(TAG_BYTES * Byte.SIZE, nonce));
        cipher.updateAAD(authenticated(salt, object));
        return cipher;
    }

    /** Neither an account nor a bucket has a zero byte in its name. */
    private static byte[] authenticated(byte[] salt, ObjectName object) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(VERSION);
        bytes.writeBytes(salt);
        bytes.writeBytes(object.bucket().account().getBytes(StandardCharsets.UTF_8));
        bytes.write(0);
        bytes.writeBytes(object.bucket().name().getBytes(StandardCharsets.UTF_8));
        bytes.write(0);
        bytes.writeBytes(object.key().getBytes(StandardCharsets.UTF_8));
        return bytes.toByteArray();
    }

    private static byte[] next(ByteBuffer buffer, int count) {
        byte[] bytes = new byte[count];
        buffer.get(bytes);
        return bytes;
    }

    private byte[] random(int count) {
        byte[] bytes = new byte[count];
        chance.fill(bytes);
        return bytes;
    }
}
