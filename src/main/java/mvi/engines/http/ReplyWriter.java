package mvi.engines.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.DefaultFileRegion;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.OptionalLong;
import mvi.engines.base.ByteSource;

/**
 * Writes one reply from the request's own thread. Framing is decided here alone: a handler's
 * Content-Length, Transfer-Encoding and Connection are not taken over, but for the length of a HEAD
 * or 304 without a body.
 */
final class ReplyWriter {
    private static final int PART = 64 * 1024;

    /** Half of what may wait to be sent: one is read while the other is encrypted. */
    private static final int FILE_PART = 32 * 1024;

    private static final int LIVE_BUFFER = 8 * 1024;

    private final Exchange exchange;
    private final boolean closes;

    ReplyWriter(Exchange exchange, boolean closes) {
        this.exchange = exchange;
        this.closes = closes;
    }

    /** Frees what a reply holds that is not going to be sent. */
    static void release(ReplyBody body) throws IOException {
        switch (body) {
            case ReplyBody.Source source -> source.source().close();
            case ReplyBody.FilePart part -> part.file().close();
            case ReplyBody.Empty _, ReplyBody.Bytes _, ReplyBody.Live _ -> {}
        }
    }

    void send(HttpReply reply) throws IOException, InterruptedException {
        exchange.begin(reply.body() instanceof ReplyBody.Live);
        try {
            if (isBodiless(reply.status())) {
                sendWhole(reply, ownLength(reply), Unpooled.EMPTY_BUFFER);
                return;
            }
            switch (reply.body()) {
                case ReplyBody.Empty _ -> sendWhole(reply, ownLength(reply), Unpooled.EMPTY_BUFFER);
                case ReplyBody.Bytes bytes ->
                        sendWhole(
                                reply,
                                OptionalLong.of(bytes.bytes().length),
                                isHead()
                                        ? Unpooled.EMPTY_BUFFER
                                        : Unpooled.wrappedBuffer(bytes.bytes()));
                case ReplyBody.Source source -> sendSource(reply, source.source());
                case ReplyBody.FilePart part -> sendFile(reply, part);
                case ReplyBody.Live live -> sendLive(reply, live);
            }
        } finally {
            release(reply.body());
        }
    }

    private boolean isHead() {
        return exchange.head().method().equals("HEAD");
    }

    private static boolean isBodiless(int status) {
        return status == 204 || status == 304;
    }

    private OptionalLong ownLength(HttpReply reply) {
        if (reply.status() == 204) {
            return OptionalLong.empty();
        }
        OptionalLong own =
                reply.headers()
                        .first("Content-Length")
                        .map(text -> OptionalLong.of(Long.parseLong(text)))
                        .orElse(OptionalLong.empty());
        return isHead() || reply.status() == 304 ? own : OptionalLong.of(0);
    }

    private void sendWhole(HttpReply reply, OptionalLong length, ByteBuf content)
            throws IOException {
        exchange.outlet()
                .send(
                        new DefaultFullHttpResponse(
                                HttpVersion.HTTP_1_1,
                                HttpResponseStatus.valueOf(reply.status()),
                                content,
                                headers(reply, length, false),
                                EmptyHttpHeaders.INSTANCE));
    }

    /** True when the body is to follow. */
    private boolean sendHead(HttpReply reply, OptionalLong length) throws IOException {
        boolean isChunked = length.isEmpty() && !exchange.head().isOldVersion();
        HttpHeaders headers = headers(reply, length, isChunked);
        HttpResponseStatus status = HttpResponseStatus.valueOf(reply.status());
        if (isHead()) {
            exchange.outlet()
                    .send(
                            new DefaultFullHttpResponse(
                                    HttpVersion.HTTP_1_1,
                                    status,
                                    Unpooled.EMPTY_BUFFER,
                                    headers,
                                    EmptyHttpHeaders.INSTANCE));
            return false;
        }
        exchange.outlet().send(new DefaultHttpResponse(HttpVersion.HTTP_1_1, status, headers));
        return true;
    }

    private void sendSource(HttpReply reply, ByteSource source) throws IOException {
        if (!sendHead(reply, source.length())) {
            return;
        }
        byte[] part = new byte[PART];
        long sent = 0;
        for (int count = source.read(part, 0, PART);
                count >= 0;
                count = source.read(part, 0, PART)) {
            sendPart(part, count);
            sent += count;
            checkNotLonger(sent, source.length());
        }
        if (source.length().isPresent() && sent != source.length().getAsLong()) {
            throw new IOException("a reply of " + source.length() + " ended after " + sent);
        }
        exchange.outlet().send(LastHttpContent.EMPTY_LAST_CONTENT);
    }

    private static void checkNotLonger(long sent, OptionalLong length) throws IOException {
        if (length.isPresent() && sent > length.getAsLong()) {
            throw new IOException("a reply is longer than the " + length + " it announced");
        }
    }

    private void sendPart(byte[] bytes, int count) throws IOException {
        ByteBuf copy = exchange.channel().alloc().buffer(count);
        copy.writeBytes(bytes, 0, count);
        exchange.outlet().send(new DefaultHttpContent(copy));
    }

    private void sendFile(HttpReply reply, ReplyBody.FilePart part) throws IOException {
        if (!sendHead(reply, OptionalLong.of(part.count()))) {
            return;
        }
        if (exchange.channel().pipeline().get(SslHandler.class) != null) {
            copyFile(part);
        } else if (part.count() > 0) {
            DefaultFileRegion region =
                    new DefaultFileRegion(part.file(), part.offset(), part.count());
            ChannelFuture sent = exchange.outlet().send(region);
            exchange.outlet().awaitSent(sent, region);
        }
        exchange.outlet().send(LastHttpContent.EMPTY_LAST_CONTENT);
    }

    private void copyFile(ReplyBody.FilePart part) throws IOException {
        long sent = 0;
        while (sent < part.count()) {
            int wanted = (int) Math.min(FILE_PART, part.count() - sent);
            sent += sendPart(part.file(), part.offset() + sent, wanted);
        }
    }

    private int sendPart(FileChannel file, long position, int wanted) throws IOException {
        ByteBuf copy = exchange.channel().alloc().directBuffer(wanted);
        int count = -1;
        try {
            count = copy.writeBytes(file, position, wanted);
        } finally {
            if (count < 0) {
                copy.release();
            }
        }
        if (count < 0) {
            throw new IOException("the file is shorter than the part to send");
        }
        exchange.outlet().send(new DefaultHttpContent(copy));
        return count;
    }

    private void sendLive(HttpReply reply, ReplyBody.Live live)
            throws IOException, InterruptedException {
        if (!sendHead(reply, OptionalLong.empty())) {
            return;
        }
        LiveStream stream = new LiveStream();
        try {
            exchange.live(() -> live.writer().write(stream));
            stream.flush();
        } catch (RuntimeException thrown) {
            exchange.warn(thrown);
            throw new IOException("a live reply failed", thrown);
        }
        exchange.outlet().send(LastHttpContent.EMPTY_LAST_CONTENT);
    }

    private HttpHeaders headers(HttpReply reply, OptionalLong length, boolean isChunked) {
        HttpHeaders headers = new DefaultHttpHeaders();
        reply.headers()
                .each(
                        (name, value) -> {
                            if (!isFraming(name)) {
                                headers.add(name, value);
                            }
                        });
        if (!headers.contains(HttpHeaderNames.DATE)) {
            headers.set(
                    HttpHeaderNames.DATE,
                    DateTimeFormatter.RFC_1123_DATE_TIME.format(
                            exchange.settings().clock().now().atOffset(ZoneOffset.UTC)));
        }
        length.ifPresent(count -> headers.set(HttpHeaderNames.CONTENT_LENGTH, count));
        if (isChunked) {
            headers.set(HttpHeaderNames.TRANSFER_ENCODING, "chunked");
        }
        if (closes || (length.isEmpty() && !isChunked && !isBodiless(reply.status()))) {
            headers.set(HttpHeaderNames.CONNECTION, "close");
        } else if (exchange.head().isOldVersion()) {
            headers.set(HttpHeaderNames.CONNECTION, "keep-alive");
        }
        return headers;
    }

    private static boolean isFraming(String name) {
        return name.equalsIgnoreCase("Content-Length")
                || name.equalsIgnoreCase("Transfer-Encoding")
                || name.equalsIgnoreCase("Connection");
    }

    /** Collects small writes; a flush is a chunk on the wire. */
    private final class LiveStream extends OutputStream {
        private final byte[] buffer = new byte[LIVE_BUFFER];
        private int filled;

        @Override
        public void write(int one) throws IOException {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int count) throws IOException {
            int position = offset;
            int left = count;
            while (left > 0) {
                int some = Math.min(left, buffer.length - filled);
                System.arraycopy(bytes, position, buffer, filled, some);
                filled += some;
                position += some;
                left -= some;
                if (filled == buffer.length) {
                    flush();
                }
            }
        }

        @Override
        public void flush() throws IOException {
            if (filled > 0) {
                int count = filled;
                filled = 0;
                sendPart(buffer, count);
            }
        }
    }
}
