package mvi.services.blob.back;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32C;
import mvi.engines.base.Problem;
import mvi.services.blob.Bucket;
import mvi.services.blob.BucketName;
import mvi.services.blob.Checksum;
import mvi.services.blob.ChecksumAlgorithm;
import mvi.services.blob.ObjectName;
import mvi.services.blob.Part;
import mvi.services.blob.StoredObject;
import mvi.services.blob.Upload;
import mvi.services.blob.core.Data;
import mvi.services.blob.core.ObjectRecord;
import mvi.services.blob.core.PartRecord;
import mvi.services.blob.core.UploadRecord;

/**
 * Records as bytes: the format's version, a CRC-32C of what follows, then the fields in order. Text
 * is a length and UTF-8.
 */
final class Codec {
    static final int VERSION = 1;
    private static final int HEAD_BYTES = 5;

    private Codec() {}

    private interface Body {
        void write(DataOutputStream out) throws IOException;
    }

    private interface Parser<T> {
        T read(DataInputStream in) throws IOException;
    }

    static byte[] bucket(Bucket bucket) {
        return framed(
                out -> {
                    text(out, bucket.name().account());
                    text(out, bucket.name().name());
                    time(out, bucket.created());
                });
    }

    static Bucket bucket(byte[] bytes) {
        return parsed(bytes, in -> new Bucket(new BucketName(text(in), text(in)), time(in)));
    }

    static byte[] object(ObjectRecord record) {
        StoredObject object = record.object();
        return framed(
                out -> {
                    name(out, object.name());
                    out.writeLong(object.length());
                    text(out, object.etag());
                    time(out, object.modified());
                    map(out, object.headers());
                    map(out, object.metadata());
                    checksum(out, object.checksum());
                    data(out, record.data());
                    text(out, record.upload());
                });
    }

    static ObjectRecord object(byte[] bytes) {
        return parsed(
                bytes,
                in -> {
                    StoredObject object =
                            new StoredObject(
                                    name(in),
                                    in.readLong(),
                                    text(in),
                                    time(in),
                                    map(in),
                                    map(in),
                                    checksum(in));
                    return new ObjectRecord(object, data(in), text(in));
                });
    }

    static byte[] upload(UploadRecord record) {
        return framed(
                out -> {
                    name(out, record.upload().object());
                    text(out, record.upload().id());
                    time(out, record.upload().created());
                    map(out, record.headers());
                    map(out, record.metadata());
                    text(out, record.checksum().map(Enum::name).orElse(""));
                    out.writeBoolean(record.isComposite());
                });
    }

    static UploadRecord upload(byte[] bytes) {
        return parsed(
                bytes,
                in ->
                        new UploadRecord(
                                new Upload(name(in), text(in), time(in)),
                                map(in),
                                map(in),
                                ChecksumAlgorithm.named(text(in)),
                                in.readBoolean()));
    }

    static byte[] part(PartRecord record) {
        Part part = record.part();
        return framed(
                out -> {
                    out.writeInt(part.number());
                    out.writeLong(part.length());
                    text(out, part.etag());
                    time(out, part.modified());
                    checksum(out, part.checksum());
                    data(out, record.data());
                });
    }

    static PartRecord part(byte[] bytes) {
        return parsed(
                bytes,
                in ->
                        new PartRecord(
                                new Part(
                                        in.readInt(),
                                        in.readLong(),
                                        text(in),
                                        time(in),
                                        checksum(in)),
                                data(in)));
    }

    private static byte[] framed(Body body) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            body.write(new DataOutputStream(bytes));
            byte[] content = bytes.toByteArray();
            ByteArrayOutputStream framed = new ByteArrayOutputStream(content.length + HEAD_BYTES);
            DataOutputStream out = new DataOutputStream(framed);
            out.writeByte(VERSION);
            out.writeInt(crc(content, 0));
            out.write(content);
            return framed.toByteArray();
        } catch (IOException impossible) {
            throw Problem.bug("memory refused a write", impossible);
        }
    }

    private static <T> T parsed(byte[] bytes, Parser<T> parser) {
        try {
            DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
            int version = in.readUnsignedByte();
            if (version != VERSION) {
                throw Problem.bug("a Blob record has format " + version + ", newer than us", null);
            }
            if (in.readInt() != crc(bytes, HEAD_BYTES)) {
                throw Problem.bug("a Blob record does not have its checksum", null);
            }
            return parser.read(in);
        } catch (IOException damaged) {
            throw Problem.bug("a Blob record is damaged", damaged);
        }
    }

    private static int crc(byte[] bytes, int from) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, from, bytes.length - from);
        return (int) crc.getValue();
    }

    private static void data(DataOutputStream out, Data data) throws IOException {
        switch (data) {
            case Data.Inline inline -> {
                out.writeInt(-1);
                bytes(out, inline.bytes());
            }
            case Data.Files files -> {
                out.writeInt(files.extents().size());
                for (Data.Extent each : files.extents()) {
                    text(out, each.id());
                    out.writeLong(each.length());
                }
            }
        }
    }

    private static Data data(DataInputStream in) throws IOException {
        int count = in.readInt();
        if (count < 0) {
            return new Data.Inline(bytes(in));
        }
        List<Data.Extent> extents = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            extents.add(new Data.Extent(text(in), in.readLong()));
        }
        return new Data.Files(extents);
    }

    private static void checksum(DataOutputStream out, Optional<Checksum> checksum)
            throws IOException {
        text(out, checksum.map(each -> each.algorithm().name()).orElse(""));
        text(out, checksum.map(Checksum::base64).orElse(""));
        out.writeBoolean(checksum.map(Checksum::isComposite).orElse(false));
    }

    private static Optional<Checksum> checksum(DataInputStream in) throws IOException {
        Optional<ChecksumAlgorithm> algorithm = ChecksumAlgorithm.named(text(in));
        String base64 = text(in);
        boolean isComposite = in.readBoolean();
        return algorithm.map(each -> new Checksum(each, base64, isComposite));
    }

    private static void name(DataOutputStream out, ObjectName name) throws IOException {
        text(out, name.bucket().account());
        text(out, name.bucket().name());
        text(out, name.key());
    }

    private static ObjectName name(DataInputStream in) throws IOException {
        return new ObjectName(new BucketName(text(in), text(in)), text(in));
    }

    private static void map(DataOutputStream out, Map<String, String> map) throws IOException {
        out.writeInt(map.size());
        for (Map.Entry<String, String> each : map.entrySet()) {
            text(out, each.getKey());
            text(out, each.getValue());
        }
    }

    private static Map<String, String> map(DataInputStream in) throws IOException {
        Map<String, String> map = new HashMap<>();
        int count = in.readInt();
        for (int i = 0; i < count; i++) {
            map.put(text(in), text(in));
        }
        return map;
    }

    private static void time(DataOutputStream out, Instant time) throws IOException {
        out.writeLong(time.getEpochSecond());
        out.writeInt(time.getNano());
    }

    private static Instant time(DataInputStream in) throws IOException {
        return Instant.ofEpochSecond(in.readLong(), in.readInt());
    }

    private static void text(DataOutputStream out, String text) throws IOException {
        bytes(out, text.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(DataInputStream in) throws IOException {
        return new String(bytes(in), StandardCharsets.UTF_8);
    }

    private static void bytes(DataOutputStream out, byte[] bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static byte[] bytes(DataInputStream in) throws IOException {
        int count = in.readInt();
        byte[] bytes = in.readNBytes(count);
        if (bytes.length < count) {
            throw new IOException("a field ends early");
        }
        return bytes;
    }
}
