package mvi.services.blob;

import java.util.List;
import mvi.engines.base.Bell;

/**
 * What has happened and is still to be told. An event is on the disk together with what it tells
 * of, and stays until it is done: it is told at least once, and of one key in order.
 */
public interface BlobEvents {
    /** Rings when there is another. */
    Bell arrival();

    /** The oldest ones. */
    List<BlobEvent> pending(int limit);

    /** They have been told, or never will be. */
    void done(List<BlobEvent> events);
}
