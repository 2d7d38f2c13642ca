package mvi.services.database.back;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import mvi.engines.base.ByteCount;
import mvi.engines.base.ByteSource;
import mvi.engines.base.Principal;
import mvi.engines.base.Problem;
import mvi.engines.wire.Json;
import mvi.services.blob.BlobService;
import mvi.services.blob.Bucket;
import mvi.services.blob.BucketName;
import mvi.services.blob.Listing;
import mvi.services.blob.ObjectName;
import mvi.services.blob.OpenObject;
import mvi.services.blob.PutOptions;
import mvi.services.blob.PutResult;
import mvi.services.blob.StoredObject;
import mvi.services.database.core.BaseBackup;
import mvi.services.database.core.Lsn;
import mvi.services.database.core.WalPiece;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of instances beside their folders: the platform's bucket {@code mvi-databases}, in
 * which Blob seals everything. Keys begin with the instance's id:
 *
 * <pre>
 * ID/wal/TIMELINE/START-END        a piece of the log, zstd
 * ID/base/BACKUP/files.tar.zst     an instance's files
 * ID/base/BACKUP/backup.json       written last: a backup without it is none
 * </pre>
 */
final class DatabaseArchive {
    private static final BucketName BUCKET =
            new BucketName(Principal.PLATFORM_ACCOUNT, "mvi-databases");
    private static final int PAGE = 1000;
    private static final int LEVEL = 3;
    private static final String BASE = "base/";
    private static final String RECORD = "/backup.json";
    private static final String FILES = "/files.tar.zst";
    private static final ByteCount RECORD_LIMIT = ByteCount.kib(64);
    private static final int SCHEMA = 1;

    private final BlobService blob;
    private volatile boolean hasBucket;

    DatabaseArchive(BlobService blob) {
        this.blob = blob;
    }

    /** Not at the start: the platform starts while Blob is away. */
    private void ensureBucket() {
        if (!hasBucket) {
            Bucket unused = blob.createBucket(BUCKET);
            hasBucket = true;
        }
    }

    /**
     * On the disk when it returns.
     *
     * @param log of which the first bytes are the piece
     */
    void put(String instance, WalPiece piece, byte[] log) {
        ensureBucket();
        try (ZstdCompressCtx zstd = new ZstdCompressCtx()) {
            zstd.setLevel(LEVEL).setChecksum(true);
            int length = (int) piece.length();
            byte[] packed = new byte[(int) Zstd.compressBound(length)];
            int packedLength = zstd.compressByteArray(packed, 0, packed.length, log, 0, length);
            PutResult unused =
                    blob.put(
                            name(instance, piece.key()),
                            ByteSource.of(Arrays.copyOf(packed, packedLength)),
                            PutOptions.PLAIN);
        }
    }

    /** The pieces of a timeline that end after a place, in the order of their starts. */
    List<WalPiece> pieces(String instance, int timeline, Lsn from) {
        List<WalPiece> pieces = new ArrayList<>();
        walk(
                instance,
                WalPiece.folder(timeline),
                WalPiece.keyBefore(timeline, from.segmentStart()),
                (key, object) -> WalPiece.ofKey(key).ifPresent(pieces::add));
        pieces.removeIf(each -> each.end().compareTo(from) <= 0);
        return pieces;
    }

    /** The pieces of the segment that begins at a place. */
    List<WalPiece> segment(String instance, int timeline, Lsn start) {
        List<WalPiece> pieces = new ArrayList<>();
        walk(
                instance,
                WalPiece.segmentPrefix(timeline, start),
                "",
                (key, object) -> WalPiece.ofKey(key).ifPresent(pieces::add));
        return pieces;
    }

    /** Its bytes. Throws UNAVAILABLE {@code archive-damaged} that names it. */
    byte[] read(String instance, WalPiece piece) {
        ObjectName name = name(instance, piece.key());
        try (OpenObject open = blob.get(name, Optional.empty());
                ZstdInputStream in = new ZstdInputStream(open.body().asStream())) {
            byte[] log = in.readNBytes((int) piece.length() + 1);
            if (log.length != piece.length()) {
                throw damaged(name, null);
            }
            return log;
        } catch (IOException failed) {
            throw damaged(name, failed);
        }
    }

    void delete(String instance, WalPiece piece) {
        blob.delete(name(instance, piece.key()));
    }

    /**
     * The files of a backup, which is none until {@link #put(String, BaseBackup)}.
     *
     * @param files a tar archive, compressed
     * @return their length
     */
    long putFiles(String instance, String backup, ByteSource files) {
        ensureBucket();
        PutResult stored = blob.put(name(instance, BASE + backup + FILES), files, PutOptions.PLAIN);
        return switch (stored) {
            case PutResult.Stored done -> done.object().length();
            case PutResult.PreconditionFailed unused ->
                    throw Problem.bug("a put without a condition failed by one", null);
        };
    }

    void put(String instance, BaseBackup backup) {
        ObjectNode record =
                Json.object()
                        .put("schema", SCHEMA)
                        .put("id", backup.id())
                        .put("timeline", backup.timeline())
                        .put("start", backup.start().toString())
                        .put("stop", backup.stop().toString())
                        .put("began", backup.began().toString())
                        .put("taken", backup.taken().toString())
                        .put("bytes", backup.bytes());
        PutResult unused =
                blob.put(
                        name(instance, BASE + backup.id() + RECORD),
                        ByteSource.of(Json.write(record)),
                        PutOptions.PLAIN.withContentType("application/json"));
    }

    /** All that are whole, by their ids. */
    List<BaseBackup> backups(String instance) {
        List<BaseBackup> backups = new ArrayList<>();
        walk(
                instance,
                BASE,
                "",
                (key, object) -> {
                    if (key.endsWith(RECORD)) {
                        backups.add(backup(object.name()));
                    }
                });
        return backups;
    }

    private BaseBackup backup(ObjectName name) {
        try (OpenObject open = blob.get(name, Optional.empty())) {
            JsonNode record = Json.parse(open.body().readAll(RECORD_LIMIT));
            if (record.path("schema").asInt() != SCHEMA) {
                throw Problem.unavailable(
                        "archive-too-new",
                        name.key() + " was written by another version of mvi: upgrade this one",
                        null);
            }
            return new BaseBackup(
                    record.path("id").asText(),
                    record.path("timeline").asInt(),
                    Lsn.parse(record.path("start").asText()),
                    Lsn.parse(record.path("stop").asText()),
                    Instant.parse(record.path("began").asText()),
                    Instant.parse(record.path("taken").asText()),
                    record.path("bytes").asLong());
        } catch (IOException | IllegalArgumentException | DateTimeException failed) {
            throw damaged(name, failed);
        }
    }

    /** A backup's tar archive; the caller closes it. */
    InputStream files(String instance, String backup) {
        ObjectName name = name(instance, BASE + backup + FILES);
        OpenObject open = blob.get(name, Optional.empty());
        try {
            return new ZstdInputStream(open.body().asStream());
        } catch (IOException failed) {
            throw damaged(name, failed);
        }
    }

    /** The record goes first: what is half gone is no backup. */
    void delete(String instance, BaseBackup backup) {
        blob.delete(name(instance, BASE + backup.id() + RECORD));
        blob.delete(name(instance, BASE + backup.id() + FILES));
    }

    /** All of an instance. */
    void delete(String instance) {
        walk(instance, "", "", (key, object) -> blob.delete(object.name()));
    }

    /**
     * Files of backups that were cut before their record was written.
     *
     * @param before what is younger may still get its record
     */
    void sweep(String instance, Instant before) {
        Set<String> whole = new HashSet<>();
        List<ObjectName> files = new ArrayList<>();
        walk(
                instance,
                BASE,
                "",
                (key, object) -> {
                    if (key.endsWith(RECORD)) {
                        whole.add(key.substring(0, key.length() - RECORD.length()));
                    } else if (object.modified().isBefore(before)) {
                        files.add(object.name());
                    }
                });
        for (ObjectName each : files) {
            String backup = each.key().substring(instance.length() + 1);
            backup = backup.substring(0, backup.lastIndexOf('/'));
            if (!whole.contains(backup)) {
                blob.delete(each);
            }
        }
    }

    private void walk(
            String instance,
            String prefix,
            String after,
            BiConsumer<String, StoredObject> visitor) {
        ensureBucket();
        String own = instance + "/";
        Listing page =
                blob.list(BUCKET, own + prefix, "", after.isEmpty() ? "" : own + after, PAGE);
        while (true) {
            page.objects()
                    .forEach(
                            each ->
                                    visitor.accept(
                                            each.name().key().substring(own.length()), each));
            if (page.next().isEmpty()) {
                return;
            }
            page = blob.list(BUCKET, own + prefix, "", page.next().get(), PAGE);
        }
    }

    private static ObjectName name(String instance, String key) {
        return new ObjectName(BUCKET, instance + "/" + key);
    }

    private static Problem damaged(ObjectName name, @Nullable Exception why) {
        return Problem.unavailable(
                "archive-damaged",
                "%s/%s can't be read as what it was written as"
                        .formatted(name.bucket().name(), name.key()),
                why);
    }
}
