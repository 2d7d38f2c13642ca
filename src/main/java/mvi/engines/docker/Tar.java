package mvi.engines.docker;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/**
 * Writes a POSIX ustar archive (IEEE Std 1003.1, pax, "ustar Interchange Format"). Names have at
 * most 100 bytes after a prefix of at most 155. Times are 0, so the same input gives the same
 * bytes.
 */
public final class Tar implements AutoCloseable {
    private static final int BLOCK = 512;
    private static final int NAME_BYTES = 100;
    private static final int PREFIX_BYTES = 155;

    private final OutputStream out;

    public Tar(OutputStream out) {
        this.out = out;
    }

    public void folder(String path, int mode) throws IOException {
        header(path.endsWith("/") ? path : path + "/", mode, 0, '5', "");
    }

    public void file(String path, int mode, byte[] content) throws IOException {
        OutputStream body = file(path, mode, content.length);
        body.write(content);
        endFile(content.length);
    }

    /** The caller writes exactly {@code length} bytes, then calls {@link #endFile}. */
    public OutputStream file(String path, int mode, long length) throws IOException {
        header(path, mode, length, '0', "");
        return out;
    }

    /** Fills the last block of a file. */
    public void endFile(long length) throws IOException {
        int rest = (int) (length % BLOCK);
        if (rest > 0) {
            out.write(new byte[BLOCK - rest]);
        }
    }

    public void link(String path, String target) throws IOException {
        header(path, 0777, 0, '2', target);
    }

    /** Writes the end of the archive; does not close what is under it. */
    @Override
    public void close() throws IOException {
        out.write(new byte[2 * BLOCK]);
        out.flush();
    }

    /** An archive of files alone. */
    public static byte[] of(String path, int mode, byte[] content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (Tar tar = new Tar(bytes)) {
            tar.file(path, mode, content);
        } catch (IOException impossible) {
            throw new java.io.UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    private void header(String path, int mode, long length, char type, String target)
            throws IOException {
        byte[] block = new byte[BLOCK];
        String name = path.startsWith("/") ? path.substring(1) : path;
        String prefix = "";
        if (name.getBytes(StandardCharsets.UTF_8).length > NAME_BYTES) {
            int cut = name.indexOf('/', Math.max(0, name.length() - NAME_BYTES - 1));
            prefix = cut < 0 ? "" : name.substring(0, cut);
            name = name.substring(cut + 1);
        }
        put(block, 0, NAME_BYTES, name);
        put(block, 100, 8, octal(mode, 7));
        put(block, 108, 8, octal(0, 7));
        put(block, 116, 8, octal(0, 7));
        put(block, 124, 12, octal(length, 11));
        put(block, 136, 12, octal(0, 11));
        Arrays.fill(block, 148, 156, (byte) ' ');
        block[156] = (byte) type;
        put(block, 157, NAME_BYTES, target);
        put(block, 257, 6, "ustar");
        put(block, 263, 2, "00");
        put(block, 345, PREFIX_BYTES, prefix);
        int sum = 0;
        for (byte b : block) {
            sum += b & 0xff;
        }
        put(block, 148, 8, octal(sum, 6) + "\0 ");
        out.write(block);
    }

    private static void put(byte[] block, int at, int size, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > size) {
            throw new IllegalArgumentException("too long for a tar archive: " + text);
        }
        System.arraycopy(bytes, 0, block, at, bytes.length);
    }

    private static String octal(long value, int digits) {
        return String.format(Locale.ROOT, "%0" + digits + "o", value);
    }
}
