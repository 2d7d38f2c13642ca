package mvi.services.image.back;

import static mvi.services.image.back.ImageItems.KEY;
import static mvi.services.image.back.ImageItems.PART;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mvi.engines.base.Problem;
import mvi.services.image.Digest;
import mvi.services.image.Manifest;
import mvi.services.image.ManifestDraft;
import mvi.services.image.Referrer;
import mvi.services.image.Repository;
import mvi.services.image.core.ImageIndex;
import mvi.services.image.core.UploadState;
import mvi.services.kv.AttributeValue;
import mvi.services.kv.Expression;
import mvi.services.kv.Item;
import mvi.services.kv.KvService;
import mvi.services.kv.Query;
import mvi.services.kv.TableName;
import mvi.services.kv.TableSpec;
import mvi.services.kv.TransactAction;
import mvi.services.kv.WriteResult;

/** The registry's index in one table; {@link ImageItems} has its layout. */
public final class KvImageIndex implements ImageIndex {
    private final KvService kv;
    private final TableName table;

    public KvImageIndex(KvService kv, TableName table) {
        this.kv = kv;
        this.table = table;
    }

    /** Makes the table when it is not there. */
    public void start() {
        try {
            kv.createTable(table, TableSpec.of(PART, KEY));
        } catch (Problem problem) {
            if (!problem.code().equals("table-exists")) {
                throw problem;
            }
        }
    }

    @Override
    public List<String> repositories(Optional<String> after, int limit) {
        return names(ImageItems.REPOSITORIES, "", after, limit);
    }

    @Override
    public boolean hasRepository(Repository repository) {
        return has(ImageItems.key(ImageItems.REPOSITORIES, repository.name()));
    }

    @Override
    public List<String> tags(Repository repository, Optional<String> after, int limit) {
        return names(ImageItems.part(repository), ImageItems.TAG, after, limit);
    }

    @Override
    public Optional<Digest> tag(Repository repository, String tag) {
        return get(ImageItems.tag(repository, tag)).map(ImageItems::digest);
    }

    @Override
    public Optional<Manifest> manifest(Repository repository, Digest digest) {
        return get(ImageItems.manifest(repository, digest)).map(ImageItems::readManifest);
    }

    @Override
    public void putManifest(
            Repository repository, Digest digest, Optional<String> tag, ManifestDraft draft) {
        List<TransactAction> actions = new ArrayList<>();
        actions.add(put(ImageItems.key(ImageItems.REPOSITORIES, repository.name())));
        actions.add(put(ImageItems.writeManifest(repository, digest, draft)));
        tag.ifPresent(
                name ->
                        actions.add(
                                put(
                                        ImageItems.withDigest(
                                                ImageItems.tag(repository, name), digest))));
        draft.subject()
                .ifPresent(
                        subject ->
                                actions.add(
                                        put(
                                                ImageItems.writeReferrer(
                                                        repository, subject, digest, draft))));
        if (!transact(actions)) {
            throw Problem.bug("a transaction without conditions was cancelled", null);
        }
    }

    @Override
    public boolean deleteTag(Repository repository, String tag) {
        return delete(ImageItems.tag(repository, tag));
    }

    @Override
    public boolean deleteManifest(Repository repository, Digest digest) {
        Optional<Item> manifest = get(ImageItems.manifest(repository, digest));
        if (manifest.isEmpty()) {
            return false;
        }
        for (Item tag : within(ImageItems.part(repository), ImageItems.TAG)) {
            if (ImageItems.digest(tag).equals(digest)) {
                kv.delete(
                        table,
                        ImageItems.keyOf(tag),
                        Expression.equal(ImageItems.DIGEST, AttributeValue.text(digest.text())));
            }
        }
        ImageItems.subject(manifest.get())
                .ifPresent(subject -> delete(ImageItems.referrer(repository, subject, digest)));
        return delete(ImageItems.manifest(repository, digest));
    }

    @Override
    public List<Referrer> referrers(Repository repository, Digest subject) {
        return within(ImageItems.part(repository), ImageItems.REFERRER + subject.text() + "/")
                .stream()
                .map(ImageItems::readReferrer)
                .toList();
    }

    @Override
    public Optional<StoredLayer> layer(Digest digest) {
        return get(ImageItems.layer(digest)).map(ImageItems::readLayer);
    }

    @Override
    public boolean isLinked(Repository repository, Digest digest) {
        return has(ImageItems.link(repository, digest));
    }

    @Override
    public void link(Repository repository, Digest digest) {
        kv.put(table, ImageItems.link(repository, digest), Expression.NONE);
    }

    @Override
    public boolean unlink(Repository repository, Digest digest) {
        return delete(ImageItems.link(repository, digest));
    }

    @Override
    public void beginUpload(UploadState upload) {
        kv.put(table, ImageItems.writeUpload(upload), Expression.NONE);
    }

    @Override
    public Optional<UploadState> upload(Repository repository, String id) {
        return get(ImageItems.upload(id))
                .map(ImageItems::readUpload)
                .filter(upload -> upload.repository().equals(repository));
    }

    @Override
    public List<UploadState> uploads() {
        return within(ImageItems.UPLOADS, "").stream().map(ImageItems::readUpload).toList();
    }

    @Override
    public boolean advance(UploadState from, UploadState to) {
        return kv.put(table, ImageItems.writeUpload(to), ImageItems.unchanged(from)).isWritten();
    }

    @Override
    public boolean finish(UploadState upload, Digest digest, Optional<StoredLayer> layer) {
        List<TransactAction> actions = new ArrayList<>();
        actions.add(
                new TransactAction.Delete(
                        table, ImageItems.upload(upload.id()), ImageItems.unchanged(upload)));
        layer.ifPresent(
                stored ->
                        actions.add(
                                new TransactAction.Put(
                                        table,
                                        ImageItems.writeLayer(stored),
                                        Expression.absent(PART))));
        actions.add(put(ImageItems.link(upload.repository(), digest)));
        return transact(actions);
    }

    @Override
    public boolean removeUpload(UploadState upload) {
        return kv.delete(table, ImageItems.upload(upload.id()), ImageItems.unchanged(upload))
                .isWritten();
    }

    private Optional<Item> get(Item key) {
        return kv.get(table, key);
    }

    private boolean has(Item key) {
        return get(key).isPresent();
    }

    private boolean delete(Item key) {
        return kv.delete(table, key, Expression.NONE) instanceof WriteResult.Written written
                && written.old().isPresent();
    }

    private TransactAction put(Item item) {
        return new TransactAction.Put(table, item, Expression.NONE);
    }

    private boolean transact(List<TransactAction> actions) {
        return kv.transact(table.account(), actions, "").isWritten();
    }

    private List<Item> within(String part, String prefix) {
        return kv.all(startingWith(part, prefix, Optional.empty(), ImageItems.PAGE));
    }

    private List<String> names(String part, String prefix, Optional<String> after, int limit) {
        Query query = startingWith(part, prefix, after, Math.max(1, limit));
        return kv.query(query).items().stream()
                .map(item -> item.text(KEY).substring(prefix.length()))
                .limit(limit)
                .toList();
    }

    private Query startingWith(String part, String prefix, Optional<String> after, int limit) {
        Map<String, AttributeValue> part1 = Map.of(":part", AttributeValue.text(part));
        Expression condition =
                prefix.isEmpty()
                        ? new Expression("#part = :part", Map.of("#part", PART), part1)
                        : new Expression(
                                "#part = :part AND begins_with(#key, :prefix)",
                                Map.of("#part", PART, "#key", KEY),
                                Map.of(
                                        ":part",
                                        AttributeValue.text(part),
                                        ":prefix",
                                        AttributeValue.text(prefix)));
        Optional<Item> from = after.map(name -> ImageItems.key(part, prefix + name));
        return new Query(table, condition, Expression.NONE, true, from, limit);
    }
}
