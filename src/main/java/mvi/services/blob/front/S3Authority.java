package mvi.services.blob.front;

import java.util.Optional;
import mvi.engines.base.Clock;
import mvi.engines.base.Decision;
import mvi.engines.base.Gatekeeper;
import mvi.engines.base.Permission;
import mvi.engines.base.Principal;
import mvi.engines.policy.AccessRequest;
import mvi.services.blob.AccessList;
import mvi.services.blob.Bucket;
import mvi.services.blob.Encryption;
import mvi.services.blob.ObjectName;
import mvi.services.blob.PublicAccessBlock;
import mvi.services.blob.StoredObject;
import mvi.services.blob.VersionEntry;
import mvi.services.blob.VersioningBlobService;

/**
 * Whether a caller may: by the grants of its own account, the bucket's policy, and the access lists
 * of bucket and object where those count. A denial of either of the first two wins over all.
 */
final class S3Authority {
    static final String SEAL = "kms:GenerateDataKey";
    static final String UNSEAL = "kms:Decrypt";

    private final VersioningBlobService blob;
    private final Gatekeeper gatekeeper;
    private final BucketPolicies policies;
    private final Accounts accounts;
    private final Clock clock;

    S3Authority(
            VersioningBlobService blob,
            Gatekeeper gatekeeper,
            BucketPolicies policies,
            Accounts accounts,
            Clock clock) {
        this.blob = blob;
        this.gatekeeper = gatekeeper;
        this.policies = policies;
        this.accounts = accounts;
        this.clock = clock;
    }

    /** Of somebody who has one. */
    static Optional<String> account(Principal principal) {
        return principal.isAnonymous() ? Optional.empty() : Optional.of(principal.account());
    }

    void require(S3Call call, S3Operation operation) {
        if (!allows(call, operation)) {
            tellMissing(call, operation);
            throw S3Error.accessDenied(
                    "%s may not do %s on %s"
                            .formatted(
                                    call.principal().name(),
                                    operation.action(),
                                    call.target().resource()));
        }
    }

    /** Whoever may list a key may know that it is not there, though it may not read it. */
    private void tellMissing(S3Call call, S3Operation operation) {
        if (operation.needs() == S3Operation.Needs.OBJECT_READ
                && blob.find(call.object(), call.version()).isEmpty()
                && allows(listing(call), S3Operation.LIST_OBJECTS)) {
            throw S3Error.of("NoSuchKey", 404, "there is no object '" + call.target().key() + "'");
        }
    }

    /** Sealing or opening by a key of Crypto is a right of its own, as on Crypto itself. */
    void requireKey(S3Call call, Optional<Encryption> encryption, String action) {
        if (encryption.filter(it -> it.scheme() == Encryption.Scheme.CRYPTO).isEmpty()) {
            return;
        }
        String resource = "key/" + blob.keyId(call.bucketName(), encryption.get());
        Permission permission = new Permission(action, call.bucketName().account(), resource);
        if (gatekeeper.decide(call.principal(), permission) != Decision.ALLOWED) {
            throw S3Error.accessDenied(
                    "%s may not do %s on %s".formatted(call.principal().name(), action, resource));
        }
    }

    private boolean allows(S3Call call, S3Operation operation) {
        Principal principal = call.principal();
        if (operation == S3Operation.LIST_BUCKETS || operation == S3Operation.CREATE_BUCKET) {
            Permission permission =
                    new Permission(
                            operation.action(), principal.account(), call.target().resource());
            return gatekeeper.decide(principal, permission) == Decision.ALLOWED;
        }
        String action =
                call.version().isPresent() ? operation.actionOnVersion() : operation.action();
        return allows(call, operation, action);
    }

    private boolean allows(S3Call call, S3Operation operation, String action) {
        Bucket bucket = call.bucket();
        Principal principal = call.principal();
        Permission permission =
                new Permission(action, bucket.name().account(), call.target().resource());
        Decision byGrants = gatekeeper.decide(principal, permission);
        if (principal.role() == Principal.Role.PLATFORM || byGrants == Decision.DENIED) {
            return byGrants == Decision.ALLOWED;
        }
        boolean isOwner = principal.account().equals(bucket.name().account());
        Decision byPolicy = byPolicy(call, permission, isOwner && isOfPolicy(operation));
        if (byPolicy == Decision.DENIED) {
            return false;
        }
        return byPolicy == Decision.ALLOWED && (isOwner || !isRestricted(bucket))
                || byOwnership(call, operation, byGrants);
    }

    /** No policy can take from an owner the means to change it. */
    private static boolean isOfPolicy(S3Operation operation) {
        return switch (operation) {
            case GET_BUCKET_POLICY, PUT_BUCKET_POLICY, DELETE_BUCKET_POLICY -> true;
            default -> false;
        };
    }

    private Decision byPolicy(S3Call call, Permission permission, boolean isExempt) {
        if (isExempt || call.settings().policy().isEmpty()) {
            return Decision.UNDECIDED;
        }
        Principal principal = call.principal();
        return policies.decide(
                call.bucket(),
                new AccessRequest(
                        principal,
                        principal.isAnonymous()
                                ? Optional.empty()
                                : Optional.of(accounts.canonicalId(principal.account())),
                        permission,
                        new PolicyContext(call, blob, clock).values()));
    }

    private boolean isRestricted(Bucket bucket) {
        return bucket.settings()
                        .accessBlock()
                        .filter(PublicAccessBlock::restrictsBucket)
                        .isPresent()
                && policies.isPublic(bucket);
    }

    private boolean byOwnership(S3Call call, S3Operation operation, Decision byGrants) {
        if (!call.settings().hasAcls()) {
            return byGrants == Decision.ALLOWED;
        }
        S3Operation.Needs needs = operation.needs();
        if (!needs.isOfObject()) {
            return byGrants == Decision.ALLOWED || allows(call, bucketList(call.bucket()), needs);
        }
        Optional<StoredObject> object =
                blob.find(call.object(), call.version())
                        .filter(each -> !each.isDeleteMarker())
                        .map(VersionEntry::object);
        if (object.isEmpty()) {
            // Whoever may list may know that it is not there.
            return byGrants == Decision.ALLOWED
                    || allows(call, bucketList(call.bucket()), S3Operation.Needs.BUCKET_READ);
        }
        String owner = S3Fields.owner(call.bucket(), object.get());
        boolean isOwned = owner.equals(call.bucketName().account());
        return isOwned && byGrants == Decision.ALLOWED
                || allows(
                        call, object.get().traits().acl().orElse(AccessList.ofOwner(owner)), needs);
    }

    private static AccessList bucketList(Bucket bucket) {
        return bucket.settings().acl().orElse(AccessList.ofOwner(bucket.name().account()));
    }

    private static boolean allows(S3Call call, AccessList list, S3Operation.Needs needs) {
        String account = account(call.principal()).orElse("");
        boolean ignoresPublic =
                call.settings().accessBlock().filter(PublicAccessBlock::ignoresAcls).isPresent();
        return needs.access()
                .filter(access -> list.allows(account, access, ignoresPublic))
                .isPresent();
    }

    /** Refuses to say that a key is missing to whom may not list the bucket. */
    void hideMissing(S3Call call) {
        require(listing(call), S3Operation.LIST_OBJECTS);
    }

    private static S3Call listing(S3Call call) {
        return new S3Call(
                call.request(),
                call.principal(),
                new S3Target(call.target().bucket(), ""),
                call.found(),
                call.query()
                        .with("versionId", Optional.empty())
                        .with("prefix", Optional.of(call.target().key())),
                call.body(),
                call.checksum());
    }

    /** Whether the caller asks to pass a retention of mode GOVERNANCE, and may. */
    boolean mayBypass(S3Call call) {
        return call.isHeader("x-amz-bypass-governance-retention", "true")
                && allows(call, S3Operation.PUT_OBJECT_RETENTION, "s3:BypassGovernanceRetention");
    }

    /** The caller's view of another bucket, which a copy reads from. */
    S3Call onSource(S3Call call, String bucket, String key, Optional<String> version) {
        S3Call source =
                new S3Call(
                        call.request(),
                        call.principal(),
                        new S3Target(bucket, key),
                        blob.resolve(bucket, account(call.principal())),
                        new S3Query(java.util.Map.of()).with("versionId", version),
                        call.body(),
                        Optional.empty());
        ObjectName _ = source.object();
        require(source, S3Operation.GET_OBJECT);
        return source;
    }
}
