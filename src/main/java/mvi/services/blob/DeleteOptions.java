package mvi.services.blob;

import java.util.Optional;

/**
 * How to delete an object.
 *
 * @param version empty to hide the newest by a delete marker, where versions are kept
 * @param mayBypass whether a retention of mode GOVERNANCE is no obstacle
 * @param cause the request that it comes by
 */
public record DeleteOptions(
        Optional<String> version, boolean mayBypass, WriteConditions conditions, Cause cause) {
    public static final DeleteOptions PLAIN =
            new DeleteOptions(Optional.empty(), false, WriteConditions.NONE);

    public DeleteOptions(Optional<String> version, boolean mayBypass, WriteConditions conditions) {
        this(version, mayBypass, conditions, Cause.NONE);
    }

    public DeleteOptions because(Cause other) {
        return new DeleteOptions(version, mayBypass, conditions, other);
    }
}
