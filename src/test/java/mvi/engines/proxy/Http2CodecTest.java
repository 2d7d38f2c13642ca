package mvi.engines.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http2.Http2EventAdapter;
import org.junit.jupiter.api.Test;

class Http2CodecTest {
    /** The library's own 30 seconds would cut what a process that leaves has under way. */
    @Test
    void aConnectionThatClosesWaitsForItsStreams() {
        Http2Codec codec = Http2Codec.ofServer(ProxyLimits.DEFAULT, new Http2EventAdapter() {});
        assertThat(codec.gracefulShutdownTimeoutMillis()).isNegative();
    }
}
