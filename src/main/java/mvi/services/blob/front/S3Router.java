package mvi.services.blob.front;

import java.util.Optional;
import java.util.Set;
import mvi.engines.http.Headers;
import mvi.engines.http.HttpRequest;

/** From method, target and the markers that S3 puts in the query to an operation. */
final class S3Router {
    /** What S3 knows by these names is not served: to ignore one would do something else. */
    private static final Set<String> REFUSED =
            Set.of(
                    "accelerate",
                    "analytics",
                    "append",
                    "intelligent-tiering",
                    "inventory",
                    "logging",
                    "metadataConfiguration",
                    "metadataTable",
                    "metrics",
                    "renameObject",
                    "replication",
                    "requestPayment",
                    "restore",
                    "select",
                    "session",
                    "torrent",
                    "website");

    private static final Set<String> MARKERS =
            Set.of(
                    "acl",
                    "attributes",
                    "cors",
                    "delete",
                    "encryption",
                    "legal-hold",
                    "lifecycle",
                    "location",
                    "notification",
                    "object-lock",
                    "ownershipControls",
                    "policy",
                    "policyStatus",
                    "publicAccessBlock",
                    "retention",
                    "tagging",
                    "uploadId",
                    "uploads",
                    "versioning",
                    "versions");

    private S3Router() {}

    static S3Operation route(String method, S3Target target, S3Query query, Headers headers) {
        for (String name : query.names()) {
            if (REFUSED.contains(name)) {
                throw S3Error.notImplemented("?" + name);
            }
        }
        if (target.bucket().isEmpty()) {
            return service(method);
        }
        if (method.equals("OPTIONS")) {
            return S3Operation.PREFLIGHT;
        }
        boolean isOfObject = !target.key().isEmpty();
        for (String name : query.names()) {
            if (MARKERS.contains(name)) {
                return marked(method, name, isOfObject, headers.has("x-amz-copy-source"));
            }
        }
        return isOfObject
                ? object(method, headers.has("x-amz-copy-source"))
                : bucket(method, query);
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

    private static S3Operation marked(
            String method, String marker, boolean isOfObject, boolean isCopy) {
        Optional<S3Operation> found = S3Operation.marked(method, marker, isOfObject);
        if (found.isEmpty()) {
            throw S3Error.methodNotAllowed(method);
        }
        return isCopy && found.get() == S3Operation.UPLOAD_PART
                ? S3Operation.UPLOAD_PART_COPY
                : found.get();
    }

    private static S3Operation bucket(String method, S3Query query) {
        return switch (method) {
            case "PUT" -> S3Operation.CREATE_BUCKET;
            case "HEAD" -> S3Operation.HEAD_BUCKET;
            case "DELETE" -> S3Operation.DELETE_BUCKET;
            case "GET" ->
                    query.first("list-type").filter("2"::equals).isPresent()
                            ? S3Operation.LIST_OBJECTS_V2
                            : S3Operation.LIST_OBJECTS;
            case "POST" ->
                    throw S3Error.of(
                            "PreconditionFailed",
                            412,
                            "what is posted is a form, multipart/form-data");
            default -> throw S3Error.methodNotAllowed(method);
        };
    }

    private static S3Operation object(String method, boolean isCopy) {
        return switch (method) {
            case "PUT" -> isCopy ? S3Operation.COPY_OBJECT : S3Operation.PUT_OBJECT;
            case "GET" -> S3Operation.GET_OBJECT;
            case "HEAD" -> S3Operation.HEAD_OBJECT;
            case "DELETE" -> S3Operation.DELETE_OBJECT;
            default -> throw S3Error.methodNotAllowed(method);
        };
    }
}
