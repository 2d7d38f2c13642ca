package mvi.services.blob.front;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import mvi.engines.base.Clock;
import mvi.services.blob.AccessList;
import mvi.services.blob.AccessList.Access;
import mvi.services.blob.BucketSettings;
import mvi.services.blob.Encryption;
import mvi.services.blob.ObjectTraits;
import mvi.services.blob.PutOptions;
import mvi.services.blob.Retention;
import mvi.services.blob.Sealing;
import mvi.services.blob.UploadDetails;

/**
 * What a write asks for in its header: for whom the object is, its tags, its locks, how it is
 * sealed.
 */
final class ObjectWrites {
    private final Acls acls;
    private final S3Authority authority;
    private final Clock clock;

    ObjectWrites(Acls acls, S3Authority authority, Clock clock) {
        this.acls = acls;
        this.authority = authority;
        this.clock = clock;
    }

    PutOptions options(S3Call call) {
        return S3Fields.putOptions(call).withSealing(sealing(call)).with(traits(call, tags(call)));
    }

    /** What is asked for, if the caller may seal so. */
    Optional<Sealing> sealing(S3Call call) {
        Optional<Sealing> asked = SealHeaders.asked(call);
        authority.requireKey(
                call,
                asked.map(Sealing::encryption).or(() -> call.settings().encryption()),
                S3Authority.SEAL);
        return asked;
    }

    /** Of an upload that is there already. */
    Optional<Encryption> encryption(S3Call call, UploadDetails upload) {
        authority.requireKey(call, upload.encryption(), S3Authority.SEAL);
        return upload.encryption();
    }

    static Map<String, String> tags(S3Call call) {
        return call.header("x-amz-tagging").map(Tags::parse).orElse(Map.of());
    }

    ObjectTraits traits(S3Call call, Map<String, String> tags) {
        BucketSettings settings = call.settings();
        String bucketOwner = call.bucketName().account();
        String writer = call.principal().account();
        Optional<AccessList> acl =
                acls.ofHeaders(call, owner(call, writer, bucketOwner), bucketOwner);
        ObjectTraits traits = ObjectTraits.PLAIN.withTags(tags);
        if (settings.hasAcls()) {
            acl.ifPresent(list -> SettingOperations.refusePublic(settings, list));
            String owner = owner(call, writer, bucketOwner);
            traits = owner.equals(bucketOwner) ? traits : traits.withOwner(owner);
            traits = acl.map(traits::withAcl).orElse(traits);
        } else if (acl.isPresent()
                && !call.isHeader("x-amz-acl", "bucket-owner-full-control")
                && !isOfOwnerOnly(call, acl.get(), bucketOwner)) {
            throw SettingOperations.noAcls();
        }
        return locked(call, traits);
    }

    /** By grants: what the bucket's owner has anyway. */
    private static boolean isOfOwnerOnly(S3Call call, AccessList list, String owner) {
        return call.header("x-amz-acl").isEmpty()
                && list.entries().stream()
                        .allMatch(
                                each ->
                                        each.grantee() == AccessList.Grantee.ACCOUNT
                                                && each.account().equals(owner)
                                                && each.access() == Access.FULL_CONTROL);
    }

    private static String owner(S3Call call, String writer, String bucketOwner) {
        return switch (call.settings().ownership()) {
            case BUCKET_OWNER_ENFORCED -> bucketOwner;
            case BUCKET_OWNER_PREFERRED ->
                    call.isHeader("x-amz-acl", "bucket-owner-full-control") ? bucketOwner : writer;
            case OBJECT_WRITER, UNSTATED -> writer;
        };
    }

    private ObjectTraits locked(S3Call call, ObjectTraits traits) {
        Optional<Retention> retention = retention(call);
        Optional<Boolean> hold =
                call.header("x-amz-object-lock-legal-hold").map(ObjectWrites::isHeld);
        if (retention.isEmpty() && hold.isEmpty()) {
            return traits;
        }
        TraitOperations.requireLockable(call);
        if (retention.isPresent()) {
            authority.require(call, S3Operation.PUT_OBJECT_RETENTION);
        }
        if (hold.isPresent()) {
            authority.require(call, S3Operation.PUT_OBJECT_LEGAL_HOLD);
        }
        return traits.withRetention(retention).withHold(hold.orElse(false));
    }

    private Optional<Retention> retention(S3Call call) {
        Optional<String> mode = call.header("x-amz-object-lock-mode");
        Optional<String> until = call.header("x-amz-object-lock-retain-until-date");
        if (mode.isPresent() != until.isPresent()) {
            throw S3Error.of(
                    "InvalidArgument",
                    400,
                    "x-amz-object-lock-mode and x-amz-object-lock-retain-until-date go together");
        }
        return mode.map(it -> new Retention(mode(it), future(until.orElseThrow())));
    }

    private static boolean isHeld(String text) {
        return switch (text) {
            case "ON" -> true;
            case "OFF" -> false;
            default -> throw S3Error.of("InvalidArgument", 400, "a legal hold is ON or OFF");
        };
    }

    private static Retention.Mode mode(String text) {
        return switch (text) {
            case "GOVERNANCE" -> Retention.Mode.GOVERNANCE;
            case "COMPLIANCE" -> Retention.Mode.COMPLIANCE;
            default -> throw S3Error.of("InvalidArgument", 400, "'" + text + "' is no lock mode");
        };
    }

    private Instant future(String text) {
        return SettingXml.time(text)
                .filter(time -> time.isAfter(clock.now()))
                .orElseThrow(
                        () ->
                                S3Error.of(
                                        "InvalidArgument",
                                        400,
                                        "a version is retained until a date in the future"));
    }
}
