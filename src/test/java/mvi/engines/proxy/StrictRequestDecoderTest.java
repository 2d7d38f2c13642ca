package mvi.engines.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class StrictRequestDecoderTest {
    private final StrictRequestDecoder decoder = new StrictRequestDecoder(ProxyLimits.DEFAULT);
    private final EmbeddedChannel channel = new EmbeddedChannel(decoder);

    @Test
    void anEmptyLineBeginsNoRequest() {
        read("POST / HTTP/1.1\r\nHost: app.test\r\nContent-Length: 1\r\n\r\nx\r\n");
        assertThat(decoder.isInHead()).isFalse();
        read("G");
        assertThat(decoder.isInHead()).isTrue();
        read("ET / HTTP/1.1\r\n");
        assertThat(decoder.isInHead()).isTrue();
        read("Host: app.test\r\n\r\n");
        assertThat(decoder.isInHead()).isFalse();
        channel.finishAndReleaseAll();
    }

    private void read(String text) {
        channel.writeInbound(Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII));
    }
}
