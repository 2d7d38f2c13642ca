package mvi.engines.base;

import java.util.OptionalLong;

/** A source of bytes that are all there. */
final class MemoryByteSource implements ByteSource {
    private final byte[] bytes;
    private int position;

    MemoryByteSource(byte[] bytes) {
        this.bytes = bytes;
    }

    @Override
    public OptionalLong length() {
        return OptionalLong.of(bytes.length);
    }

    @Override
    public boolean isInMemory() {
        return true;
    }

    @Override
    public int read(byte[] into, int offset, int count) {
        if (position == bytes.length) {
            return -1;
        }
        int taken = Math.min(count, bytes.length - position);
        System.arraycopy(bytes, position, into, offset, taken);
        position += taken;
        return taken;
    }
}
