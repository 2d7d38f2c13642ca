package mvi.services.image.core;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import mvi.engines.base.ByteSource;
import mvi.engines.base.Clock;
import mvi.engines.base.Ids;
import mvi.engines.base.Problem;
import mvi.services.image.Digest;
import mvi.services.image.Layer;
import mvi.services.image.LayerUpload;
import mvi.services.image.Repository;
import mvi.services.image.core.ImageIndex.StoredLayer;

/**
 * Layers on their way in.
 *
 * <p>The order of writes is: a chunk's bytes, then the upload's new state by a conditional write;
 * the layer's bytes, then layer, link and the upload's end in one transaction. A crash between
 * leaves bytes that nothing names, never a name without bytes.
 */
final class Uploads {
    static final int MAXIMUM_CHUNKS = 1_000;

    /** An upload that takes longer may be dropped under its sender. */
    static final Duration LONGEST = Duration.ofDays(1);

    private final ImageIndex index;
    private final LayerStore layers;
    private final Clock clock;
    private final Ids ids;

    Uploads(ImageIndex index, LayerStore layers, Clock clock, Ids ids) {
        this.index = index;
        this.layers = layers;
        this.clock = clock;
        this.ids = ids;
    }

    LayerUpload begin(Repository repository) {
        UploadState upload =
                new UploadState(
                        repository, ids.next("u-"), List.of(), 0, Optional.empty(), clock.now());
        index.beginUpload(upload);
        return upload.view();
    }

    UploadState find(Repository repository, String id) {
        return index.upload(repository, id)
                .orElseThrow(
                        () ->
                                Problem.missing(
                                        "no-such-upload",
                                        "repository " + repository + " has no upload " + id));
    }

    UploadState append(Repository repository, String id, OptionalLong offset, ByteSource chunk)
            throws IOException {
        UploadState upload = find(repository, id);
        if (offset.isPresent() && offset.getAsLong() != upload.received()) {
            throw Problem.invalid(
                    "bad-offset",
                    "upload "
                            + id
                            + " goes on at byte "
                            + upload.received()
                            + ", not at "
                            + offset.getAsLong());
        }
        if (upload.chunks().size() == MAXIMUM_CHUNKS) {
            throw Problem.limit(
                    "too-many-chunks",
                    "a layer is uploaded in at most " + MAXIMUM_CHUNKS + " chunks");
        }
        if (chunk.length().orElse(-1) == 0) {
            return upload;
        }
        return write(upload, new HashingSource(chunk));
    }

    private UploadState write(UploadState upload, HashingSource chunk) throws IOException {
        String key = newKey(upload);
        layers.write(key, chunk);
        if (chunk.count() == 0) {
            layers.remove(key);
            return upload;
        }
        UploadState grown = upload.with(key, chunk.count(), chunk.digest());
        if (!index.advance(upload, grown)) {
            layers.remove(key);
            throw busy(upload);
        }
        return grown;
    }

    /** Never the same twice, so no late writer can change what another's state already names. */
    private String newKey(UploadState upload) {
        return "layers/" + upload.id() + "/" + ids.next("l-");
    }

    Layer finish(Repository repository, String id, ByteSource rest, Digest wanted)
            throws IOException {
        UploadState upload = append(repository, id, OptionalLong.empty(), rest);
        UploadState whole = upload.only().isPresent() ? upload : joined(upload);
        Digest digest = whole.only().orElseThrow();
        if (!digest.equals(wanted)) {
            end(upload, whole, index.removeUpload(upload));
            throw Problem.invalid(
                    "wrong-digest",
                    "the upload's content has digest "
                            + digest
                            + ", not "
                            + wanted
                            + " as announced; it was dropped");
        }
        Layer layer = new Layer(digest, whole.received());
        StoredLayer stored = new StoredLayer(layer, whole.chunks().getFirst());
        if (index.layer(digest).isEmpty() && index.finish(upload, digest, Optional.of(stored))) {
            if (whole != upload) {
                remove(upload);
            }
            return layer;
        }
        end(upload, whole, index.finish(upload, digest, Optional.empty()));
        return layer;
    }

    void cancel(Repository repository, String id) {
        UploadState upload = find(repository, id);
        end(upload, upload, index.removeUpload(upload));
    }

    int sweep() {
        Instant oldest = clock.now().minus(LONGEST);
        int swept = 0;
        for (UploadState upload : index.uploads()) {
            if (upload.begun().isBefore(oldest) && index.removeUpload(upload)) {
                remove(upload);
                swept++;
            }
        }
        return swept;
    }

    /** As one chunk, under a key of its own; the chunks stay until the layer is there. */
    private UploadState joined(UploadState upload) throws IOException {
        String key = newKey(upload);
        try (HashingSource all = new HashingSource(new JoinedChunks(layers, upload))) {
            layers.write(key, all);
            UploadState none =
                    new UploadState(
                            upload.repository(),
                            upload.id(),
                            List.of(),
                            0,
                            Optional.empty(),
                            upload.begun());
            return none.with(key, all.count(), all.digest());
        }
    }

    /** Bytes of an upload that came to nothing. Another request's upload is left alone. */
    private void end(UploadState upload, UploadState whole, boolean isOurs) {
        if (whole != upload) {
            remove(whole);
        }
        if (!isOurs) {
            throw busy(upload);
        }
        remove(upload);
    }

    private void remove(UploadState upload) {
        upload.chunks().forEach(layers::remove);
    }

    private static Problem busy(UploadState upload) {
        return Problem.conflict(
                "upload-busy", "upload " + upload.id() + " was changed by another request");
    }
}
