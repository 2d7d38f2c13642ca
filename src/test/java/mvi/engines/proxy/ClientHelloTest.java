package mvi.engines.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ClientHelloTest {
    private static ByteBuf hello(String... protocols) {
        ByteBuf names = Unpooled.buffer();
        for (String each : protocols) {
            names.writeByte(each.length()).writeCharSequence(each, StandardCharsets.US_ASCII);
        }
        ByteBuf extensions = Unpooled.buffer();
        extensions.writeShort(23).writeShort(0);
        extensions.writeShort(16).writeShort(names.readableBytes() + 2);
        extensions.writeShort(names.readableBytes()).writeBytes(names);
        ByteBuf hello = Unpooled.buffer().writeZero(34);
        hello.writeByte(2).writeShort(7);
        hello.writeShort(2).writeShort(0x1301);
        hello.writeByte(1).writeByte(0);
        return hello.writeShort(extensions.readableBytes()).writeBytes(extensions);
    }

    @Test
    void oneProtocolIsToldFromOthers() {
        assertThat(ClientHello.offersOnly(hello("acme-tls/1"), "acme-tls/1")).isTrue();
        assertThat(ClientHello.offersOnly(hello("acme-tls/1", "h2"), "acme-tls/1")).isFalse();
        assertThat(ClientHello.offersOnly(hello("h2", "acme-tls/1"), "acme-tls/1")).isFalse();
        assertThat(ClientHello.offersOnly(hello("acme-tls/10"), "acme-tls/1")).isFalse();
    }

    @Test
    void whatIsCutAnywhereOffersNothing() {
        ByteBuf whole = hello("acme-tls/1");
        for (int length = 0; length < whole.readableBytes(); length++) {
            assertThat(ClientHello.offersOnly(whole.slice(0, length), "acme-tls/1")).isFalse();
        }
        assertThat(whole.readerIndex()).as("only looked at").isZero();
    }
}
