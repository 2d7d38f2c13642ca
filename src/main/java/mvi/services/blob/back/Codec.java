package mvi.services.blob.back;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.zip.CRC32C;
import mvi.engines.base.Problem;
import mvi.engines.wire.Json;
import mvi.services.blob.BlobEvent;
import mvi.services.blob.Bucket;
import mvi.services.blob.BucketName;
import mvi.services.blob.BucketSettings;
import mvi.services.blob.Checksum;
import mvi.services.blob.ChecksumAlgorithm;
import mvi.services.blob.Encryption;
import mvi.services.blob.ObjectName;
import mvi.services.blob.ObjectPart;
import mvi.services.blob.ObjectTraits;
import mvi.services.blob.Part;
import mvi.services.blob.StoredObject;
import mvi.services.blob.Upload;
import mvi.services.blob.UploadDetails;
import mvi.services.blob.core.Data;
import mvi.services.blob.core.ObjectRecord;
import mvi.services.blob.core.PartRecord;
import mvi.services.blob.core.UploadRecord;
import mvi.services.blob.core.WrappedKey;

/**
 * Records as bytes: the format's version, a CRC-32C of what follows, then the fields in order. Text
 * is a length and UTF-8.
 */
final class Codec {
    /** The first format had no settings, versions or parts. */
    private static final int FIRST = 1;

    static final int VERSION = 2;
    private static final int HEAD_BYTES = 5;

    /** In place of a number of files. */
    private static final int INLINE = -1;

    private static final int SMALL = -2;

    /** No CRC of 32 bits is this. */
    private static final long NO_CRC = Long.MIN_VALUE;

    private Codec() {}

    private interface Body {
        void write(DataOutputStream out) throws IOException;
    }

    private interface Parser<T> {
        T read(DataInputStream in, int format) throws IOException;
    }

    static byte[] bucket(Bucket bucket) {
        return framed(
                out -> {
                    text(out, bucket.name().account());
                    text(out, bucket.name().name());
                    time(out, bucket.created());
                    text(out, Json.text(bucket.settings()));
                });
    }

    static Bucket bucket(byte[] bytes) {
        return parsed(
                bytes,
                (in, format) ->
                        new Bucket(
                                new BucketName(text(in), text(in)),
                                time(in),
                                format == FIRST
                                        ? BucketSettings.PLAIN
                                        : Json.read(text(in), BucketSettings.class)));
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
                    text(out, object.version());
                    out.writeLong(record.order());
                    out.writeBoolean(record.isDeleteMarker());
                    parts(out, object.parts());
                    encryption(out, object.encryption());
                    traits(out, object.traits());
                    key(out, record.key());
                });
    }

    static ObjectRecord object(byte[] bytes) {
        return parsed(bytes, Codec::object);
    }

    private static ObjectRecord object(DataInputStream in, int format) throws IOException {
        StoredObject first =
                new StoredObject(
                        name(in),
                        in.readLong(),
                        text(in),
                        time(in),
                        map(in),
                        map(in),
                        checksum(in));
        Data data = data(in, format);
        String upload = text(in);
        if (format == FIRST) {
            long order = ChronoUnit.MICROS.between(Instant.EPOCH, first.modified());
            return new ObjectRecord(first, data, upload, order, false, Optional.empty());
        }
        String version = text(in);
        long order = in.readLong();
        boolean isDeleteMarker = in.readBoolean();
        StoredObject object =
                new StoredObject(
                        first.name(),
                        version,
                        first.length(),
                        first.etag(),
                        first.modified(),
                        first.headers(),
                        first.metadata(),
                        first.checksum(),
                        parts(in),
                        encryption(in),
                        traits(in));
        Optional<WrappedKey> key = key(in, object.encryption());
        return new ObjectRecord(object, data, upload, order, isDeleteMarker, key);
    }

    private static void parts(DataOutputStream out, List<ObjectPart> parts) throws IOException {
        out.writeInt(parts.size());
        for (ObjectPart each : parts) {
            out.writeInt(each.number());
            out.writeLong(each.length());
            text(out, each.checksum().orElse(""));
        }
    }

    private static List<ObjectPart> parts(DataInputStream in) throws IOException {
        int count = in.readInt();
        List<ObjectPart> parts = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            parts.add(new ObjectPart(in.readInt(), in.readLong(), some(text(in))));
        }
        return parts;
    }

    private static void encryption(DataOutputStream out, Optional<Encryption> encryption)
            throws IOException {
        text(out, encryption.map(each -> each.scheme().name()).orElse(""));
        text(out, encryption.map(Encryption::key).orElse(""));
    }

    private static Optional<Encryption> encryption(DataInputStream in) throws IOException {
        String scheme = text(in);
        String key = text(in);
        return some(scheme).map(it -> new Encryption(Encryption.Scheme.valueOf(it), key));
    }

    private static void key(DataOutputStream out, Optional<WrappedKey> key) throws IOException {
        bytes(out, key.map(WrappedKey::bytes).orElse(new byte[0]));
    }

    /** There is one where there is an encryption. */
    private static Optional<WrappedKey> key(DataInputStream in, Optional<Encryption> encryption)
            throws IOException {
        byte[] wrapped = bytes(in);
        return encryption.map(it -> new WrappedKey(it, wrapped));
    }

    /** Most have none. */
    private static void traits(DataOutputStream out, ObjectTraits traits) throws IOException {
        text(out, traits.equals(ObjectTraits.PLAIN) ? "" : Json.text(traits));
    }

    private static ObjectTraits traits(DataInputStream in) throws IOException {
        return some(text(in))
                .map(json -> Json.read(json, ObjectTraits.class))
                .orElse(ObjectTraits.PLAIN);
    }

    private static Optional<String> some(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }

    static byte[] event(BlobEvent event) {
        return framed(out -> text(out, Json.text(event)));
    }

    static BlobEvent event(byte[] bytes) {
        return parsed(bytes, (in, _) -> Json.read(text(in), BlobEvent.class));
    }

    static byte[] small(byte[] data) {
        return framed(out -> out.write(data));
    }

    static byte[] smallData(byte[] record) {
        return parsed(
                record,
                (in, _) -> {
                    byte[] data = new byte[in.available()];
                    in.readFully(data);
                    return data;
                });
    }

    static byte[] upload(UploadRecord record) {
        UploadDetails details = record.details();
        return framed(
                out -> {
                    name(out, details.upload().object());
                    text(out, details.upload().id());
                    time(out, details.upload().created());
                    map(out, record.headers());
                    map(out, record.metadata());
                    text(out, details.checksum().map(Enum::name).orElse(""));
                    out.writeBoolean(details.isComposite());
                    traits(out, details.traits());
                    encryption(out, details.encryption());
                    key(out, record.key());
                });
    }

    static UploadRecord upload(byte[] bytes) {
        return parsed(
                bytes,
                (in, format) -> {
                    Upload upload = new Upload(name(in), text(in), time(in));
                    Map<String, String> headers = map(in);
                    Map<String, String> metadata = map(in);
                    UploadDetails details =
                            new UploadDetails(
                                    upload,
                                    ChecksumAlgorithm.named(text(in)),
                                    in.readBoolean(),
                                    format == FIRST ? ObjectTraits.PLAIN : traits(in),
                                    format == FIRST ? Optional.empty() : encryption(in));
                    Optional<WrappedKey> key =
                            format == FIRST ? Optional.empty() : key(in, details.encryption());
                    return new UploadRecord(details, headers, metadata, key);
                });
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
                (in, format) ->
                        new PartRecord(
                                new Part(
                                        in.readInt(),
                                        in.readLong(),
                                        text(in),
                                        time(in),
                                        checksum(in)),
                                data(in, format)));
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
            if (version < FIRST || version > VERSION) {
                throw Problem.bug("a Blob record has format " + version + ", newer than us", null);
            }
            if (in.readInt() != crc(bytes, HEAD_BYTES)) {
                throw Problem.bug("a Blob record does not have its checksum", null);
            }
            return parser.read(in, version);
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
                out.writeInt(INLINE);
                bytes(out, inline.bytes());
            }
            case Data.Small small -> {
                out.writeInt(SMALL);
                text(out, small.id());
                out.writeLong(small.length());
            }
            case Data.Files files -> {
                out.writeInt(files.extents().size());
                for (Data.Extent each : files.extents()) {
                    text(out, each.id());
                    out.writeLong(each.length());
                    out.writeLong(each.crc().isPresent() ? each.crc().getAsInt() : NO_CRC);
                }
            }
        }
    }

    private static Data data(DataInputStream in, int format) throws IOException {
        int count = in.readInt();
        if (count == INLINE) {
            return new Data.Inline(bytes(in));
        }
        if (count == SMALL) {
            return new Data.Small(text(in), in.readLong());
        }
        List<Data.Extent> extents = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            String id = text(in);
            long length = in.readLong();
            long crc = format == FIRST ? NO_CRC : in.readLong();
            extents.add(
                    new Data.Extent(
                            id,
                            length,
                            crc == NO_CRC ? OptionalInt.empty() : OptionalInt.of((int) crc)));
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
        if (count < 0 || count > in.available()) {
            throw new IOException("a field ends early");
        }
        byte[] bytes = new byte[count];
        in.readFully(bytes);
        return bytes;
    }
}
