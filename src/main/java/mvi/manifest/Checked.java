package mvi.manifest;

import java.util.List;

/** What reading a manifest came to; warnings may stand beside a good one. */
public sealed interface Checked {
    List<Finding> findings();

    /** It can be deployed. */
    record Good(Manifest manifest, List<Finding> findings) implements Checked {}

    /** It can not; every error is in the list, not just the first. */
    record Bad(List<Finding> findings) implements Checked {}
}
