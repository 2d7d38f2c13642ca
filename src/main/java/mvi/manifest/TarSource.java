package mvi.manifest;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalLong;
import mvi.engines.base.ByteSource;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.jspecify.annotations.Nullable;

/** A tar made while it is read, so that a project of any size takes one buffer of memory. */
final class TarSource implements ByteSource {
    private static final int CHUNK = 64 * 1024;

    private final Iterator<PackEntry> entries;
    private final ByteArrayOutputStream made = new ByteArrayOutputStream(CHUNK + 4096);
    private final TarArchiveOutputStream tar;
    private final byte[] chunk = new byte[CHUNK];
    private byte[] ready = new byte[0];
    private int at;
    private @Nullable InputStream open;
    private String openName = "";
    private long left;
    private boolean isFinished;

    TarSource(List<PackEntry> entries) {
        this.entries = entries.iterator();
        this.tar = new TarArchiveOutputStream(made, 512, StandardCharsets.UTF_8.name());
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
        tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
        tar.setAddPaxHeadersForNonAsciiNames(true);
    }

    @Override
    public OptionalLong length() {
        return OptionalLong.empty();
    }

    @Override
    public int read(byte[] into, int offset, int count) throws IOException {
        while (at == ready.length) {
            if (isFinished) {
                return -1;
            }
            step();
            ready = made.toByteArray();
            made.reset();
            at = 0;
        }
        int some = Math.min(count, ready.length - at);
        System.arraycopy(ready, at, into, offset, some);
        at += some;
        return some;
    }

    @Override
    public void close() throws IOException {
        if (open != null) {
            open.close();
            open = null;
        }
    }

    private void step() throws IOException {
        if (open != null) {
            copy(open);
        } else if (entries.hasNext()) {
            begin(entries.next());
        } else {
            tar.finish();
            isFinished = true;
        }
    }

    private void begin(PackEntry entry) throws IOException {
        TarArchiveEntry header =
                switch (entry.kind()) {
                    case FILE -> new TarArchiveEntry(entry.name());
                    case FOLDER -> new TarArchiveEntry(entry.name() + "/");
                    case LINK -> new TarArchiveEntry(entry.name(), TarConstants.LF_SYMLINK);
                };
        header.setMode(entry.mode());
        // Times are left at zero, so that an unchanged project packs to the same bytes.
        header.setLastModifiedTime(FileTime.fromMillis(0));
        header.setUserId(0);
        header.setGroupId(0);
        header.setUserName("");
        header.setGroupName("");
        if (entry.kind() == PackEntry.Kind.LINK) {
            header.setLinkName(entry.target());
        }
        if (entry.kind() == PackEntry.Kind.FILE) {
            header.setSize(entry.size());
            left = entry.size();
            openName = entry.name();
            open =
                    entry.source().file().isPresent()
                            ? Files.newInputStream(entry.source().file().get())
                            : new ByteArrayInputStream(entry.source().bytes());
        }
        tar.putArchiveEntry(header);
        if (open == null) {
            tar.closeArchiveEntry();
        }
    }

    private void copy(InputStream in) throws IOException {
        int some = left == 0 ? 0 : in.read(chunk, 0, (int) Math.min(chunk.length, left));
        if (some < 0) {
            throw new IOException("'" + openName + "' became shorter while it was packed");
        }
        tar.write(chunk, 0, some);
        left -= some;
        if (left == 0) {
            in.close();
            open = null;
            tar.closeArchiveEntry();
        }
    }
}
