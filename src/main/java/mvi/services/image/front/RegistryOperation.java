package mvi.services.image.front;

/** The operations of OCI Distribution 1.1, each with the permission that it asks for. */
enum RegistryOperation {
    /** Asks for valid credentials and nothing more. */
    PING(""),
    CATALOG("registry:pull"),
    LIST_TAGS("registry:pull"),
    GET_MANIFEST("registry:pull"),
    HEAD_MANIFEST("registry:pull"),
    PUT_MANIFEST("registry:push"),
    DELETE_MANIFEST("registry:push"),
    LIST_REFERRERS("registry:pull"),
    GET_BLOB("registry:pull"),
    HEAD_BLOB("registry:pull"),
    DELETE_BLOB("registry:push"),
    /** With {@code mount}, asks for {@code registry:pull} on the other repository, too. */
    START_UPLOAD("registry:push"),
    UPLOAD_STATUS("registry:push"),
    UPLOAD_CHUNK("registry:push"),
    FINISH_UPLOAD("registry:push"),
    CANCEL_UPLOAD("registry:push");

    private final String action;

    RegistryOperation(String action) {
        this.action = action;
    }

    String action() {
        return action;
    }
}
