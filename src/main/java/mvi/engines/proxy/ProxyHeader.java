package mvi.engines.proxy;

import io.netty.channel.Channel;
import io.netty.handler.codec.haproxy.HAProxyCommand;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyMessageEncoder;
import io.netty.handler.codec.haproxy.HAProxyProtocolVersion;
import io.netty.handler.codec.haproxy.HAProxyProxiedProtocol;
import io.netty.util.NetUtil;
import java.net.Inet6Address;
import java.net.InetSocketAddress;

/**
 * The first bytes to a target that wants to know whose connection is relayed to it (HAProxy's PROXY
 * protocol): the client's address and port, and those that it came to.
 */
public enum ProxyHeader {
    /** A line of text. */
    V1(HAProxyProtocolVersion.V1),
    /** Binary. */
    V2(HAProxyProtocolVersion.V2);

    private final HAProxyProtocolVersion version;

    ProxyHeader(HAProxyProtocolVersion version) {
        this.version = version;
    }

    /** Before anything else is written to the target. */
    void write(Channel client, Channel target) {
        Peer peer = Peer.of(client);
        InetSocketAddress from = peer.from();
        InetSocketAddress to = peer.to();
        boolean isWide = isWide(from) || isWide(to);
        target.pipeline().addLast(HAProxyMessageEncoder.INSTANCE);
        target.write(
                new HAProxyMessage(
                        version,
                        HAProxyCommand.PROXY,
                        isWide ? HAProxyProxiedProtocol.TCP6 : HAProxyProxiedProtocol.TCP4,
                        text(from, isWide),
                        text(to, isWide),
                        from.getPort(),
                        to.getPort()));
        target.pipeline().remove(HAProxyMessageEncoder.INSTANCE);
    }

    private static boolean isWide(InetSocketAddress end) {
        return end.getAddress() instanceof Inet6Address;
    }

    /** Of one family both: where only one end is of IPv6, the other is written so (RFC 4291). */
    private static String text(InetSocketAddress end, boolean isWide) {
        String text = NetUtil.toAddressString(end.getAddress());
        return isWide && !isWide(end) ? "::ffff:" + text : text;
    }
}
