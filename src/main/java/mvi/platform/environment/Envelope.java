package mvi.platform.environment;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import mvi.engines.base.Chance;
import mvi.engines.base.Principal;
import mvi.engines.base.Problem;
import mvi.engines.base.Secret;
import mvi.platform.app.PlatformKey;
import mvi.services.crypto.CryptoService;

/**
 * Seals more than Crypto takes at once: AES-256-GCM under a data key of its own for each text, the
 * data key sealed by the platform's key with the context. One byte of version, the sealed key's
 * length in two, the sealed key, the nonce, the ciphertext with its tag.
 */
public final class Envelope {
    private static final byte VERSION = 1;
    private static final int KEY_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final CryptoService crypto;
    private final PlatformKey key;
    private final Chance chance;

    public Envelope(CryptoService crypto, PlatformKey key, Chance chance) {
        this.crypto = crypto;
        this.key = key;
        this.chance = chance;
    }

    public byte[] seal(byte[] clear, Map<String, String> context) {
        CryptoService.DataKey dataKey =
                crypto.generateDataKey(Principal.PLATFORM_ACCOUNT, key.id(), KEY_BYTES, context);
        byte[] nonce = new byte[NONCE_BYTES];
        chance.fill(nonce);
        byte[] sealed = run(Cipher.ENCRYPT_MODE, dataKey.plaintext(), nonce, clear);
        return ByteBuffer.allocate(3 + dataKey.ciphertext().length + NONCE_BYTES + sealed.length)
                .put(VERSION)
                .putShort((short) dataKey.ciphertext().length)
                .put(dataKey.ciphertext())
                .put(nonce)
                .put(sealed)
                .array();
    }

    public byte[] open(byte[] sealed, Map<String, String> context) {
        if (sealed.length < 3 + NONCE_BYTES || sealed[0] != VERSION) {
            throw Problem.bug("not an envelope of version " + VERSION, null);
        }
        ByteBuffer buffer = ByteBuffer.wrap(sealed, 1, sealed.length - 1);
        byte[] sealedKey = new byte[buffer.getShort() & 0xffff];
        buffer.get(sealedKey);
        byte[] nonce = new byte[NONCE_BYTES];
        buffer.get(nonce);
        byte[] rest = Arrays.copyOfRange(sealed, buffer.position(), sealed.length);
        Secret dataKey = crypto.decrypt(Principal.PLATFORM_ACCOUNT, sealedKey, context).plaintext();
        return run(Cipher.DECRYPT_MODE, dataKey, nonce, rest);
    }

    private static byte[] run(int mode, Secret dataKey, byte[] nonce, byte[] text) {
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(
                    mode,
                    new SecretKeySpec(dataKey.reveal(), "AES"),
                    new GCMParameterSpec(TAG_BITS, nonce));
            return cipher.doFinal(text);
        } catch (GeneralSecurityException broken) {
            throw Problem.bug("an environment could not be sealed or opened", broken);
        }
    }
}
