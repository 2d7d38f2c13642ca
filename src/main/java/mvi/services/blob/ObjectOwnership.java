package mvi.services.blob;

/** To whom an object belongs that another account puts, and whether access lists count. */
public enum ObjectOwnership {
    /** All to the bucket's owner; access lists neither count nor can be set. */
    BUCKET_OWNER_ENFORCED,
    /** To the bucket's owner if the writer grants it full control, else to the writer. */
    BUCKET_OWNER_PREFERRED,
    OBJECT_WRITER,
    /** As {@link #OBJECT_WRITER}, after the owner took back what was said of it. */
    UNSTATED
}
