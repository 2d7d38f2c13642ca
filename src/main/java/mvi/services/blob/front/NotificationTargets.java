package mvi.services.blob.front;

/** Who there is to be told of what happens in a bucket. */
@FunctionalInterface
public interface NotificationTargets {
    /**
     * Whether this is the ARN of something in the account that can be told.
     *
     * @param account the bucket's own
     */
    boolean isThere(String account, String target);
}
