package mvi.start.balance;

import java.nio.file.Path;
import mvi.engines.proxy.ProxyLimits;
import mvi.engines.proxy.TrustedProxies;
import mvi.start.Configuration;
import mvi.start.Home;
import mvi.start.Knob;

/**
 * What the balance process is told.
 *
 * @param httpPort as {@code up} settled it; 0 for any
 * @param httpsPort as httpPort
 * @param loops event loops
 * @param trusted whose word of their clients is believed
 */
public record BalanceConfig(
        Home home,
        int httpPort,
        int httpsPort,
        int loops,
        ProxyLimits limits,
        TrustedProxies trusted) {
    public static BalanceConfig of(Configuration configuration) {
        return new BalanceConfig(
                configuration.home(),
                configuration.port(Knob.HTTP_PORT),
                configuration.port(Knob.HTTPS_PORT),
                Runtime.getRuntime().availableProcessors(),
                ProxyLimits.DEFAULT,
                configuration.trustedProxies());
    }

    /** What the process makes anew at each start; its own user's. */
    Path run() {
        return home.run().resolve("balance");
    }

    Path socket() {
        return run().resolve("balance.sock");
    }

    /** Where the next process gets the listening sockets. */
    Path handOver() {
        return run().resolve("hand-over.sock");
    }

    Path facts() {
        return run().resolve("facts.json");
    }

    /** {@code cert.pem} and {@code key.pem}, as the control plane laid them down. */
    Path tls() {
        return run().resolve("tls");
    }
}
