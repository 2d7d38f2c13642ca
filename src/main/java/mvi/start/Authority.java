package mvi.start;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import mvi.engines.base.Chance;
import mvi.engines.base.Clock;
import mvi.engines.base.Secret;
import mvi.engines.base.TlsIdentity;
import mvi.engines.wire.PlatformCa;

/**
 * The platform's certificate authority in its folder: {@code ca.pem} for whoever trusts it, {@code
 * ca.key} for root.
 */
public record Authority(Path folder, Clock clock, Chance chance) {
    /** The saved one; made when there is none. */
    public PlatformCa open() {
        if (!Files.exists(certificate())) {
            TlsIdentity fresh = PlatformCa.create("mvi platform", clock, chance).identity();
            // The key first: a start that was cut between the two makes both anew.
            SmallFiles.write(key(), fresh.key().revealText(), "rw-------");
            SmallFiles.write(certificate(), fresh.chain(), "rw-r--r--");
        }
        TlsIdentity saved =
                new TlsIdentity(SmallFiles.read(certificate()), Secret.of(SmallFiles.read(key())));
        return PlatformCa.of(saved, clock, chance);
    }

    public Path certificate() {
        return folder.resolve("ca.pem");
    }

    /**
     * Lays a server certificate down where its process reads it: the key first, since the
     * certificate is watched.
     */
    public static void layDown(TlsIdentity identity, Path folder, int owner) {
        for (var file : List.of("key.pem", "cert.pem")) {
            String content =
                    file.equals("key.pem") ? identity.key().revealText() : identity.chain();
            SmallFiles.write(folder.resolve(file), content, "rw-------", owner);
        }
    }

    private Path key() {
        return folder.resolve("ca.key");
    }
}
