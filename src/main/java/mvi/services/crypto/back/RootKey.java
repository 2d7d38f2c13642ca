package mvi.services.crypto.back;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import mvi.engines.base.Chance;
import mvi.engines.base.Problem;
import mvi.engines.base.Secret;
import mvi.engines.store.DurableFiles;

/**
 * The key that seals all others, in a file of its own (0600, in a folder that is closed to others).
 * Whoever has it and the store has every key; one without the other is worth nothing, so a backup
 * keeps them apart.
 *
 * <p>What it seals: a nonce of 12 bytes, then AES-256-GCM's output, authenticated with the name
 * under which it is kept, so that no record can be put in another's place.
 */
final class RootKey {
    private static final int KEY_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final Secret key;
    private final Chance chance;

    private RootKey(Secret key, Chance chance) {
        this.key = key;
        this.chance = chance;
    }

    static Optional<RootKey> read(Path file, DurableFiles files, Chance chance) {
        return files.read(file).map(bytes -> new RootKey(Secret.of(bytes), chance));
    }

    static RootKey create(Path file, DurableFiles files, Chance chance) {
        byte[] bytes = new byte[KEY_BYTES];
        chance.fill(bytes);
        files.write(file, bytes);
        return new RootKey(Secret.of(bytes), chance);
    }

    byte[] seal(String name, byte[] clear) {
        byte[] nonce = new byte[NONCE_BYTES];
        chance.fill(nonce);
        try {
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, name, nonce).doFinal(clear);
            return ByteBuffer.allocate(NONCE_BYTES + sealed.length).put(nonce).put(sealed).array();
        } catch (GeneralSecurityException broken) {
            throw Problem.bug("AES-GCM did not encrypt", broken);
        }
    }

    byte[] open(String name, byte[] sealed) {
        try {
            ByteBuffer buffer = ByteBuffer.wrap(sealed);
            byte[] nonce = new byte[NONCE_BYTES];
            buffer.get(nonce);
            return cipher(Cipher.DECRYPT_MODE, name, nonce)
                    .doFinal(sealed, NONCE_BYTES, sealed.length - NONCE_BYTES);
        } catch (GeneralSecurityException unfit) {
            throw Problem.unavailable(
                    "wrong-root-key",
                    "the root key does not open the store of keys: put back the root.key that"
                            + " belongs to it",
                    unfit);
        }
    }

    private Cipher cipher(int mode, String name, byte[] nonce) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(
                mode,
                new SecretKeySpec(key.reveal(), "AES"),
                new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(name.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }
}
