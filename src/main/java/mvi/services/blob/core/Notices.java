package mvi.services.blob.core;

import java.util.List;
import java.util.Optional;
import mvi.services.blob.BlobEvent;
import mvi.services.blob.Bucket;
import mvi.services.blob.Cause;
import mvi.services.blob.NotificationRule;
import mvi.services.blob.StoredObject;

/** What a bucket's rules tell of a change, to be committed with it. */
final class Notices {
    private Notices() {}

    static List<Change> of(Bucket bucket, String type, StoredObject object, Cause cause) {
        return bucket.settings().notifications().stream()
                .filter(rule -> covers(rule, type, object.name().key()))
                .<Change>map(rule -> new Change.PutEvent(event(rule, type, object, cause)))
                .toList();
    }

    private static boolean covers(NotificationRule rule, String type, String key) {
        return key.startsWith(rule.prefix())
                && key.endsWith(rule.suffix())
                && rule.events().stream().anyMatch(each -> NotificationRule.covers(each, type));
    }

    private static BlobEvent event(
            NotificationRule rule, String type, StoredObject object, Cause cause) {
        return new BlobEvent(
                0,
                type,
                object.name(),
                object.version(),
                object.length(),
                object.etag(),
                object.modified(),
                rule.id(),
                rule.target(),
                Optional.of(cause).filter(it -> !it.equals(Cause.NONE)));
    }
}
