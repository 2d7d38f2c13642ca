package mvi.services.image.front;

import java.util.Optional;
import mvi.services.image.Repository;

/**
 * What a request is about. The repository's name may hold slashes, so it is told apart by what
 * stands behind it.
 *
 * @param repository its name as it came, empty for ping and catalog
 * @param reference a tag, a digest or an upload's id; empty where there is none
 */
record RegistryTarget(RegistryOperation operation, String repository, String reference) {
    private static final String ROOT = "/v2/";

    /** Throws {@link RegistryError} for what is no operation. */
    static RegistryTarget of(String method, String path) {
        if (path.equals("/v2") || path.equals(ROOT)) {
            return new RegistryTarget(RegistryOperation.PING, "", "");
        }
        if (!path.startsWith(ROOT)) {
            throw RegistryError.noSuchOperation(method, path);
        }
        String rest = path.substring(ROOT.length());
        if (rest.equals("_catalog")) {
            return of(method, path, "catalog", "", "");
        }
        return split(method, path, rest, "/blobs/uploads/", "upload")
                .or(() -> split(method, path, rest, "/blobs/", "blob"))
                .or(() -> split(method, path, rest, "/manifests/", "manifest"))
                .or(() -> split(method, path, rest, "/referrers/", "referrers"))
                .or(() -> tags(method, path, rest))
                .orElseThrow(() -> RegistryError.noSuchOperation(method, path));
    }

    private static Optional<RegistryTarget> split(
            String method, String path, String rest, String by, String kind) {
        // The engine may leave out the last slash when it starts an upload.
        String whole = kind.equals("upload") && rest.endsWith("/blobs/uploads") ? rest + "/" : rest;
        int at = whole.lastIndexOf(by);
        if (at < 1) {
            return Optional.empty();
        }
        String reference = whole.substring(at + by.length());
        return Optional.of(of(method, path, kind, whole.substring(0, at), reference));
    }

    private static Optional<RegistryTarget> tags(String method, String path, String rest) {
        String end = "/tags/list";
        return rest.endsWith(end) && rest.length() > end.length()
                ? Optional.of(
                        of(
                                method,
                                path,
                                "tags",
                                rest.substring(0, rest.length() - end.length()),
                                ""))
                : Optional.empty();
    }

    private static RegistryTarget of(
            String method, String path, String kind, String repository, String reference) {
        String form = reference.isEmpty() && kind.equals("upload") ? "uploads" : kind;
        RegistryOperation operation =
                switch (method + " " + form) {
                    case "GET catalog" -> RegistryOperation.CATALOG;
                    case "GET tags" -> RegistryOperation.LIST_TAGS;
                    case "GET manifest" -> RegistryOperation.GET_MANIFEST;
                    case "HEAD manifest" -> RegistryOperation.HEAD_MANIFEST;
                    case "PUT manifest" -> RegistryOperation.PUT_MANIFEST;
                    case "DELETE manifest" -> RegistryOperation.DELETE_MANIFEST;
                    case "GET referrers" -> RegistryOperation.LIST_REFERRERS;
                    case "GET blob" -> RegistryOperation.GET_BLOB;
                    case "HEAD blob" -> RegistryOperation.HEAD_BLOB;
                    case "DELETE blob" -> RegistryOperation.DELETE_BLOB;
                    case "POST uploads" -> RegistryOperation.START_UPLOAD;
                    case "GET upload" -> RegistryOperation.UPLOAD_STATUS;
                    case "PATCH upload" -> RegistryOperation.UPLOAD_CHUNK;
                    case "PUT upload" -> RegistryOperation.FINISH_UPLOAD;
                    case "DELETE upload" -> RegistryOperation.CANCEL_UPLOAD;
                    default -> throw RegistryError.noSuchOperation(method, path);
                };
        return new RegistryTarget(operation, repository, reference);
    }

    Repository parsedRepository() {
        return new Repository(repository);
    }
}
