package mvi.engines.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Stream;
import org.jspecify.annotations.Nullable;

/** One request to a target that speaks HTTP/2, and its answer. */
final class TargetStream implements TargetSide {
    private final TargetStreams connection;
    private @Nullable Exchange exchange;
    private @Nullable HttpRequest head;
    private HttpMethod method = HttpMethod.GET;
    private int id;
    private boolean mayBeUnseen;
    private boolean hasAnswer;
    private boolean isReading = true;
    private boolean hasNews;
    private int withheld;
    private long owed;

    TargetStream(TargetStreams connection) {
        this.connection = connection;
        this.mayBeUnseen = connection.wasUsed();
    }

    @Override
    public Target target() {
        return connection.target();
    }

    @Override
    public boolean mayBeUnseen() {
        return mayBeUnseen;
    }

    void unseen() {
        mayBeUnseen = true;
    }

    @Override
    public boolean isWritable() {
        Http2Stream stream = connection.stream(id);
        return stream == null
                ? connection.channel().isWritable()
                : connection.codec().isWritable(stream);
    }

    @Override
    public void begin(Exchange next, HttpRequest request) {
        exchange = next;
        method = request.method();
        // Without a body it is the end of the stream as well, which shows soon.
        head = request;
    }

    @Override
    public void write(HttpContent content) {
        boolean isAll = head != null && Http2Codec.isNothing(content);
        writeHead(isAll);
        if (isAll || id < 0) {
            content.release();
        } else {
            connection.codec().writeContent(id, content);
        }
    }

    @Override
    public void flush() {
        writeHead(false);
        connection.codec().flushSoon();
    }

    @Override
    public void reading(boolean next) {
        isReading = next;
        if (isReading && withheld > 0) {
            int bytes = withheld;
            withheld = 0;
            Http2Stream stream = connection.stream(id);
            if (stream != null) {
                connection.codec().consume(stream, bytes);
            }
        }
    }

    @Override
    public void rest() {
        Http2Stream stream = connection.stream(id);
        if (stream != null && stream.state().localSideOpen()) {
            // Answered before it took the request, whose rest it may never take.
            close();
        }
        exchange = null;
    }

    @Override
    public void close() {
        exchange = null;
        if (id > 0) {
            connection.codec().reset(id, Http2Error.CANCEL);
        }
    }

    void headers(Http2Headers block, boolean isLast) {
        Exchange now = exchange;
        if (now == null) {
            return;
        }
        try {
            if (hasAnswer) {
                end(now, Http2Heads.last(block));
            } else {
                head(now, Http2Heads.response(block, method, isLast), isLast);
            }
        } catch (IllegalArgumentException malformed) {
            now.badResponse();
        }
    }

    private void head(Exchange now, HttpResponse response, boolean isLast) {
        int status = response.status().code();
        hasAnswer = status >= 200;
        owed = Http2Heads.mayHaveBody(status, method) ? HttpUtil.getContentLength(response, 0L) : 0;
        if (status == 101 || isLast && (!hasAnswer || owed > 0)) {
            now.badResponse();
            return;
        }
        hasNews = true;
        now.responseHead(response);
        if (isLast) {
            now.responseContent(LastHttpContent.EMPTY_LAST_CONTENT);
        }
    }

    /** Returns how many bytes the target may send beyond these. */
    int data(ByteBuf bytes, boolean isLast) {
        int length = bytes.readableBytes();
        Exchange now = exchange;
        if (now == null || !hasAnswer) {
            bytes.release();
            if (now != null) {
                now.badResponse();
            }
            return length;
        }
        hasNews = true;
        owed -= length;
        if (isLast) {
            end(now, new DefaultLastHttpContent(bytes));
            return length;
        }
        withheld += length;
        now.responseContent(new DefaultHttpContent(bytes));
        if (!isReading || withheld == 0) {
            return 0;
        }
        int taken = withheld;
        withheld = 0;
        return taken;
    }

    /**
     * RFC 9113, 8.1.1: the library lets a body be missing as a whole, since it does not know which
     * responses have none; a client of HTTP/1 would take the next response for it.
     */
    private void end(Exchange now, LastHttpContent last) {
        if (owed > 0) {
            last.release();
            now.badResponse();
        } else {
            now.responseContent(last);
        }
    }

    void readComplete() {
        Exchange now = exchange;
        if (hasNews && now != null) {
            hasNews = false;
            now.responseReadComplete();
        }
    }

    void writabilityChanged() {
        Exchange now = exchange;
        if (now != null) {
            now.targetWritabilityChanged();
        }
    }

    /** By its regular end, by a reset, or with the connection. */
    void closed() {
        Exchange now = exchange;
        exchange = null;
        if (now != null) {
            now.targetGone();
        }
    }

    private void writeHead(boolean isLast) {
        HttpRequest request = head;
        head = null;
        if (request == null) {
            return;
        }
        id = connection.add(this);
        if (id > 0) {
            writeHeaders(Http2Heads.request(request), isLast);
        } else {
            mayBeUnseen = true;
            connection.channel().eventLoop().execute(this::closed);
        }
    }

    private void writeHeaders(Http2Headers block, boolean isLast) {
        connection
                .codec()
                .writeHead(id, block, isLast)
                .addListener(
                        written -> {
                            if (!written.isSuccess() && connection.stream(id) == null) {
                                connection.forget(id);
                                closed();
                            }
                        });
    }
}
