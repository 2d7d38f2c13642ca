package mvi.services.image;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import mvi.engines.base.ByteSource;

/**
 * Repositories of images. A tag names a manifest, a manifest names layers; a manifest is taken only
 * when all that it names is there, so that whatever can be resolved can be pulled whole.
 *
 * <p>Problems: {@code no-such-repository}, {@code no-such-manifest}, {@code no-such-layer}, {@code
 * no-such-upload} MISSING; {@code bad-repository-name}, {@code bad-tag}, {@code bad-digest}, {@code
 * wrong-digest}, {@code bad-offset}, {@code bad-range}, {@code part-missing} INVALID; {@code
 * manifest-too-large}, {@code too-many-chunks} LIMIT; {@code upload-busy} CONFLICT; and those of
 * Blob and KV.
 */
public interface ImageService {
    /** Names in order, after {@code after}. */
    List<String> repositories(Optional<String> after, int limit);

    List<String> tags(Repository repository, Optional<String> after, int limit);

    Optional<Manifest> manifest(Repository repository, Reference reference);

    /** Stores it under its digest and, for a tag, moves the tag to it. */
    Digest putManifest(Repository repository, Reference reference, ManifestDraft draft);

    void deleteTag(Repository repository, String tag);

    /** With every tag that names it. */
    void deleteManifest(Repository repository, Digest digest);

    List<Referrer> referrers(Repository repository, Digest subject);

    Optional<Layer> layer(Repository repository, Digest digest);

    /** The caller closes it. An empty range is the whole layer. */
    OpenLayer open(Repository repository, Digest digest, Optional<LayerRange> range);

    /** Takes the layer out of this repository; others that have it keep it. */
    void deleteLayer(Repository repository, Digest digest);

    /** Gives a repository a layer that another has. False when the other has none. */
    boolean mount(Repository repository, Digest digest, Repository from);

    LayerUpload beginUpload(Repository repository);

    LayerUpload upload(Repository repository, String id);

    /**
     * Adds a chunk, on the disk when this returns.
     *
     * @param offset where the sender believes it goes; must be what was received so far
     */
    LayerUpload append(Repository repository, String id, OptionalLong offset, ByteSource chunk)
            throws IOException;

    /** Adds what is left and makes it a layer, if its digest is the one that was announced. */
    Layer finish(Repository repository, String id, ByteSource rest, Digest digest)
            throws IOException;

    void cancel(Repository repository, String id);
}
