package mvi.services.image.core;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import mvi.engines.base.ByteCount;
import mvi.engines.base.ByteSource;
import mvi.engines.base.Chance;
import mvi.engines.base.Clock;
import mvi.engines.base.Ids;
import mvi.engines.base.Problem;
import mvi.services.image.Digest;
import mvi.services.image.ImageService;
import mvi.services.image.Layer;
import mvi.services.image.LayerRange;
import mvi.services.image.LayerUpload;
import mvi.services.image.Manifest;
import mvi.services.image.ManifestDraft;
import mvi.services.image.OpenLayer;
import mvi.services.image.Reference;
import mvi.services.image.Referrer;
import mvi.services.image.Repository;
import mvi.services.image.core.ImageIndex.StoredLayer;

/** The registry on its two ports. */
public final class ImageCore implements ImageService {
    /** An item of KV has 400 KB; this leaves room for its other attributes. */
    public static final ByteCount MAXIMUM_MANIFEST = ByteCount.kib(384);

    private final ImageIndex index;
    private final LayerStore layers;
    private final Uploads uploads;

    public ImageCore(ImageIndex index, LayerStore layers, Clock clock, Chance chance) {
        this.index = index;
        this.layers = layers;
        this.uploads = new Uploads(index, layers, clock, new Ids(clock, chance));
    }

    /** Drops uploads that were begun a day ago and never ended; gives how many. */
    public int sweepUploads() {
        return uploads.sweep();
    }

    @Override
    public List<String> repositories(Optional<String> after, int limit) {
        return index.repositories(after, limit);
    }

    @Override
    public List<String> tags(Repository repository, Optional<String> after, int limit) {
        if (!index.hasRepository(repository)) {
            throw Problem.missing("no-such-repository", "there is no repository " + repository);
        }
        return index.tags(repository, after, limit);
    }

    @Override
    public Optional<Manifest> manifest(Repository repository, Reference reference) {
        return switch (reference) {
            case Reference.ByDigest(Digest digest) -> index.manifest(repository, digest);
            case Reference.ByTag(String tag) ->
                    index.tag(repository, tag).flatMap(at -> index.manifest(repository, at));
        };
    }

    @Override
    public Digest putManifest(Repository repository, Reference reference, ManifestDraft draft) {
        if (draft.bytes().length > MAXIMUM_MANIFEST.bytes()) {
            throw Problem.limit("manifest-too-large", "a manifest has at most " + MAXIMUM_MANIFEST);
        }
        Digest digest = Digest.of(draft.bytes());
        checkParts(repository, draft);
        switch (reference) {
            case Reference.ByTag(String tag) ->
                    index.putManifest(repository, digest, Optional.of(tag), draft);
            case Reference.ByDigest(Digest announced) -> {
                if (!announced.equals(digest)) {
                    throw Problem.invalid(
                            "wrong-digest",
                            "the manifest has digest " + digest + ", not " + announced);
                }
                index.putManifest(repository, digest, Optional.empty(), draft);
            }
        }
        return digest;
    }

    private void checkParts(Repository repository, ManifestDraft draft) {
        for (Digest layer : draft.layers()) {
            if (!index.isLinked(repository, layer)) {
                throw partMissing(repository, layer);
            }
        }
        for (Digest manifest : draft.manifests()) {
            if (index.manifest(repository, manifest).isEmpty()) {
                throw partMissing(repository, manifest);
            }
        }
    }

    private static Problem partMissing(Repository repository, Digest digest) {
        return Problem.invalid(
                "part-missing",
                "the manifest names " + digest + ", which repository " + repository + " lacks");
    }

    @Override
    public void deleteTag(Repository repository, String tag) {
        if (!index.deleteTag(repository, tag)) {
            throw noSuchManifest(repository, tag);
        }
    }

    @Override
    public void deleteManifest(Repository repository, Digest digest) {
        if (!index.deleteManifest(repository, digest)) {
            throw noSuchManifest(repository, digest.text());
        }
    }

    private static Problem noSuchManifest(Repository repository, String reference) {
        return Problem.missing(
                "no-such-manifest", "repository " + repository + " has no " + reference);
    }

    @Override
    public List<Referrer> referrers(Repository repository, Digest subject) {
        return index.referrers(repository, subject);
    }

    @Override
    public Optional<Layer> layer(Repository repository, Digest digest) {
        return stored(repository, digest).map(StoredLayer::layer);
    }

    @Override
    public OpenLayer open(Repository repository, Digest digest, Optional<LayerRange> range) {
        StoredLayer stored =
                stored(repository, digest).orElseThrow(() -> noSuchLayer(repository, digest));
        Layer layer = stored.layer();
        if (range.isEmpty()) {
            return new OpenLayer(
                    layer, 0, layer.size(), layers.read(stored.key(), 0, layer.size()));
        }
        long first = first(range.get(), layer);
        long last = last(range.get(), layer);
        if (first > last) {
            throw Problem.invalid(
                    "bad-range", digest + " has " + layer.size() + " bytes; the range is outside");
        }
        long count = last - first + 1;
        return new OpenLayer(layer, first, count, layers.read(stored.key(), first, count));
    }

    private static long first(LayerRange range, Layer layer) {
        return range.first().orElse(Math.max(0, layer.size() - range.last().orElse(0)));
    }

    private static long last(LayerRange range, Layer layer) {
        long end = layer.size() - 1;
        return range.first().isPresent() ? Math.min(end, range.last().orElse(end)) : end;
    }

    private Optional<StoredLayer> stored(Repository repository, Digest digest) {
        return index.isLinked(repository, digest) ? index.layer(digest) : Optional.empty();
    }

    @Override
    public void deleteLayer(Repository repository, Digest digest) {
        if (!index.unlink(repository, digest)) {
            throw noSuchLayer(repository, digest);
        }
    }

    private static Problem noSuchLayer(Repository repository, Digest digest) {
        return Problem.missing(
                "no-such-layer", "repository " + repository + " has no blob " + digest);
    }

    @Override
    public boolean mount(Repository repository, Digest digest, Repository from) {
        if (!index.isLinked(from, digest)) {
            return false;
        }
        index.link(repository, digest);
        return true;
    }

    @Override
    public LayerUpload beginUpload(Repository repository) {
        return uploads.begin(repository);
    }

    @Override
    public LayerUpload upload(Repository repository, String id) {
        return uploads.find(repository, id).view();
    }

    @Override
    public LayerUpload append(
            Repository repository, String id, OptionalLong offset, ByteSource chunk)
            throws IOException {
        return uploads.append(repository, id, offset, chunk).view();
    }

    @Override
    public Layer finish(Repository repository, String id, ByteSource rest, Digest digest)
            throws IOException {
        return uploads.finish(repository, id, rest, digest);
    }

    @Override
    public void cancel(Repository repository, String id) {
        uploads.cancel(repository, id);
    }
}
