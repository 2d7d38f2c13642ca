package mvi.services.blob.front;

import java.util.Set;
import mvi.engines.http.Headers;
import mvi.engines.http.HttpRequest;

/** From method, target and the markers that S3 puts in the query to an operation. */
final class S3Router {
    /** What S3 knows by these names is not served: to ignore one would do something else. */
    private static final Set<String> REFUSED_QUERIES =
            Set.of(
                    "accelerate",
                    "acl",
                    "analytics",
                    "attributes",
                    "cors",
                    "encryption",
                    "intelligent-tiering",
                    "inventory",
                    "legal-hold",
                    "lifecycle",
                    "logging",
                    "metrics",
                    "notification",
                    "object-lock",
                    "ownershipControls",
                    "policy",
                    "policyStatus",
                    "publicAccessBlock",
                    "replication",
                    "requestPayment",
                    "restore",
                    "retention",
                    "select",
                    "tagging",
                    "torrent",
                    "versionId",
                    "versioning",
                    "versions",
                    "website");

    private S3Router() {}

    static S3Operation route(String method, S3Target target, S3Query query, Headers headers) {
        for (String name : query.names()) {
            if (REFUSED_QUERIES.contains(name)) {
                throw S3Error.notImplemented("?" + name);
            }
        }
        if (target.bucket().isEmpty()) {
            return service(method);
        }
        return target.key().isEmpty()
                ? bucket(method, query)
                : object(method, query, headers.has("x-amz-copy-source"));
    }

    /** A browser's upload, which says within its form who sends it and what for. */
    static boolean isForm(HttpRequest request, S3Target target, S3Query query) {
        return request.method().equals("POST")
                && !target.bucket().isEmpty()
                && target.key().isEmpty()
                && !query.has("delete")
                && PostForm.isForm(request);
    }

    private static S3Operation service(String method) {
        if (method.equals("GET")) {
            return S3Operation.LIST_BUCKETS;
        }
        throw S3Error.methodNotAllowed(method);
    }

    private static S3Operation bucket(String method, S3Query query) {
        return switch (method) {
            case "PUT" -> S3Operation.CREATE_BUCKET;
            case "HEAD" -> S3Operation.HEAD_BUCKET;
            case "DELETE" -> S3Operation.DELETE_BUCKET;
            case "GET" -> bucketRead(query);
            case "POST" -> {
                if (query.has("delete")) {
                    yield S3Operation.DELETE_OBJECTS;
                }
                throw S3Error.of(
                        "PreconditionFailed", 412, "what is posted is a form, multipart/form-data");
            }
            default -> throw S3Error.methodNotAllowed(method);
        };
    }

    private static S3Operation bucketRead(S3Query query) {
        if (query.has("location")) {
            return S3Operation.GET_BUCKET_LOCATION;
        }
        if (query.has("uploads")) {
            return S3Operation.LIST_MULTIPART_UPLOADS;
        }
        return query.first("list-type").filter("2"::equals).isPresent()
                ? S3Operation.LIST_OBJECTS_V2
                : S3Operation.LIST_OBJECTS;
    }

    private static S3Operation object(String method, S3Query query, boolean isCopy) {
        boolean inUpload = query.has("uploadId");
        return switch (method) {
            case "PUT" -> {
                if (inUpload) {
                    yield isCopy ? S3Operation.UPLOAD_PART_COPY : S3Operation.UPLOAD_PART;
                }
                yield isCopy ? S3Operation.COPY_OBJECT : S3Operation.PUT_OBJECT;
            }
            case "GET" -> inUpload ? S3Operation.LIST_PARTS : whole(S3Operation.GET_OBJECT, query);
            case "HEAD" -> whole(S3Operation.HEAD_OBJECT, query);
            case "DELETE" ->
                    inUpload ? S3Operation.ABORT_MULTIPART_UPLOAD : S3Operation.DELETE_OBJECT;
            case "POST" -> {
                if (query.has("uploads")) {
                    yield S3Operation.CREATE_MULTIPART_UPLOAD;
                }
                if (inUpload) {
                    yield S3Operation.COMPLETE_MULTIPART_UPLOAD;
                }
                throw S3Error.notImplemented("this POST");
            }
            default -> throw S3Error.methodNotAllowed(method);
        };
    }

    private static S3Operation whole(S3Operation operation, S3Query query) {
        if (query.has("partNumber")) {
            throw S3Error.notImplemented("reading by ?partNumber");
        }
        return operation;
    }
}
