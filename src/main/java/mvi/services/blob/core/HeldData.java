package mvi.services.blob.core;

import java.io.Closeable;
import java.util.Optional;
import mvi.engines.base.ByteSource;

/**
 * Data that stays readable until this, or what it opens, is closed, dropped or not. So a key can be
 * asked for after the record's lock is let go.
 */
public interface HeldData extends Closeable {
    /**
     * To be called once; what comes of it is closed instead of this.
     *
     * @param seal of data that is sealed
     */
    ByteSource open(Optional<Seal> seal);

    @Override
    void close();
}
