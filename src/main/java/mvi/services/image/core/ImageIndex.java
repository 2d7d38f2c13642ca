package mvi.services.image.core;

import java.util.List;
import java.util.Optional;
import mvi.services.image.Digest;
import mvi.services.image.Layer;
import mvi.services.image.Manifest;
import mvi.services.image.ManifestDraft;
import mvi.services.image.Referrer;
import mvi.services.image.Repository;

/** What the registry knows beside content. What a method returned from is on the disk. */
public interface ImageIndex {
    List<String> repositories(Optional<String> after, int limit);

    boolean hasRepository(Repository repository);

    List<String> tags(Repository repository, Optional<String> after, int limit);

    Optional<Digest> tag(Repository repository, String tag);

    Optional<Manifest> manifest(Repository repository, Digest digest);

    /** Manifest, tag, referrer and repository, all or nothing. */
    void putManifest(
            Repository repository, Digest digest, Optional<String> tag, ManifestDraft draft);

    /** False when there was none. */
    boolean deleteTag(Repository repository, String tag);

    /** With its tags. False when there was none. */
    boolean deleteManifest(Repository repository, Digest digest);

    List<Referrer> referrers(Repository repository, Digest subject);

    /** Wherever it is linked. */
    Optional<StoredLayer> layer(Digest digest);

    boolean isLinked(Repository repository, Digest digest);

    void link(Repository repository, Digest digest);

    /** False when there was none. */
    boolean unlink(Repository repository, Digest digest);

    void beginUpload(UploadState upload);

    Optional<UploadState> upload(Repository repository, String id);

    /** Of every repository. */
    List<UploadState> uploads();

    /** False when the upload is no longer as {@code from} says. */
    boolean advance(UploadState from, UploadState to);

    /**
     * Ends the upload with a layer linked to its repository, all or nothing. False when the upload
     * is no longer as given, or another has stored this layer meanwhile; nothing is done then.
     *
     * @param layer to store, or empty when it was there before
     */
    boolean finish(UploadState upload, Digest digest, Optional<StoredLayer> layer);

    /** False when it is no longer as given. */
    boolean removeUpload(UploadState upload);

    /** A layer and the key under which its bytes are. */
    record StoredLayer(Layer layer, String key) {}
}
