package mvi.engines.proxy;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/**
 * A client's first message of TLS (RFC 8446 section 4.1.2), as far as it says what it will speak.
 */
final class ClientHello {
    /** Version and random. */
    private static final int FIXED_BYTES = 2 + 32;

    /** RFC 7301 section 3.1. */
    private static final int PROTOCOLS = 16;

    private ClientHello() {}

    /**
     * Whether it offers this protocol and no other (ALPN). No for what can't be read: the handshake
     * will refuse it.
     *
     * @param body of the message, behind type and length
     */
    static boolean offersOnly(ByteBuf body, String protocol) {
        ByteBuf hello = body.duplicate();
        try {
            hello.skipBytes(FIXED_BYTES);
            hello.skipBytes(hello.readUnsignedByte()); // the session's id
            hello.skipBytes(hello.readUnsignedShort()); // ciphers
            hello.skipBytes(hello.readUnsignedByte()); // compressions
            ByteBuf extensions = hello.readSlice(hello.readUnsignedShort());
            while (extensions.isReadable()) {
                int type = extensions.readUnsignedShort();
                ByteBuf content = extensions.readSlice(extensions.readUnsignedShort());
                if (type == PROTOCOLS) {
                    ByteBuf names = content.readSlice(content.readUnsignedShort());
                    ByteBuf first = names.readSlice(names.readUnsignedByte());
                    return !names.isReadable()
                            && first.toString(StandardCharsets.US_ASCII).equals(protocol);
                }
            }
            return false;
        } catch (IndexOutOfBoundsException cut) {
            return false;
        }
    }
}
