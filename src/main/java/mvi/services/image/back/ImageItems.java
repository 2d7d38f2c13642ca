package mvi.services.image.back;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import mvi.engines.base.Problem;
import mvi.services.image.Digest;
import mvi.services.image.Layer;
import mvi.services.image.Manifest;
import mvi.services.image.ManifestDraft;
import mvi.services.image.Referrer;
import mvi.services.image.Repository;
import mvi.services.image.core.ImageIndex.StoredLayer;
import mvi.services.image.core.UploadState;
import mvi.services.kv.AttributeValue;
import mvi.services.kv.Expression;
import mvi.services.kv.Item;

/**
 * The layout of the registry's table. Under the part {@code repositories} stands one item per
 * repository, under {@code layers} one per layer, under {@code uploads} one per upload, and under
 * {@code repository/NAME} what belongs to one: {@code tag/}, {@code manifest/}, {@code layer/} (a
 * link) and {@code referrer/SUBJECT/}. Each item carries a {@code schema} number.
 */
final class ImageItems {
    static final String PART = "part";
    static final String KEY = "key";
    static final String DIGEST = "digest";
    static final String REPOSITORIES = "repositories";
    static final String UPLOADS = "uploads";
    static final String TAG = "tag/";
    static final String REFERRER = "referrer/";
    static final int PAGE = 1000;

    private static final String LAYERS = "layers";
    private static final String MANIFEST = "manifest/";
    private static final String LINK = "layer/";
    private static final int SCHEMA = 1;

    private ImageItems() {}

    static Item key(String part, String key) {
        return Item.of(PART, part).with(KEY, key);
    }

    static Item keyOf(Item item) {
        return key(item.text(PART), item.text(KEY));
    }

    static String part(Repository repository) {
        return "repository/" + repository.name();
    }

    static Item tag(Repository repository, String tag) {
        return key(part(repository), TAG + tag);
    }

    static Item manifest(Repository repository, Digest digest) {
        return key(part(repository), MANIFEST + digest.text());
    }

    static Item link(Repository repository, Digest digest) {
        return key(part(repository), LINK + digest.text());
    }

    static Item upload(String id) {
        return key(UPLOADS, id);
    }

    static Item referrer(Repository repository, Digest subject, Digest digest) {
        return key(part(repository), REFERRER + subject.text() + "/" + digest.text());
    }

    static Item layer(Digest digest) {
        return key(LAYERS, digest.text());
    }

    static Item withDigest(Item item, Digest digest) {
        return versioned(item).with(DIGEST, digest.text());
    }

    static Digest digest(Item item) {
        return new Digest(read(item).text(DIGEST));
    }

    static Item writeManifest(Repository repository, Digest digest, ManifestDraft draft) {
        Item item =
                withDigest(manifest(repository, digest), digest)
                        .with("mediaType", draft.mediaType())
                        .with("bytes", new AttributeValue.Bytes(draft.bytes()));
        return draft.subject().map(subject -> item.with("subject", subject.text())).orElse(item);
    }

    static Manifest readManifest(Item item) {
        return new Manifest(digest(item), item.text("mediaType"), bytes(item));
    }

    static Optional<Digest> subject(Item manifest) {
        return manifest.get("subject").map(AttributeValue::asText).map(Digest::new);
    }

    static Item writeReferrer(
            Repository repository, Digest subject, Digest digest, ManifestDraft draft) {
        Map<String, AttributeValue> annotations = new TreeMap<>();
        draft.annotations()
                .forEach((name, value) -> annotations.put(name, AttributeValue.text(value)));
        return withDigest(referrer(repository, subject, digest), digest)
                .with("mediaType", draft.mediaType())
                .with("artifactType", draft.artifactType())
                .with("size", draft.bytes().length)
                .with("annotations", new AttributeValue.MapOf(annotations));
    }

    static Referrer readReferrer(Item item) {
        Map<String, String> annotations = new TreeMap<>();
        if (item.get("annotations").orElseThrow() instanceof AttributeValue.MapOf map) {
            map.values().forEach((name, value) -> annotations.put(name, value.asText()));
        }
        return new Referrer(
                digest(item),
                item.text("mediaType"),
                item.number("size"),
                item.text("artifactType"),
                annotations);
    }

    static Item writeLayer(StoredLayer stored) {
        Digest digest = stored.layer().digest();
        return withDigest(layer(digest), digest)
                .with("size", stored.layer().size())
                .with("object", stored.key());
    }

    static StoredLayer readLayer(Item item) {
        return new StoredLayer(new Layer(digest(item), item.number("size")), item.text("object"));
    }

    static Item writeUpload(UploadState upload) {
        List<AttributeValue> chunks = upload.chunks().stream().map(AttributeValue::text).toList();
        Item item =
                versioned(upload(upload.id()))
                        .with("repository", upload.repository().name())
                        .with("id", upload.id())
                        .with("chunks", new AttributeValue.ListOf(chunks))
                        .with("received", upload.received())
                        .with("begun", upload.begun().toString());
        return upload.only().map(only -> item.with(DIGEST, only.text())).orElse(item);
    }

    static UploadState readUpload(Item item) {
        List<String> chunks =
                read(item).get("chunks").orElseThrow() instanceof AttributeValue.ListOf list
                        ? list.values().stream().map(AttributeValue::asText).toList()
                        : List.of();
        return new UploadState(
                new Repository(item.text("repository")),
                item.text("id"),
                chunks,
                item.number("received"),
                item.get(DIGEST).map(AttributeValue::asText).map(Digest::new),
                Instant.parse(item.text("begun")));
    }

    /** Holds while nobody has added to the upload: each chunk has at least one byte. */
    static Expression unchanged(UploadState upload) {
        return Expression.equal("received", AttributeValue.number(upload.received()));
    }

    private static byte[] bytes(Item item) {
        if (item.get("bytes").orElseThrow() instanceof AttributeValue.Bytes bytes) {
            return bytes.bytes();
        }
        throw Problem.bug("a manifest's item without bytes", null);
    }

    private static Item versioned(Item item) {
        return item.with("schema", SCHEMA);
    }

    private static Item read(Item item) {
        if (item.number("schema") > SCHEMA) {
            throw Problem.unavailable(
                    "newer-format",
                    "this item of the registry was written by a newer mvi; run that one",
                    null);
        }
        return item;
    }
}
