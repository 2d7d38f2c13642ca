package mvi.engines.base;

import java.nio.channels.FileChannel;

/** A body that is one part of one file, so that a front can have it sent without a copy. */
public interface FileBody extends ByteSource {
    /** Still owned by this source, which is closed by whoever closes the channel instead. */
    FileChannel file();

    long offset();

    long count();
}
