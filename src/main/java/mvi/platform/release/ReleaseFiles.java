package mvi.platform.release;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mvi.engines.base.ByteCount;
import mvi.engines.base.ByteSource;
import mvi.engines.base.Clock;
import mvi.engines.base.Kind;
import mvi.engines.base.Principal;
import mvi.engines.base.Problem;
import mvi.engines.wire.Json;
import mvi.manifest.CapturedFile;
import mvi.platform.environment.Envelope;
import mvi.services.blob.BlobService;
import mvi.services.blob.BucketName;
import mvi.services.blob.ObjectName;
import mvi.services.blob.OpenObject;
import mvi.services.blob.PutOptions;
import mvi.services.container.ContainerSpec.SeedFile;

/**
 * The files that releases place in their containers, in Blob by their own digest: a rollback brings
 * back the old ones, and what did not change is kept once.
 */
public final class ReleaseFiles {
    /** {@link mvi.manifest.MountCapture#LIMIT} in base 64, with names. */
    private static final ByteCount READ_LIMIT = ByteCount.mib(32);

    private static final BucketName BUCKET =
            new BucketName(Principal.PLATFORM_ACCOUNT, "mvi-release-files");

    /** Before the names of what is sealed. */
    private static final String SEALED = "sealed/";

    private final BlobService blob;
    private final Envelope envelope;
    private final ReleaseCopies copies;

    /**
     * @param folder for copies: a container that is started anew must not wait for a Blob that is
     *     elsewhere
     */
    public ReleaseFiles(BlobService blob, Envelope envelope, Path folder, Clock clock) {
        this.blob = blob;
        this.envelope = envelope;
        this.copies = new ReleaseCopies(folder, clock);
    }

    /** The name by which they are found again. They are sealed when a secret is among them. */
    public String keep(String app, List<CapturedFile> files) {
        boolean isSealed = files.stream().anyMatch(CapturedFile::isSecret);
        byte[] clear = Json.write(files);
        return put(app, clear, isSealed);
    }

    /** The same files for another app, for which alone what is sealed can be opened. */
    public String keep(String app, String from, String name) {
        return isSealed(name) ? put(app, bytes(from, name), true) : name;
    }

    private String put(String app, byte[] clear, boolean isSealed) {
        byte[] bytes = isSealed ? envelope.seal(clear, context(app)) : clear;
        String digest = digest(bytes);
        ObjectName name = new ObjectName(BUCKET, (isSealed ? SEALED : "") + digest);
        try {
            blob.put(name, ByteSource.of(bytes), PutOptions.PLAIN);
        } catch (Problem missing) {
            if (missing.kind() != Kind.MISSING) {
                throw missing;
            }
            blob.createBucket(BUCKET);
            blob.put(name, ByteSource.of(bytes), PutOptions.PLAIN);
        }
        copies.keep(digest, bytes);
        return name.key();
    }

    /** The name under which they would be kept; empty for what is sealed, anew each time. */
    public static Optional<String> nameOf(List<CapturedFile> files) {
        return files.stream().anyMatch(CapturedFile::isSecret)
                ? Optional.empty()
                : Optional.of(digest(Json.write(files)));
    }

    /** Whether these are kept under a name of their own each time. */
    static boolean isSealed(String name) {
        return name.startsWith(SEALED);
    }

    static String digest(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every JDK has SHA-256", missing);
        }
    }

    List<SeedFile> of(Release release, String process) {
        return Optional.ofNullable(release.files().get(process))
                .map(name -> read(release.app(), name))
                .orElse(List.of());
    }

    private static Map<String, String> context(String app) {
        return Map.of("app", app, "what", "release-files");
    }

    List<SeedFile> read(String app, String name) {
        CapturedFile[] files = Json.read(bytes(app, name), CapturedFile[].class);
        return Arrays.stream(files)
                .map(
                        each ->
                                new SeedFile(
                                        each.path(), each.content(), each.mode(), each.isSecret()))
                .toList();
    }

    private byte[] bytes(String app, String name) {
        byte[] bytes = stored(name);
        return isSealed(name) ? envelope.open(bytes, context(app)) : bytes;
    }

    private byte[] stored(String name) {
        String digest = isSealed(name) ? name.substring(SEALED.length()) : name;
        Optional<byte[]> copy = copies.find(digest);
        if (copy.isPresent()) {
            return copy.get();
        }
        try (OpenObject open = blob.get(new ObjectName(BUCKET, name), Optional.empty())) {
            byte[] bytes = open.body().readAll(READ_LIMIT);
            copies.keep(digest, bytes);
            return bytes;
        } catch (IOException failed) {
            throw new UncheckedIOException("can't read the files of a release", failed);
        }
    }
}
