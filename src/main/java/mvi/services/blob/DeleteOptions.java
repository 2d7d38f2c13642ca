package mvi.services.blob;

import java.util.Optional;

/**
 * How to delete an object.
 *
 * @param version empty to hide the newest by a delete marker, where versions are kept
 * @param mayBypass whether a retention of mode GOVERNANCE is no obstacle
 */
public record DeleteOptions(
        Optional<String> version, boolean mayBypass, WriteConditions conditions) {
    public static final DeleteOptions PLAIN =
            new DeleteOptions(Optional.empty(), false, WriteConditions.NONE);
}
