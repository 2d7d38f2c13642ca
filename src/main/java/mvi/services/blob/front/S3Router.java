package mvi.services.blob.front;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import mvi.engines.http.HttpRequest;

/** From method, target and the markers that S3 puts in the query to an operation. */
final class S3Router {
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

    static S3Operation route(HttpRequest request, S3Target target, S3Query query) {
        RefusedOperation.in(request, target, query)
                .ifPresent(
                        each -> {
                            throw S3Error.notImplemented(each);
                        });
        String method = request.method();
        if (target.bucket().isEmpty()) {
            return service(method);
        }
        if (method.equals("OPTIONS")) {
            return S3Operation.PREFLIGHT;
        }
        boolean isOfObject = !target.key().isEmpty();
        boolean isCopy = request.headers().has("x-amz-copy-source");
        List<String> markers = query.names().stream().filter(MARKERS::contains).toList();
        if (markers.size() > 1) {
            throw S3Error.of(
                    "InvalidArgument",
                    400,
                    "conflicting query string parameters: " + String.join(", ", markers));
        }
        if (!markers.isEmpty()) {
            return marked(method, markers.getFirst(), isOfObject, isCopy);
        }
        return isOfObject ? object(method, query, isCopy) : bucket(method, query);
    }

    /** A browser's upload, which says within its form who sends it and what for. */
    static boolean isForm(HttpRequest request, S3Target target, S3Query query) {
        return request.method().equals("POST")
                && !target.bucket().isEmpty()
                && target.key().isEmpty()
                && query.names().stream().noneMatch(MARKERS::contains)
                && RefusedOperation.in(request, target, query).isEmpty()
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

    private static S3Operation object(String method, S3Query query, boolean isCopy) {
        return switch (method) {
            case "PUT" -> {
                refuseNarrower(query);
                yield isCopy ? S3Operation.COPY_OBJECT : S3Operation.PUT_OBJECT;
            }
            case "GET" -> S3Operation.GET_OBJECT;
            case "HEAD" -> S3Operation.HEAD_OBJECT;
            case "DELETE" -> S3Operation.DELETE_OBJECT;
            default -> throw S3Error.methodNotAllowed(method);
        };
    }

    /** Whoever means a part or a version does not mean to replace the object. */
    private static void refuseNarrower(S3Query query) {
        for (String each : List.of("partNumber", "versionId")) {
            if (query.has(each)) {
                throw S3Error.of("InvalidArgument", 400, "this operation does not accept " + each);
            }
        }
    }
}
