package mvi.services.log.back;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import mvi.services.log.LogLine;

/** Lines as they are stored: a version byte, the length when unpacked (4 bytes), then zstd. */
final class LineBatch {
    private static final byte VERSION = 1;
    private static final int HEAD_BYTES = 5;
    private static final int LEVEL = 3;
    private static final int MAXIMUM_BYTES = 64 * 1024 * 1024;

    private LineBatch() {}

    static byte[] encode(List<LogLine> lines) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(lines.size());
            for (LogLine line : lines) {
                out.writeLong(line.time().getEpochSecond());
                out.writeInt(line.time().getNano());
                out.writeUTF(line.app());
                out.writeUTF(line.process());
                out.writeUTF(line.container());
                out.writeUTF(line.stream());
                byte[] text = line.text().getBytes(StandardCharsets.UTF_8);
                out.writeInt(text.length);
                out.write(text);
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        byte[] packed = Zstd.compress(bytes.toByteArray(), LEVEL);
        return ByteBuffer.allocate(HEAD_BYTES + packed.length)
                .put(VERSION)
                .putInt(bytes.size())
                .put(packed)
                .array();
    }

    static List<LogLine> decode(byte[] stored) {
        ByteBuffer head = ByteBuffer.wrap(stored);
        byte version = head.get();
        int length = head.getInt();
        if (version != VERSION || length < 0 || length > MAXIMUM_BYTES) {
            throw new IllegalStateException(
                    "a batch of lines of format " + version + " and " + length + " bytes");
        }
        byte[] packed = new byte[head.remaining()];
        head.get(packed);
        try (DataInputStream in =
                new DataInputStream(new ByteArrayInputStream(Zstd.decompress(packed, length)))) {
            int count = in.readInt();
            List<LogLine> lines = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                Instant time = Instant.ofEpochSecond(in.readLong(), in.readInt());
                String app = in.readUTF();
                String process = in.readUTF();
                String container = in.readUTF();
                String stream = in.readUTF();
                byte[] text = in.readNBytes(in.readInt());
                lines.add(
                        new LogLine(
                                time,
                                app,
                                process,
                                container,
                                stream,
                                new String(text, StandardCharsets.UTF_8)));
            }
            return lines;
        } catch (IOException damaged) {
            throw new UncheckedIOException(damaged);
        }
    }
}
