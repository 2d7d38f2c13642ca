package mvi.services.blob.back;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32C;
import mvi.services.blob.BlobEvent;
import mvi.services.blob.BucketName;
import mvi.services.blob.ChecksumAlgorithm;
import mvi.services.blob.Encryption;
import mvi.services.blob.ObjectName;
import mvi.services.blob.ObjectTraits;
import mvi.services.blob.StoredObject;
import mvi.services.blob.Upload;
import mvi.services.blob.UploadDetails;
import mvi.services.blob.core.Data;
import mvi.services.blob.core.ObjectRecord;
import mvi.services.blob.core.UploadRecord;
import mvi.services.blob.core.WrappedKey;
import org.junit.jupiter.api.Test;

final class CodecTest {
    private static final ObjectName NAME =
            new ObjectName(new BucketName("000000000001", "files"), "a/key");
    private static final Instant TIME = Instant.parse("2026-01-02T03:04:05.000006Z");
    private static final Encryption SEALED = new Encryption(Encryption.Scheme.CRYPTO, "ours");
    private static final byte[] WRAPPED = "a wrapped key".getBytes(UTF_8);

    /** What is written of an object or upload. */
    private interface Fields {
        void write(DataOutputStream out) throws IOException;
    }

    @Test
    void aSealedObjectKeepsItsKey() {
        StoredObject object = object(Optional.of(SEALED));
        Optional<WrappedKey> key = Optional.of(new WrappedKey(SEALED, WRAPPED));
        ObjectRecord read =
                Codec.object(
                        Codec.object(
                                new ObjectRecord(
                                        object, new Data.Small("d-1", 3), "u-1", 7, false, key)));
        assertThat(read.object()).isEqualTo(object);
        assertThat(read.data()).isEqualTo(new Data.Small("d-1", 3));
        assertThat(read.key().orElseThrow().encryption()).isEqualTo(SEALED);
        assertThat(read.key().orElseThrow().bytes()).isEqualTo(WRAPPED);
    }

    @Test
    void anUploadKeepsTheKeyOfItsParts() {
        Upload upload = new Upload(NAME, "u-1", TIME);
        UploadDetails details =
                new UploadDetails(
                        upload,
                        Optional.of(ChecksumAlgorithm.CRC32),
                        true,
                        ObjectTraits.PLAIN,
                        Optional.of(SEALED));
        UploadRecord read =
                Codec.upload(
                        Codec.upload(
                                new UploadRecord(
                                        details,
                                        Map.of("content-type", "text/plain"),
                                        Map.of(),
                                        Optional.of(new WrappedKey(SEALED, WRAPPED)))));
        assertThat(read.details()).isEqualTo(details);
        assertThat(read.key().orElseThrow().bytes()).isEqualTo(WRAPPED);
    }

    @Test
    void whatIsNotSealedHasNoKey() {
        ObjectRecord record =
                new ObjectRecord(
                        object(Optional.empty()),
                        new Data.Small("d-1", 3),
                        "",
                        7,
                        false,
                        Optional.empty());
        assertThat(Codec.object(Codec.object(record))).isEqualTo(record);
    }

    @Test
    void theFirstFormatIsStillRead() throws IOException {
        ObjectRecord object =
                Codec.object(
                        first(
                                out -> {
                                    name(out);
                                    out.writeLong(3);
                                    text(out, "etag");
                                    time(out);
                                    out.writeInt(0);
                                    out.writeInt(0);
                                    noChecksum(out);
                                    out.writeInt(1);
                                    text(out, "d-1");
                                    out.writeLong(3);
                                    text(out, "");
                                }));
        assertThat(object.object().name()).isEqualTo(NAME);
        assertThat(object.object().version()).isEqualTo(StoredObject.NULL_VERSION);
        assertThat(object.data().length()).isEqualTo(3);
        assertThat(object.key()).isEmpty();
        UploadRecord upload =
                Codec.upload(
                        first(
                                out -> {
                                    name(out);
                                    text(out, "u-1");
                                    time(out);
                                    out.writeInt(0);
                                    out.writeInt(0);
                                    text(out, "");
                                    out.writeBoolean(false);
                                }));
        assertThat(upload.details().upload()).isEqualTo(new Upload(NAME, "u-1", TIME));
        assertThat(upload.key()).isEmpty();
    }

    @Test
    void anEventFromBeforeItsCauseWasKeptIsStillRead() throws IOException {
        BlobEvent event =
                Codec.event(
                        first(
                                out ->
                                        text(
                                                out,
                                                "{\"number\":7,\"type\":\"s3:ObjectCreated:Put\","
                                                        + "\"object\":{\"bucket\":{\"account\":"
                                                        + "\"000000000001\",\"name\":\"files\"},"
                                                        + "\"key\":\"a/key\"},\"version\":\"null\","
                                                        + "\"length\":3,\"etag\":\"e\",\"time\":"
                                                        + "\"2026-01-02T03:04:05Z\",\"rule\":\"r\","
                                                        + "\"target\":\"t\"}")));
        assertThat(event.object()).isEqualTo(NAME);
        assertThat(event.cause()).isEmpty();
        assertThat(event.trace()).isEmpty();
    }

    private static StoredObject object(Optional<Encryption> encryption) {
        return new StoredObject(
                NAME,
                "v1",
                3,
                "etag",
                TIME,
                Map.of("content-type", "text/plain"),
                Map.of("mine", "yes"),
                Optional.empty(),
                List.of(),
                encryption,
                ObjectTraits.PLAIN);
    }

    /** A record as the first version of mvi framed it. */
    private static byte[] first(Fields fields) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        fields.write(new DataOutputStream(bytes));
        CRC32C crc = new CRC32C();
        crc.update(bytes.toByteArray());
        return ByteBuffer.allocate(5 + bytes.size())
                .put((byte) 1)
                .putInt((int) crc.getValue())
                .put(bytes.toByteArray())
                .array();
    }

    private static void name(DataOutputStream out) throws IOException {
        text(out, NAME.bucket().account());
        text(out, NAME.bucket().name());
        text(out, NAME.key());
    }

    private static void time(DataOutputStream out) throws IOException {
        out.writeLong(TIME.getEpochSecond());
        out.writeInt(TIME.getNano());
    }

    private static void noChecksum(DataOutputStream out) throws IOException {
        text(out, "");
        text(out, "");
        out.writeBoolean(false);
    }

    private static void text(DataOutputStream out, String text) throws IOException {
        byte[] utf8 = text.getBytes(UTF_8);
        out.writeInt(utf8.length);
        out.write(utf8);
    }
}
