package mvi.services.blob;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What a bucket's owner decided of it. Kept as JSON by the names of the components: one that is
 * added must be an Optional.
 *
 * @param isLockable whether its versions can be kept from deletion; for ever once set
 * @param acl empty for the owner's alone
 * @param policy the JSON document as it was sent
 * @param encryption of objects for which none is asked
 */
public record BucketSettings(
        Versioning versioning,
        boolean isLockable,
        Optional<LockRule> lockRule,
        ObjectOwnership ownership,
        Optional<AccessList> acl,
        Optional<String> policy,
        Optional<PublicAccessBlock> accessBlock,
        List<CorsRule> cors,
        List<LifecycleRule> lifecycle,
        Map<String, String> tags,
        Optional<Encryption> encryption,
        List<NotificationRule> notifications) {
    public static final BucketSettings PLAIN = of(ObjectOwnership.BUCKET_OWNER_ENFORCED);

    public BucketSettings {
        cors = List.copyOf(cors);
        lifecycle = List.copyOf(lifecycle);
        tags = Map.copyOf(tags);
        notifications = List.copyOf(notifications);
    }

    public static BucketSettings of(ObjectOwnership ownership) {
        return new BucketSettings(
                Versioning.OFF,
                false,
                Optional.empty(),
                ownership,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of(),
                Map.of(),
                Optional.empty(),
                List.of());
    }

    public boolean hasAcls() {
        return ownership != ObjectOwnership.BUCKET_OWNER_ENFORCED;
    }

    /** Whether anybody but its owner could have been let in. */
    public boolean isShared() {
        return hasAcls() || policy.isPresent();
    }

    /** The same but for what the change sets. */
    public BucketSettings with(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.settled();
    }

    /** Settings on their way to others. */
    public static final class Draft {
        private Versioning versioning;
        private boolean isLockable;
        private Optional<LockRule> lockRule;
        private ObjectOwnership ownership;
        private Optional<AccessList> acl;
        private Optional<String> policy;
        private Optional<PublicAccessBlock> accessBlock;
        private List<CorsRule> cors;
        private List<LifecycleRule> lifecycle;
        private Map<String, String> tags;
        private Optional<Encryption> encryption;
        private List<NotificationRule> notifications;

        private Draft(BucketSettings of) {
            versioning = of.versioning;
            isLockable = of.isLockable;
            lockRule = of.lockRule;
            ownership = of.ownership;
            acl = of.acl;
            policy = of.policy;
            accessBlock = of.accessBlock;
            cors = of.cors;
            lifecycle = of.lifecycle;
            tags = of.tags;
            encryption = of.encryption;
            notifications = of.notifications;
        }

        private BucketSettings settled() {
            return new BucketSettings(
                    versioning,
                    isLockable,
                    lockRule,
                    ownership,
                    acl,
                    policy,
                    accessBlock,
                    cors,
                    lifecycle,
                    tags,
                    encryption,
                    notifications);
        }

        public Draft versioning(Versioning it) {
            versioning = it;
            return this;
        }

        /** Lockable for ever, and so its versions are kept. */
        public Draft lockable() {
            isLockable = true;
            versioning = Versioning.ENABLED;
            return this;
        }

        public Draft lockRule(Optional<LockRule> it) {
            lockRule = it;
            return this;
        }

        public Draft ownership(ObjectOwnership it) {
            ownership = it;
            return this;
        }

        public Draft acl(Optional<AccessList> it) {
            acl = it;
            return this;
        }

        public Draft policy(Optional<String> it) {
            policy = it;
            return this;
        }

        public Draft accessBlock(Optional<PublicAccessBlock> it) {
            accessBlock = it;
            return this;
        }

        public Draft cors(List<CorsRule> it) {
            cors = it;
            return this;
        }

        public Draft lifecycle(List<LifecycleRule> it) {
            lifecycle = it;
            return this;
        }

        public Draft tags(Map<String, String> it) {
            tags = it;
            return this;
        }

        public Draft encryption(Optional<Encryption> it) {
            encryption = it;
            return this;
        }

        public Draft notifications(List<NotificationRule> it) {
            notifications = it;
            return this;
        }
    }
}
