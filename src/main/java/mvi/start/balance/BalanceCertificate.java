package mvi.start.balance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Optional;
import mvi.engines.base.Chance;
import mvi.engines.base.Events;
import mvi.engines.base.Problem;
import mvi.engines.base.TlsIdentity;
import mvi.engines.proxy.ProxyTls;
import mvi.start.SmallFiles;
import org.jspecify.annotations.Nullable;

/**
 * The certificate files that the control plane lays down: read when they are there, again when they
 * change. A pair that can't be read leaves the old one in use.
 */
final class BalanceCertificate {
    private final Path folder;
    private final Path chain;
    private final Events events;
    private final Chance chance;
    private @Nullable ProxyTls tls;
    private FileTime seen = FileTime.fromMillis(0);

    BalanceCertificate(Path folder, Events events, Chance chance) {
        this.folder = folder;
        this.chain = folder.resolve("cert.pem");
        this.events = events;
        this.chance = chance;
    }

    /** What new connections get; empty as long as there are no files. */
    Optional<ProxyTls> refresh() {
        try {
            if (Files.exists(chain) && Files.exists(folder.resolve("key.pem"))) {
                FileTime changed = Files.getLastModifiedTime(chain);
                if (!changed.equals(seen)) {
                    take();
                    seen = changed;
                }
            }
        } catch (IOException | UncheckedIOException | Problem unreadable) {
            events.warn("balance.certificate-unreadable", "file", chain, "error", unreadable);
        }
        return Optional.ofNullable(tls);
    }

    private void take() {
        TlsIdentity identity = SmallFiles.identity(folder);
        ProxyTls now = tls;
        if (now == null) {
            tls = new ProxyTls(identity, chance);
        } else {
            now.replace(identity);
        }
        events.info("balance.certificate-read", "file", chain);
    }
}
