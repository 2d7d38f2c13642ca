package mvi.services.blob.front;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import mvi.engines.http.HttpRequest;

/**
 * The operations of the S3 API that are not served, each with the marker that its query has. They
 * are known so that they are refused: passed over, the marker would turn {@code PUT ?metadataTable}
 * into the making of a bucket, and {@code PUT ?annotation} into another object.
 */
enum RefusedOperation {
    CREATE_BUCKET_METADATA_CONFIGURATION("metadataConfiguration"),
    CREATE_BUCKET_METADATA_TABLE_CONFIGURATION("metadataTable"),
    CREATE_SESSION("session"),
    DELETE_BUCKET_ANALYTICS_CONFIGURATION("analytics"),
    DELETE_BUCKET_INTELLIGENT_TIERING_CONFIGURATION("intelligent-tiering"),
    DELETE_BUCKET_INVENTORY_CONFIGURATION("inventory"),
    DELETE_BUCKET_METADATA_CONFIGURATION("metadataConfiguration"),
    DELETE_BUCKET_METADATA_TABLE_CONFIGURATION("metadataTable"),
    DELETE_BUCKET_METRICS_CONFIGURATION("metrics"),
    DELETE_BUCKET_REPLICATION("replication"),
    DELETE_BUCKET_WEBSITE("website"),
    DELETE_OBJECT_ANNOTATION("annotation"),
    GET_BUCKET_ABAC("abac"),
    GET_BUCKET_ACCELERATE_CONFIGURATION("accelerate"),
    GET_BUCKET_ANALYTICS_CONFIGURATION("analytics"),
    GET_BUCKET_INTELLIGENT_TIERING_CONFIGURATION("intelligent-tiering"),
    GET_BUCKET_INVENTORY_CONFIGURATION("inventory"),
    GET_BUCKET_LOGGING("logging"),
    GET_BUCKET_METADATA_CONFIGURATION("metadataConfiguration"),
    GET_BUCKET_METADATA_TABLE_CONFIGURATION("metadataTable"),
    GET_BUCKET_METRICS_CONFIGURATION("metrics"),
    GET_BUCKET_REPLICATION("replication"),
    GET_BUCKET_REQUEST_PAYMENT("requestPayment"),
    GET_BUCKET_WEBSITE("website"),
    GET_OBJECT_ANNOTATION("annotation"),
    GET_OBJECT_TORRENT("torrent"),
    LIST_BUCKET_ANALYTICS_CONFIGURATIONS("analytics"),
    LIST_BUCKET_INTELLIGENT_TIERING_CONFIGURATIONS("intelligent-tiering"),
    LIST_BUCKET_INVENTORY_CONFIGURATIONS("inventory"),
    LIST_BUCKET_METRICS_CONFIGURATIONS("metrics"),
    LIST_DIRECTORY_BUCKETS(""),
    LIST_OBJECT_ANNOTATIONS("annotation"),
    PUT_BUCKET_ABAC("abac"),
    PUT_BUCKET_ACCELERATE_CONFIGURATION("accelerate"),
    PUT_BUCKET_ANALYTICS_CONFIGURATION("analytics"),
    PUT_BUCKET_INTELLIGENT_TIERING_CONFIGURATION("intelligent-tiering"),
    PUT_BUCKET_INVENTORY_CONFIGURATION("inventory"),
    PUT_BUCKET_LOGGING("logging"),
    PUT_BUCKET_METRICS_CONFIGURATION("metrics"),
    PUT_BUCKET_REPLICATION("replication"),
    PUT_BUCKET_REQUEST_PAYMENT("requestPayment"),
    PUT_BUCKET_WEBSITE("website"),
    PUT_OBJECT_ANNOTATION("annotation"),
    RENAME_OBJECT("renameObject"),
    RESTORE_OBJECT("restore"),
    SELECT_OBJECT_CONTENT("select"),
    UPDATE_BUCKET_METADATA_ANNOTATION_TABLE_CONFIGURATION("metadataAnnotationTable"),
    UPDATE_BUCKET_METADATA_INVENTORY_TABLE_CONFIGURATION("metadataInventoryTable"),
    UPDATE_BUCKET_METADATA_JOURNAL_TABLE_CONFIGURATION("metadataJournalTable"),
    UPDATE_OBJECT_ENCRYPTION(""),
    WRITE_GET_OBJECT_RESPONSE("");

    /** Of others that speak S3, and as dangerous to pass over. */
    private static final String APPEND = "append";

    private static final String WRITE_GET_OBJECT_RESPONSE_PATH = "/WriteGetObjectResponse";

    private static final Set<String> MARKERS =
            Arrays.stream(values())
                    .map(RefusedOperation::marker)
                    .filter(each -> !each.isEmpty())
                    .collect(Collectors.toUnmodifiableSet());

    private final String marker;

    RefusedOperation(String marker) {
        this.marker = marker;
    }

    /** What its query names; empty where the rest of the request tells. */
    String marker() {
        return marker;
    }

    /** The marker, or what else tells it, of an operation that is not served. */
    static Optional<String> in(HttpRequest request, S3Target target, S3Query query) {
        Optional<String> marked =
                query.names().stream().filter(RefusedOperation::isMarker).findFirst();
        if (marked.isPresent()) {
            return marked.map(each -> "?" + each);
        }
        if (!target.key().isEmpty() && query.has("encryption")) {
            return Optional.of("?encryption of an object");
        }
        if (request.path().equals(WRITE_GET_OBJECT_RESPONSE_PATH)) {
            return Optional.of("WriteGetObjectResponse");
        }
        // Amazon tells it from ListBuckets by the host alone; SDKs name it besides.
        boolean isOfDirectories =
                target.bucket().isEmpty()
                        && (query.has("max-directory-buckets")
                                || query.text("x-id").equals("ListDirectoryBuckets"));
        return isOfDirectories ? Optional.of("ListDirectoryBuckets") : Optional.empty();
    }

    private static boolean isMarker(String name) {
        return name.equals(APPEND) || MARKERS.contains(name);
    }
}
