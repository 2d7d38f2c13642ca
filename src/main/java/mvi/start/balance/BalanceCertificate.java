package mvi.start.balance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Optional;
import mvi.engines.base.Events;
import mvi.engines.base.Problem;
import mvi.engines.proxy.ProxyTls;
import org.jspecify.annotations.Nullable;

/**
 * The certificate files that the control plane lays down: read when they are there, again when they
 * change. A pair that can't be read leaves the old one in use.
 */
final class BalanceCertificate {
    private final Path chain;
    private final Path key;
    private final Events events;
    private @Nullable ProxyTls tls;
    private FileTime seen = FileTime.fromMillis(0);

    BalanceCertificate(Path folder, Events events) {
        this.chain = folder.resolve("cert.pem");
        this.key = folder.resolve("key.pem");
        this.events = events;
    }

    /** What new connections get; empty as long as there are no files. */
    Optional<ProxyTls> refresh() {
        try {
            if (Files.exists(chain) && Files.exists(key)) {
                FileTime changed = Files.getLastModifiedTime(chain);
                if (!changed.equals(seen)) {
                    take();
                    seen = changed;
                }
            }
        } catch (IOException | Problem unreadable) {
            events.warn("balance.certificate-unreadable", "file", chain, "error", unreadable);
        }
        return Optional.ofNullable(tls);
    }

    private void take() throws IOException {
        byte[] chainBytes = Files.readAllBytes(chain);
        byte[] keyBytes = Files.readAllBytes(key);
        ProxyTls now = tls;
        if (now == null) {
            tls = new ProxyTls(chainBytes, keyBytes);
        } else {
            now.replace(chainBytes, keyBytes);
        }
        events.info("balance.certificate-read", "file", chain);
    }
}
