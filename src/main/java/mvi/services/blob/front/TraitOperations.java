package mvi.services.blob.front;

import java.util.Map;
import java.util.Optional;
import mvi.engines.base.Clock;
import mvi.engines.http.Headers;
import mvi.engines.http.HttpReply;
import mvi.services.blob.AccessList;
import mvi.services.blob.ObjectTraits;
import mvi.services.blob.Retention;
import mvi.services.blob.StoredObject;
import mvi.services.blob.VersionEntry;
import mvi.services.blob.VersioningBlobService;

/** What is kept beside an object's content: its access list, tags and locks. */
final class TraitOperations {
    private final VersioningBlobService blob;
    private final Acls acls;
    private final S3Authority authority;
    private final Clock clock;

    TraitOperations(VersioningBlobService blob, Acls acls, S3Authority authority, Clock clock) {
        this.blob = blob;
        this.acls = acls;
        this.authority = authority;
        this.clock = clock;
    }

    private StoredObject require(S3Call call) {
        VersionEntry found =
                blob.find(call.object(), call.version()).orElseThrow(() -> missing(call));
        if (found.isDeleteMarker()) {
            throw call.version().isPresent()
                    ? S3Error.of("MethodNotAllowed", 405, "this version is a delete marker")
                    : missing(call);
        }
        return found.object();
    }

    private static S3Error missing(S3Call call) {
        return call.version().isPresent()
                ? S3Error.of("NoSuchVersion", 404, "there is no such version")
                : S3Error.of("NoSuchKey", 404, "there is no object '" + call.target().key() + "'");
    }

    private static Headers version(S3Call call, StoredObject object) {
        return ObjectHeaders.withVersion(Headers.NONE, call, object);
    }

    HttpReply getAcl(S3Call call) {
        StoredObject object = require(call);
        String owner = S3Fields.owner(call.bucket(), object);
        AccessList list = object.traits().acl().orElse(AccessList.ofOwner(owner));
        return S3Reply.xml(
                version(call, object), "AccessControlPolicy", xml -> acls.write(xml, list));
    }

    HttpReply putAcl(S3Call call) {
        StoredObject object = require(call);
        String owner = S3Fields.owner(call.bucket(), object);
        byte[] document = call.document();
        AccessList list =
                acls.ofHeaders(call, owner, call.bucketName().account())
                        .orElseGet(
                                () ->
                                        acls.parse(
                                                XmlTree.parse(document, "AccessControlPolicy"),
                                                owner));
        if (!call.settings().hasAcls()) {
            throw SettingOperations.noAcls();
        }
        SettingOperations.refusePublic(call.settings(), list);
        StoredObject changed =
                blob.change(call.object(), call.version(), traits -> traits.withAcl(list));
        return HttpReply.empty(200, version(call, changed));
    }

    HttpReply getTagging(S3Call call) {
        StoredObject object = require(call);
        return S3Reply.xml(
                version(call, object), "Tagging", xml -> Tags.write(xml, object.traits().tags()));
    }

    HttpReply putTagging(S3Call call) {
        Map<String, String> tags = Tags.parse(call.xml("Tagging"), Tags.MOST_OF_OBJECT);
        StoredObject changed = tag(call, tags);
        return HttpReply.empty(200, version(call, changed));
    }

    HttpReply deleteTagging(S3Call call) {
        StoredObject changed = tag(call, Map.of());
        return HttpReply.empty(204, version(call, changed));
    }

    private StoredObject tag(S3Call call, Map<String, String> tags) {
        require(call);
        return blob.change(call.object(), call.version(), traits -> traits.withTags(tags));
    }

    static void requireLockable(S3Call call) {
        if (!call.settings().isLockable()) {
            throw S3Error.of("InvalidRequest", 400, "the bucket has no object lock");
        }
    }

    HttpReply getRetention(S3Call call) {
        requireLockable(call);
        Retention retention =
                require(call).traits().retention().orElseThrow(() -> noLock("retention"));
        return S3Reply.xml(
                "Retention",
                xml -> {
                    xml.element("Mode", retention.mode());
                    xml.element("RetainUntilDate", S3Fields.xmlTime(retention.until()));
                });
    }

    private static S3Error noLock(String what) {
        return S3Error.of("NoSuchObjectLockConfiguration", 404, "this version has no " + what);
    }

    HttpReply putRetention(S3Call call) {
        requireLockable(call);
        Optional<Retention> retention = SettingXml.retention(call.xml("Retention"));
        if (retention.filter(each -> each.isOver(clock.now())).isPresent()) {
            throw S3Error.of(
                    "InvalidArgument", 400, "a version is retained until a date in the future");
        }
        require(call);
        StoredObject _ =
                blob.retain(call.object(), call.version(), retention, authority.mayBypass(call));
        return S3Reply.ok();
    }

    HttpReply getLegalHold(S3Call call) {
        requireLockable(call);
        ObjectTraits traits = require(call).traits();
        return S3Reply.xml(
                "LegalHold", xml -> xml.element("Status", traits.isHeld() ? "ON" : "OFF"));
    }

    HttpReply putLegalHold(S3Call call) {
        requireLockable(call);
        boolean isHeld = SettingXml.isHeld(call.xml("LegalHold").require("Status"));
        require(call);
        StoredObject _ =
                blob.change(call.object(), call.version(), traits -> traits.withHold(isHeld));
        return S3Reply.ok();
    }
}
