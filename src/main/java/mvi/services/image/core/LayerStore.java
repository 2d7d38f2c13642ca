package mvi.services.image.core;

import java.io.IOException;
import mvi.engines.base.ByteSource;

/** Where the bytes of layers are kept, by keys that the core chooses and never writes twice. */
public interface LayerStore {
    /** On the disk when it returns; nothing is there when it throws. */
    void write(String key, ByteSource content) throws IOException;

    /** The caller closes it. A negative count reads to the end. */
    ByteSource read(String key, long first, long count);

    void remove(String key);
}
