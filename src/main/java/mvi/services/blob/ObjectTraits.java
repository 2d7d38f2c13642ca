package mvi.services.blob;

import java.util.Map;
import java.util.Optional;

/**
 * What is kept of a version beside its content and may change without it. Kept as JSON by the names
 * of the components: one that is added must be an Optional.
 *
 * @param owner the account that wrote it; empty for the bucket's
 * @param acl empty for the owner's alone
 * @param isHeld whether it can't be deleted until it is let go (legal hold)
 */
public record ObjectTraits(
        Optional<String> owner,
        Optional<AccessList> acl,
        Map<String, String> tags,
        Optional<Retention> retention,
        boolean isHeld) {
    public static final ObjectTraits PLAIN =
            new ObjectTraits(Optional.empty(), Optional.empty(), Map.of(), Optional.empty(), false);

    public ObjectTraits {
        tags = Map.copyOf(tags);
    }

    public ObjectTraits withOwner(String account) {
        return new ObjectTraits(Optional.of(account), acl, tags, retention, isHeld);
    }

    public ObjectTraits withAcl(AccessList list) {
        return new ObjectTraits(owner, Optional.of(list), tags, retention, isHeld);
    }

    public ObjectTraits withTags(Map<String, String> other) {
        return new ObjectTraits(owner, acl, other, retention, isHeld);
    }

    public ObjectTraits withRetention(Optional<Retention> other) {
        return new ObjectTraits(owner, acl, tags, other, isHeld);
    }

    public ObjectTraits withHold(boolean isOn) {
        return new ObjectTraits(owner, acl, tags, retention, isOn);
    }
}
