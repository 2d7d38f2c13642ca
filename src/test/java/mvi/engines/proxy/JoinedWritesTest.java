package mvi.engines.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestEncoder;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class JoinedWritesTest {
    private final EmbeddedChannel channel = new EmbeddedChannel(new JoinedWrites());

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    @Test
    void aHeadAndAShortBodyAreOneWrite() {
        ChannelFuture head = channel.write(fresh("head "));
        ChannelFuture body = channel.write(slice("body"));
        ChannelFuture end = channel.write(slice(""));
        assertThat(body.isDone()).as("told before it is out").isFalse();

        channel.flush();

        assertThat(written()).isEqualTo("head body");
        assertThat(channel.outboundMessages()).isEmpty();
        assertThat(head.isSuccess() && body.isSuccess() && end.isSuccess()).isTrue();
    }

    @Test
    void whatIsLongGoesByItselfInItsPlace() {
        String large = "x".repeat(5000);
        channel.write(fresh("head "));
        channel.write(slice(large));
        channel.write(fresh("a"));
        channel.write(slice("b"));

        channel.flush();

        assertThat(written()).isEqualTo("head ");
        assertThat(written()).isEqualTo(large);
        assertThat(written()).isEqualTo("ab");
    }

    @Test
    void whatOthersHoldIsNotWrittenInto() {
        ByteBuf shared = fresh("a").retain();
        channel.write(shared);
        channel.write(slice("b"));

        channel.flush();

        assertThat(shared.toString(StandardCharsets.US_ASCII)).isEqualTo("a");
        assertThat(written()).isEqualTo("a");
        assertThat(written()).isEqualTo("b");
        shared.release();
    }

    @Test
    void whatIsNotFlushedFailsWithItsConnectionAndIsReleased() {
        ByteBuf head = fresh("head");
        ChannelFuture first = channel.write(head);
        ChannelFuture second = channel.write(slice("body"));

        channel.close();
        channel.runPendingTasks();

        assertThat(first.isDone() && !first.isSuccess()).isTrue();
        assertThat(second.isDone() && !second.isSuccess()).isTrue();
        assertThat(head.refCnt()).isZero();
    }

    @Test
    void aHandlerThatLeavesKeepsNothing() {
        channel.write(fresh("head"));

        channel.pipeline().removeFirst();
        channel.flush();

        assertThat(written()).isEqualTo("head");
    }

    /** The codec's own chunk ends are read-only, shared by all connections and unbounded. */
    @Test
    void chunksOfAnyLengthLeaveWhole() {
        channel.pipeline().addLast(new HttpRequestEncoder());
        List<Integer> lengths = List.of(1, 100, 4000, 4088, 4095, 4096, 5000, 20_000);
        for (int first : lengths) {
            for (int second : lengths) {
                HttpRequest head =
                        new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.PUT, "/");
                HttpUtil.setTransferEncodingChunked(head, true);
                List<ChannelFuture> writes =
                        List.of(
                                channel.write(head),
                                channel.write(new DefaultHttpContent(fresh("a".repeat(first)))),
                                channel.write(new DefaultHttpContent(slice("b".repeat(second)))),
                                channel.write(LastHttpContent.EMPTY_LAST_CONTENT));

                channel.flush();

                assertThat(writes).allMatch(ChannelFuture::isSuccess);
                StringBuilder out = new StringBuilder();
                while (!channel.outboundMessages().isEmpty()) {
                    out.append(written());
                }
                assertThat(out.toString())
                        .isEqualTo(
                                "PUT / HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n"
                                        + chunk("a".repeat(first))
                                        + chunk("b".repeat(second))
                                        + chunk(""));
            }
        }
    }

    private static String chunk(String body) {
        return Integer.toHexString(body.length()) + "\r\n" + body + "\r\n";
    }

    private ByteBuf fresh(String text) {
        ByteBuf bytes = channel.alloc().buffer();
        bytes.writeCharSequence(text, StandardCharsets.US_ASCII);
        return bytes;
    }

    /** As decoders hand on a part of what came. */
    private ByteBuf slice(String text) {
        ByteBuf all = fresh(text + "rest");
        ByteBuf part = all.readRetainedSlice(text.length());
        all.release();
        return part;
    }

    private String written() {
        ByteBuf bytes = channel.readOutbound();
        String text = bytes.toString(StandardCharsets.US_ASCII);
        bytes.release();
        return text;
    }
}
