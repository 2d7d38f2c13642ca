package mvi.services.blob.front;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import mvi.engines.base.Ids;
import mvi.engines.base.Principal;
import mvi.engines.http.Headers;
import mvi.engines.http.HttpReply;
import mvi.services.blob.AccessList;
import mvi.services.blob.Bucket;
import mvi.services.blob.BucketSettings;
import mvi.services.blob.CorsRule;
import mvi.services.blob.Encryption;
import mvi.services.blob.LifecycleRule;
import mvi.services.blob.LockRule;
import mvi.services.blob.NotificationRule;
import mvi.services.blob.ObjectOwnership;
import mvi.services.blob.PublicAccessBlock;
import mvi.services.blob.Versioning;
import mvi.services.blob.VersioningBlobService;

/** What a bucket's owner decides of it: read, set and taken back. */
final class SettingOperations {
    private final VersioningBlobService blob;
    private final Acls acls;
    private final BucketPolicies policies;
    private final NotificationRules notificationRules;
    private final Ids ids;

    SettingOperations(
            VersioningBlobService blob,
            Acls acls,
            BucketPolicies policies,
            NotificationTargets targets,
            Ids ids) {
        this.blob = blob;
        this.acls = acls;
        this.policies = policies;
        this.notificationRules = new NotificationRules(targets);
        this.ids = ids;
    }

    private HttpReply set(S3Call call, Consumer<BucketSettings.Draft> change) {
        Bucket _ = blob.changeBucket(call.bucketName(), settings -> settings.with(change));
        return S3Reply.ok();
    }

    private HttpReply unset(S3Call call, Consumer<BucketSettings.Draft> change) {
        HttpReply _ = set(call, change);
        return S3Reply.noContent();
    }

    private static S3Error absent(String code, String what) {
        return S3Error.of(code, 404, "the bucket has no " + what);
    }

    HttpReply getAcl(S3Call call) {
        String owner = call.bucketName().account();
        AccessList list = call.settings().acl().orElse(AccessList.ofOwner(owner));
        return S3Reply.xml("AccessControlPolicy", xml -> acls.write(xml, list));
    }

    HttpReply putAcl(S3Call call) {
        String owner = call.bucketName().account();
        byte[] document = call.document();
        boolean isInHeaders = Acls.isAsked(call);
        if (isInHeaders == document.length > 0) {
            throw S3Error.of(
                    isInHeaders ? "UnexpectedContent" : "MissingSecurityHeader",
                    400,
                    "an access list comes in headers or in the body");
        }
        AccessList list =
                isInHeaders
                        ? acls.ofHeaders(call, owner, owner).orElseThrow()
                        : acls.parse(XmlTree.parse(document, "AccessControlPolicy"), owner);
        boolean isOwnersOnly = !isInHeaders && list.equals(AccessList.ofOwner(owner));
        if (!call.settings().hasAcls() && !isOwnersOnly) {
            throw noAcls();
        }
        refusePublic(call.settings(), list);
        return set(call, draft -> draft.acl(Optional.of(list)));
    }

    static S3Error noAcls() {
        return S3Error.of(
                "AccessControlListNotSupported", 400, "the bucket does not allow access lists");
    }

    static void refusePublic(BucketSettings settings, AccessList list) {
        if (list.isPublic()
                && settings.accessBlock().filter(PublicAccessBlock::blocksAcls).isPresent()) {
            throw S3Error.accessDenied("the bucket refuses public access lists");
        }
    }

    HttpReply getVersioning(S3Call call) {
        return S3Reply.xml(
                "VersioningConfiguration",
                xml -> SettingXml.write(xml, call.settings().versioning()));
    }

    HttpReply putVersioning(S3Call call) {
        Versioning versioning = SettingXml.versioning(call.xml("VersioningConfiguration"));
        return set(call, draft -> draft.versioning(versioning));
    }

    HttpReply getPolicy(S3Call call) {
        String policy =
                call.settings().policy().orElseThrow(() -> absent("NoSuchBucketPolicy", "policy"));
        return HttpReply.bytes(
                200,
                Headers.of("Content-Type", "application/json"),
                policy.getBytes(StandardCharsets.UTF_8));
    }

    HttpReply putPolicy(S3Call call) {
        String policy = new String(call.document(), StandardCharsets.UTF_8);
        boolean isPublic = policies.check(call.bucketName(), policy);
        if (isPublic
                && call.settings()
                        .accessBlock()
                        .filter(PublicAccessBlock::blocksPolicy)
                        .isPresent()) {
            throw S3Error.accessDenied("the bucket refuses public policies");
        }
        return unset(call, draft -> draft.policy(Optional.of(policy)));
    }

    HttpReply deletePolicy(S3Call call) {
        return unset(call, draft -> draft.policy(Optional.empty()));
    }

    HttpReply policyStatus(S3Call call) {
        BucketSettings settings = call.settings();
        boolean isPublic =
                policies.isPublic(call.bucket())
                        || settings.hasAcls()
                                && settings.acl().filter(AccessList::isPublic).isPresent()
                                && !settings.accessBlock()
                                        .filter(PublicAccessBlock::ignoresAcls)
                                        .isPresent();
        return S3Reply.xml("PolicyStatus", xml -> xml.element("IsPublic", isPublic));
    }

    HttpReply getAccessBlock(S3Call call) {
        PublicAccessBlock block =
                call.settings()
                        .accessBlock()
                        .orElseThrow(
                                () ->
                                        absent(
                                                "NoSuchPublicAccessBlockConfiguration",
                                                "public access block"));
        return S3Reply.xml("PublicAccessBlockConfiguration", xml -> SettingXml.write(xml, block));
    }

    HttpReply putAccessBlock(S3Call call) {
        PublicAccessBlock block =
                SettingXml.accessBlock(call.xml("PublicAccessBlockConfiguration"));
        return set(call, draft -> draft.accessBlock(Optional.of(block)));
    }

    HttpReply deleteAccessBlock(S3Call call) {
        return unset(call, draft -> draft.accessBlock(Optional.empty()));
    }

    HttpReply getCors(S3Call call) {
        List<CorsRule> rules = call.settings().cors();
        if (rules.isEmpty()) {
            throw absent("NoSuchCORSConfiguration", "CORS rules");
        }
        return S3Reply.xml(
                "CORSConfiguration", xml -> rules.forEach(each -> CorsXml.write(xml, each)));
    }

    HttpReply putCors(S3Call call) {
        List<CorsRule> rules = CorsXml.parse(call.xml("CORSConfiguration"));
        return set(call, draft -> draft.cors(rules));
    }

    HttpReply deleteCors(S3Call call) {
        return unset(call, draft -> draft.cors(List.of()));
    }

    HttpReply getLifecycle(S3Call call) {
        List<LifecycleRule> rules = call.settings().lifecycle();
        if (rules.isEmpty()) {
            throw absent("NoSuchLifecycleConfiguration", "lifecycle");
        }
        return S3Reply.xml(
                "LifecycleConfiguration",
                xml -> rules.forEach(each -> LifecycleXml.write(xml, each)));
    }

    HttpReply putLifecycle(S3Call call) {
        List<LifecycleRule> rules =
                LifecycleXml.parse(call.xml("LifecycleConfiguration"), () -> ids.next(""));
        return set(call, draft -> draft.lifecycle(rules));
    }

    HttpReply deleteLifecycle(S3Call call) {
        return unset(call, draft -> draft.lifecycle(List.of()));
    }

    HttpReply getTagging(S3Call call) {
        Map<String, String> tags = call.settings().tags();
        if (tags.isEmpty()) {
            throw absent("NoSuchTagSet", "tags");
        }
        return S3Reply.xml("Tagging", xml -> Tags.write(xml, tags));
    }

    HttpReply putTagging(S3Call call) {
        Map<String, String> tags = Tags.parse(call.xml("Tagging"), Tags.MOST_OF_BUCKET);
        return unset(call, draft -> draft.tags(tags));
    }

    HttpReply deleteTagging(S3Call call) {
        return unset(call, draft -> draft.tags(Map.of()));
    }

    HttpReply getEncryption(S3Call call) {
        Encryption encryption =
                call.settings()
                        .encryption()
                        .orElseThrow(
                                () ->
                                        absent(
                                                "ServerSideEncryptionConfigurationNotFoundError",
                                                "encryption by default"));
        return S3Reply.xml(EncryptionXml.ROOT, xml -> EncryptionXml.write(xml, encryption));
    }

    HttpReply putEncryption(S3Call call) {
        Encryption encryption = EncryptionXml.parse(call.xml(EncryptionXml.ROOT));
        return set(call, draft -> draft.encryption(Optional.of(encryption)));
    }

    HttpReply deleteEncryption(S3Call call) {
        return unset(call, draft -> draft.encryption(Optional.empty()));
    }

    HttpReply getNotification(S3Call call) {
        return S3Reply.xml(
                "NotificationConfiguration",
                xml ->
                        call.settings()
                                .notifications()
                                .forEach(each -> NotificationXml.write(xml, each)));
    }

    HttpReply putNotification(S3Call call) {
        List<NotificationRule> rules =
                NotificationXml.parse(call.xml("NotificationConfiguration"), () -> ids.next(""));
        boolean isPlatform = call.principal().role() == Principal.Role.PLATFORM;
        String account = call.bucketName().account();
        Bucket _ =
                blob.changeBucket(
                        call.bucketName(),
                        settings ->
                                settings.with(
                                        draft ->
                                                draft.notifications(
                                                        notificationRules.after(
                                                                settings.notifications(),
                                                                rules,
                                                                account,
                                                                isPlatform))));
        return S3Reply.ok();
    }

    HttpReply getObjectLock(S3Call call) {
        BucketSettings settings = call.settings();
        if (!settings.isLockable()) {
            throw absent("ObjectLockConfigurationNotFoundError", "object lock");
        }
        return S3Reply.xml(
                "ObjectLockConfiguration",
                xml -> {
                    xml.element("ObjectLockEnabled", "Enabled");
                    settings.lockRule().ifPresent(it -> SettingXml.write(xml, it));
                });
    }

    HttpReply putObjectLock(S3Call call) {
        Optional<LockRule> rule = SettingXml.lockRule(call.xml("ObjectLockConfiguration"));
        if (call.settings().versioning() != Versioning.ENABLED) {
            throw S3Error.of(
                    "InvalidBucketState", 409, "object lock needs a bucket that keeps versions");
        }
        return set(call, draft -> draft.lockable().lockRule(rule));
    }

    HttpReply getOwnership(S3Call call) {
        if (call.settings().ownership() == ObjectOwnership.UNSTATED) {
            throw absent("OwnershipControlsNotFoundError", "ownership controls");
        }
        return S3Reply.xml(
                "OwnershipControls",
                xml ->
                        xml.element(
                                "Rule",
                                () ->
                                        xml.element(
                                                "ObjectOwnership",
                                                SettingXml.text(call.settings().ownership()))));
    }

    HttpReply putOwnership(S3Call call) {
        List<XmlTree> rules = call.xml("OwnershipControls").all("Rule");
        if (rules.size() != 1) {
            throw S3Error.malformedXml("it has one Rule");
        }
        ObjectOwnership ownership =
                SettingXml.ownership(rules.getFirst().require("ObjectOwnership"));
        String owner = call.bucketName().account();
        boolean isShared =
                call.settings()
                        .acl()
                        .filter(list -> !list.equals(AccessList.ofOwner(owner)))
                        .isPresent();
        if (ownership == ObjectOwnership.BUCKET_OWNER_ENFORCED && isShared) {
            throw S3Error.of(
                    "InvalidBucketAclWithObjectOwnership",
                    400,
                    "its access list lets others in: make that private first");
        }
        return set(call, draft -> draft.ownership(ownership));
    }

    HttpReply deleteOwnership(S3Call call) {
        return unset(call, draft -> draft.ownership(ObjectOwnership.UNSTATED));
    }
}
