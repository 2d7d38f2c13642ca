package mvi.start.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import mvi.engines.base.Events;
import mvi.engines.base.Secret;
import mvi.engines.http.ServerTls;
import mvi.engines.http.TlsIdentity;
import mvi.start.SmallFiles;

/** The certificate files that control lays down, read again when they change. */
final class Certificate {
    private final Path folder;
    private final Events events;
    private final ServerTls tls;
    private FileTime seen;

    Certificate(Path folder, Events events) throws IOException {
        this.folder = folder;
        this.events = events;
        this.seen = Files.getLastModifiedTime(folder.resolve("cert.pem"));
        this.tls = new ServerTls(read(), events);
    }

    ServerTls tls() {
        return tls;
    }

    synchronized void refresh() throws IOException {
        FileTime changed = Files.getLastModifiedTime(folder.resolve("cert.pem"));
        if (!changed.equals(seen)) {
            tls.replace(read(), Map.of());
            seen = changed;
            events.info("certificate-read", "folder", folder);
        }
    }

    private TlsIdentity read() {
        return new TlsIdentity(
                SmallFiles.read(folder.resolve("cert.pem")),
                Secret.of(SmallFiles.read(folder.resolve("key.pem"))));
    }
}
