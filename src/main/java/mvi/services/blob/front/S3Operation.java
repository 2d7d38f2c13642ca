package mvi.services.blob.front;

/**
 * The operations of the S3 API that are served, each with the permission that it asks for. What is
 * asked for is on the object, {@code bucket/key}, where the request names a key, else on the
 * bucket.
 */
enum S3Operation {
    LIST_BUCKETS("s3:ListAllMyBuckets"),
    CREATE_BUCKET("s3:CreateBucket"),
    HEAD_BUCKET("s3:ListBucket"),
    DELETE_BUCKET("s3:DeleteBucket"),
    GET_BUCKET_LOCATION("s3:GetBucketLocation"),
    LIST_OBJECTS("s3:ListBucket"),
    LIST_OBJECTS_V2("s3:ListBucket"),
    PUT_OBJECT("s3:PutObject"),
    GET_OBJECT("s3:GetObject"),
    HEAD_OBJECT("s3:GetObject"),
    DELETE_OBJECT("s3:DeleteObject"),
    /** Asks for {@code s3:DeleteObject} on each key that its body names, too. */
    DELETE_OBJECTS("s3:DeleteObject"),
    /** Asks for {@code s3:GetObject} on the source, too. */
    COPY_OBJECT("s3:PutObject"),
    CREATE_MULTIPART_UPLOAD("s3:PutObject"),
    UPLOAD_PART("s3:PutObject"),
    /** Asks for {@code s3:GetObject} on the source, too. */
    UPLOAD_PART_COPY("s3:PutObject"),
    COMPLETE_MULTIPART_UPLOAD("s3:PutObject"),
    ABORT_MULTIPART_UPLOAD("s3:AbortMultipartUpload"),
    LIST_PARTS("s3:ListMultipartUploadParts"),
    LIST_MULTIPART_UPLOADS("s3:ListBucketMultipartUploads");

    private final String action;

    S3Operation(String action) {
        this.action = action;
    }

    String action() {
        return action;
    }
}
