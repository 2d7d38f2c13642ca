package mvi.start.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import mvi.engines.base.Events;
import mvi.engines.http.ServerTls;
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
        this.tls = new ServerTls(SmallFiles.identity(folder), events);
    }

    ServerTls tls() {
        return tls;
    }

    synchronized void refresh() throws IOException {
        FileTime changed = Files.getLastModifiedTime(folder.resolve("cert.pem"));
        if (!changed.equals(seen)) {
            tls.replace(SmallFiles.identity(folder), Map.of());
            seen = changed;
            events.info("certificate-read", "folder", folder);
        }
    }
}
