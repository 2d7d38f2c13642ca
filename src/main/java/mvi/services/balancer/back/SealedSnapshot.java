package mvi.services.balancer.back;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import mvi.engines.base.Chance;
import mvi.engines.base.Kind;
import mvi.engines.base.Problem;
import mvi.engines.wire.Json;
import mvi.services.balancer.BalancerCertificates;
import mvi.services.balancer.BalancerRoutes;

/**
 * Routes or certificates on disk, from which the load balancer starts with everything else dead.
 *
 * <p>A line such as {@code mvi-routes 3}, a nonce of 12 bytes, then JSON sealed by AES-256-GCM with
 * the line as associated data: the tag is the checksum. The key is a file of its own (0600).
 * Written beside, synced, renamed, and the folder synced: a reader finds the old or the new, whole.
 */
public final class SealedSnapshot<T> {
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final int KEY_BYTES = 32;

    private final String what;
    private final int version;
    private final Class<T> type;
    private final byte[] header;
    private final Path file;
    private final Path keyFile;
    private final Chance chance;

    private SealedSnapshot(Path folder, String what, int version, Class<T> type, Chance chance) {
        this.what = what;
        this.version = version;
        this.type = type;
        this.header = ("mvi-" + what + " " + version + "\n").getBytes(StandardCharsets.US_ASCII);
        this.file = folder.resolve(what + ".snapshot");
        this.keyFile = folder.resolve("snapshot.key");
        this.chance = chance;
    }

    /**
     * @param folder the load balancer's own, {@code MVI_HOME/balance}
     */
    public static SealedSnapshot<BalancerRoutes> ofRoutes(Path folder, Chance chance) {
        return new SealedSnapshot<>(folder, "routes", 3, BalancerRoutes.class, chance);
    }

    /**
     * @param folder as that of the routes
     */
    public static SealedSnapshot<BalancerCertificates> ofCertificates(Path folder, Chance chance) {
        return new SealedSnapshot<>(folder, "certificates", 1, BalancerCertificates.class, chance);
    }

    /** Returns when it is on the disk. */
    public void write(T content) {
        try {
            byte[] nonce = new byte[NONCE_BYTES];
            chance.fill(nonce);
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, key(), nonce).doFinal(Json.write(content));
            ByteBuffer all =
                    ByteBuffer.allocate(header.length + nonce.length + sealed.length)
                            .put(header)
                            .put(nonce)
                            .put(sealed)
                            .flip();
            replace(file, all);
        } catch (IOException | GeneralSecurityException failed) {
            throw Problem.unavailable(
                    "snapshot-not-written",
                    "The load balancer could not put its "
                            + what
                            + " on its disk; it works as before.",
                    failed);
        }
    }

    /**
     * What was written last; empty when nothing ever was.
     *
     * @throws Problem {@code snapshot-unreadable} INVALID: damaged, of another key, or of a newer
     *     version
     */
    public Optional<T> read() {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            byte[] all = Files.readAllBytes(file);
            if (all.length < header.length + NONCE_BYTES
                    || !Arrays.equals(header, Arrays.copyOf(all, header.length))) {
                throw unreadable("it is not of version " + version, null);
            }
            int body = header.length + NONCE_BYTES;
            byte[] nonce = Arrays.copyOfRange(all, header.length, body);
            byte[] opened =
                    cipher(Cipher.DECRYPT_MODE, key(), nonce).doFinal(all, body, all.length - body);
            return Optional.of(Json.read(opened, type));
        } catch (IOException | GeneralSecurityException damaged) {
            throw unreadable("it is damaged", damaged);
        }
    }

    private Cipher cipher(int mode, byte[] key, byte[] nonce) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(header);
        return cipher;
    }

    private byte[] key() throws IOException {
        if (!Files.exists(keyFile)) {
            byte[] fresh = new byte[KEY_BYTES];
            chance.fill(fresh);
            replace(keyFile, ByteBuffer.wrap(fresh));
        }
        byte[] key = Files.readAllBytes(keyFile);
        if (key.length != KEY_BYTES) {
            throw new IOException("the snapshot's key is not of " + KEY_BYTES + " bytes");
        }
        return key;
    }

    private static void replace(Path file, ByteBuffer content) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        try (FileChannel channel =
                FileChannel.open(
                        fresh,
                        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")))) {
            while (content.hasRemaining()) {
                channel.write(content);
            }
            channel.force(true);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            try (FileChannel entries = FileChannel.open(folder)) {
                entries.force(true);
            }
        }
    }

    private Problem unreadable(String why, @org.jspecify.annotations.Nullable Throwable cause) {
        return new Problem(
                "snapshot-unreadable",
                Kind.INVALID,
                "The " + what + " in " + file + " can't be read: " + why + ".",
                "",
                cause);
    }
}
