package mvi.services.image.front;

import mvi.engines.base.Problem;

/** A refusal in the registry's own codes (OCI Distribution 1.1, "Error codes"). */
final class RegistryError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String code;
    private final int status;
    private final String text;

    private RegistryError(String code, int status, String text) {
        super(text, null, false, false);
        this.code = code;
        this.status = status;
        this.text = text;
    }

    static RegistryError of(String code, int status, String text) {
        return new RegistryError(code, status, text);
    }

    static RegistryError noSuchOperation(String method, String path) {
        return of("UNSUPPORTED", 404, "the registry does not know " + method + " " + path);
    }

    static RegistryError unauthorized() {
        return of(
                "UNAUTHORIZED",
                401,
                "the registry needs a valid access key id and secret as Basic credentials");
    }

    /** The one table from problems to the registry's codes and statuses. */
    static RegistryError of(Problem problem) {
        String text = problem.publicMessage();
        return switch (problem.code()) {
            case "no-such-repository" -> of("NAME_UNKNOWN", 404, text);
            case "no-such-manifest" -> of("MANIFEST_UNKNOWN", 404, text);
            case "no-such-layer" -> of("BLOB_UNKNOWN", 404, text);
            case "no-such-upload" -> of("BLOB_UPLOAD_UNKNOWN", 404, text);
            case "bad-repository-name" -> of("NAME_INVALID", 400, text);
            case "bad-tag", "bad-manifest", "malformed-json" -> of("MANIFEST_INVALID", 400, text);
            case "bad-digest", "wrong-digest" -> of("DIGEST_INVALID", 400, text);
            case "part-missing" -> of("MANIFEST_BLOB_UNKNOWN", 400, text);
            case "manifest-too-large", "body-too-large" -> of("SIZE_INVALID", 413, text);
            case "bad-offset" -> of("BLOB_UPLOAD_INVALID", 416, text);
            case "bad-range" -> of("SIZE_INVALID", 416, text);
            case "upload-busy", "too-many-chunks" -> of("BLOB_UPLOAD_INVALID", 409, text);
            default -> byKind(problem);
        };
    }

    private static RegistryError byKind(Problem problem) {
        String text = problem.publicMessage();
        return switch (problem.kind()) {
            case MISSING -> of("NAME_UNKNOWN", 404, text);
            case CONFLICT -> of("UNSUPPORTED", 409, text);
            case INVALID -> of("UNSUPPORTED", 400, text);
            case DENIED -> of("DENIED", 403, text);
            case LIMIT -> of("SIZE_INVALID", 413, text);
            case UNAVAILABLE -> of("UNAVAILABLE", 503, text);
            case BUG -> of("INTERNAL", 500, text);
        };
    }

    String code() {
        return code;
    }

    int status() {
        return status;
    }

    String text() {
        return text;
    }
}
