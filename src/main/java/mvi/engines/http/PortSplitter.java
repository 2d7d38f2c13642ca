package mvi.engines.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Tells TLS from plain HTTP by the first byte: a TLS record of the handshake begins with 22 (RFC
 * 8446, 5.1), which no method's name does.
 */
final class PortSplitter extends ByteToMessageDecoder {
    private static final int HANDSHAKE = 0x16;
    private static final String REFUSAL = "This port speaks HTTPS only\n";

    private final ServerTls tls;
    private final PlainPolicy plain;

    PortSplitter(ServerTls tls, PlainPolicy plain) {
        this.tls = tls;
        this.plain = plain;
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        if (in.getUnsignedByte(in.readerIndex()) == HANDSHAKE) {
            context.pipeline().addAfter(context.name(), "tls", tls.newHandler());
            context.pipeline().remove(this);
            return;
        }
        switch (plain) {
            case ALLOWED -> context.pipeline().remove(this);
            case REFUSED -> {
                in.skipBytes(in.readableBytes());
                context.writeAndFlush(
                                Unpooled.copiedBuffer(
                                        "HTTP/1.1 400 Bad Request\r\nConnection: close\r\n"
                                                + "Content-Type: text/plain\r\nContent-Length: "
                                                + REFUSAL.length()
                                                + "\r\n\r\n"
                                                + REFUSAL,
                                        StandardCharsets.US_ASCII))
                        .addListener(ChannelFutureListener.CLOSE);
            }
        }
    }
}
