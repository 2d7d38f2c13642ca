package mvi.services.blob.front;

import java.util.Optional;
import mvi.services.blob.AccessList.Access;

/**
 * The operations of the S3 API, each with how it is asked for, the permission that it needs, and
 * what of an access list would do instead. One without a marker is found by the shape of the
 * request alone.
 *
 * <p>DeleteObjects asks for {@code s3:DeleteObject} on each key that its body names, copies ask for
 * {@code s3:GetObject} on their source, too.
 */
enum S3Operation {
    LIST_BUCKETS("", "", "s3:ListAllMyBuckets", Needs.NOTHING),
    CREATE_BUCKET("", "", "s3:CreateBucket", Needs.NOTHING),
    HEAD_BUCKET("", "", "s3:ListBucket", Needs.BUCKET_READ),
    DELETE_BUCKET("", "", "s3:DeleteBucket", Needs.NOTHING),
    GET_BUCKET_LOCATION("GET", "location", "s3:GetBucketLocation", Needs.NOTHING),
    LIST_OBJECTS("", "", "s3:ListBucket", Needs.BUCKET_READ),
    LIST_OBJECTS_V2("", "", "s3:ListBucket", Needs.BUCKET_READ),
    LIST_OBJECT_VERSIONS("GET", "versions", "s3:ListBucketVersions", Needs.BUCKET_READ),
    LIST_MULTIPART_UPLOADS("GET", "uploads", "s3:ListBucketMultipartUploads", Needs.BUCKET_READ),
    DELETE_OBJECTS("POST", "delete", "s3:DeleteObject", Needs.BUCKET_WRITE),
    PREFLIGHT("", "", "", Needs.NOTHING),

    GET_BUCKET_ACL("GET", "acl", "s3:GetBucketAcl", Needs.BUCKET_READ_ACP),
    PUT_BUCKET_ACL("PUT", "acl", "s3:PutBucketAcl", Needs.BUCKET_WRITE_ACP),
    GET_BUCKET_VERSIONING("GET", "versioning", "s3:GetBucketVersioning", Needs.NOTHING),
    PUT_BUCKET_VERSIONING("PUT", "versioning", "s3:PutBucketVersioning", Needs.NOTHING),
    GET_BUCKET_POLICY("GET", "policy", "s3:GetBucketPolicy", Needs.NOTHING),
    PUT_BUCKET_POLICY("PUT", "policy", "s3:PutBucketPolicy", Needs.NOTHING),
    DELETE_BUCKET_POLICY("DELETE", "policy", "s3:DeleteBucketPolicy", Needs.NOTHING),
    GET_BUCKET_POLICY_STATUS("GET", "policyStatus", "s3:GetBucketPolicyStatus", Needs.NOTHING),
    GET_PUBLIC_ACCESS_BLOCK(
            "GET", "publicAccessBlock", "s3:GetBucketPublicAccessBlock", Needs.NOTHING),
    PUT_PUBLIC_ACCESS_BLOCK(
            "PUT", "publicAccessBlock", "s3:PutBucketPublicAccessBlock", Needs.NOTHING),
    DELETE_PUBLIC_ACCESS_BLOCK(
            "DELETE", "publicAccessBlock", "s3:PutBucketPublicAccessBlock", Needs.NOTHING),
    GET_BUCKET_CORS("GET", "cors", "s3:GetBucketCORS", Needs.NOTHING),
    PUT_BUCKET_CORS("PUT", "cors", "s3:PutBucketCORS", Needs.NOTHING),
    DELETE_BUCKET_CORS("DELETE", "cors", "s3:PutBucketCORS", Needs.NOTHING),
    GET_BUCKET_LIFECYCLE_CONFIGURATION(
            "GET", "lifecycle", "s3:GetLifecycleConfiguration", Needs.NOTHING),
    PUT_BUCKET_LIFECYCLE_CONFIGURATION(
            "PUT", "lifecycle", "s3:PutLifecycleConfiguration", Needs.NOTHING),
    DELETE_BUCKET_LIFECYCLE("DELETE", "lifecycle", "s3:PutLifecycleConfiguration", Needs.NOTHING),
    GET_BUCKET_TAGGING("GET", "tagging", "s3:GetBucketTagging", Needs.NOTHING),
    PUT_BUCKET_TAGGING("PUT", "tagging", "s3:PutBucketTagging", Needs.NOTHING),
    DELETE_BUCKET_TAGGING("DELETE", "tagging", "s3:PutBucketTagging", Needs.NOTHING),
    GET_BUCKET_ENCRYPTION("GET", "encryption", "s3:GetEncryptionConfiguration", Needs.NOTHING),
    PUT_BUCKET_ENCRYPTION("PUT", "encryption", "s3:PutEncryptionConfiguration", Needs.NOTHING),
    DELETE_BUCKET_ENCRYPTION(
            "DELETE", "encryption", "s3:PutEncryptionConfiguration", Needs.NOTHING),
    GET_BUCKET_NOTIFICATION_CONFIGURATION(
            "GET", "notification", "s3:GetBucketNotification", Needs.NOTHING),
    PUT_BUCKET_NOTIFICATION_CONFIGURATION(
            "PUT", "notification", "s3:PutBucketNotification", Needs.NOTHING),
    GET_OBJECT_LOCK_CONFIGURATION(
            "GET", "object-lock", "s3:GetBucketObjectLockConfiguration", Needs.NOTHING),
    PUT_OBJECT_LOCK_CONFIGURATION(
            "PUT", "object-lock", "s3:PutBucketObjectLockConfiguration", Needs.NOTHING),
    GET_BUCKET_OWNERSHIP_CONTROLS(
            "GET", "ownershipControls", "s3:GetBucketOwnershipControls", Needs.NOTHING),
    PUT_BUCKET_OWNERSHIP_CONTROLS(
            "PUT", "ownershipControls", "s3:PutBucketOwnershipControls", Needs.NOTHING),
    DELETE_BUCKET_OWNERSHIP_CONTROLS(
            "DELETE", "ownershipControls", "s3:PutBucketOwnershipControls", Needs.NOTHING),

    PUT_OBJECT("", "", "s3:PutObject", Needs.BUCKET_WRITE),
    COPY_OBJECT("", "", "s3:PutObject", Needs.BUCKET_WRITE),
    GET_OBJECT("", "", "s3:GetObject", Needs.OBJECT_READ),
    HEAD_OBJECT("", "", "s3:GetObject", Needs.OBJECT_READ),
    DELETE_OBJECT("", "", "s3:DeleteObject", Needs.BUCKET_WRITE),
    GET_OBJECT_ATTRIBUTES("GET", "attributes", "s3:GetObjectAttributes", Needs.OBJECT_READ),
    GET_OBJECT_ACL("GET", "acl", "s3:GetObjectAcl", Needs.OBJECT_READ_ACP),
    PUT_OBJECT_ACL("PUT", "acl", "s3:PutObjectAcl", Needs.OBJECT_WRITE_ACP),
    GET_OBJECT_TAGGING("GET", "tagging", "s3:GetObjectTagging", Needs.OBJECT_READ),
    PUT_OBJECT_TAGGING("PUT", "tagging", "s3:PutObjectTagging", Needs.NOTHING),
    DELETE_OBJECT_TAGGING("DELETE", "tagging", "s3:DeleteObjectTagging", Needs.NOTHING),
    GET_OBJECT_RETENTION("GET", "retention", "s3:GetObjectRetention", Needs.NOTHING),
    PUT_OBJECT_RETENTION("PUT", "retention", "s3:PutObjectRetention", Needs.NOTHING),
    GET_OBJECT_LEGAL_HOLD("GET", "legal-hold", "s3:GetObjectLegalHold", Needs.NOTHING),
    PUT_OBJECT_LEGAL_HOLD("PUT", "legal-hold", "s3:PutObjectLegalHold", Needs.NOTHING),
    CREATE_MULTIPART_UPLOAD("POST", "uploads", "s3:PutObject", Needs.BUCKET_WRITE),
    UPLOAD_PART("PUT", "uploadId", "s3:PutObject", Needs.BUCKET_WRITE),
    UPLOAD_PART_COPY("", "", "s3:PutObject", Needs.BUCKET_WRITE),
    COMPLETE_MULTIPART_UPLOAD("POST", "uploadId", "s3:PutObject", Needs.BUCKET_WRITE),
    ABORT_MULTIPART_UPLOAD("DELETE", "uploadId", "s3:AbortMultipartUpload", Needs.BUCKET_WRITE),
    LIST_PARTS("GET", "uploadId", "s3:ListMultipartUploadParts", Needs.BUCKET_WRITE);

    private final String method;
    private final String marker;
    private final String action;
    private final Needs needs;

    S3Operation(String method, String marker, String action, Needs needs) {
        this.method = method;
        this.marker = marker;
        this.action = action;
        this.needs = needs;
    }

    /** Which entry of which access list would allow it. */
    enum Needs {
        NOTHING(false, Optional.empty()),
        BUCKET_READ(false, Optional.of(Access.READ)),
        BUCKET_WRITE(false, Optional.of(Access.WRITE)),
        BUCKET_READ_ACP(false, Optional.of(Access.READ_ACP)),
        BUCKET_WRITE_ACP(false, Optional.of(Access.WRITE_ACP)),
        OBJECT_READ(true, Optional.of(Access.READ)),
        OBJECT_READ_ACP(true, Optional.of(Access.READ_ACP)),
        OBJECT_WRITE_ACP(true, Optional.of(Access.WRITE_ACP));

        private final boolean isOfObject;
        private final Optional<Access> access;

        Needs(boolean isOfObject, Optional<Access> access) {
            this.isOfObject = isOfObject;
            this.access = access;
        }

        boolean isOfObject() {
            return isOfObject;
        }

        Optional<Access> access() {
            return access;
        }
    }

    /** Of a request that has this marker in its query; empty when the method is none for it. */
    static Optional<S3Operation> marked(String method, String marker, boolean isOfObject) {
        for (S3Operation each : values()) {
            if (each.marker.equals(marker)
                    && each.method.equals(method)
                    && each.isOfObject() == isOfObject) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }

    String method() {
        return method;
    }

    /** What its query names; empty where the rest of the request tells. */
    String marker() {
        return marker;
    }

    boolean isOfObject() {
        return compareTo(PUT_OBJECT) >= 0;
    }

    String action() {
        return action;
    }

    /** The action where a version is named: reading or changing one is a right of its own. */
    String actionOnVersion() {
        return switch (this) {
            case GET_OBJECT, HEAD_OBJECT -> "s3:GetObjectVersion";
            case DELETE_OBJECT -> "s3:DeleteObjectVersion";
            case GET_OBJECT_ATTRIBUTES -> "s3:GetObjectVersionAttributes";
            case GET_OBJECT_ACL -> "s3:GetObjectVersionAcl";
            case PUT_OBJECT_ACL -> "s3:PutObjectVersionAcl";
            case GET_OBJECT_TAGGING -> "s3:GetObjectVersionTagging";
            case PUT_OBJECT_TAGGING -> "s3:PutObjectVersionTagging";
            case DELETE_OBJECT_TAGGING -> "s3:DeleteObjectVersionTagging";
            default -> action;
        };
    }

    Needs needs() {
        return needs;
    }
}
