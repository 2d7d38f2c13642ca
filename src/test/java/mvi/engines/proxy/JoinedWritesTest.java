package mvi.engines.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
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
