package mvi.start.balance;

import java.nio.file.Path;
import java.util.Map;
import mvi.engines.base.Problem;
import mvi.engines.proxy.ProxyLimits;

/**
 * What the balance process is told.
 *
 * @param home MVI_HOME
 * @param httpPort 0 for any
 * @param httpFallback taken when the first can't be had
 * @param loops event loops
 */
public record BalanceConfig(
        Path home,
        int httpPort,
        int httpFallback,
        int httpsPort,
        int httpsFallback,
        int loops,
        ProxyLimits limits) {
    private static final int HTTP = 80;
    private static final int HTTP_FALLBACK = 8080;
    private static final int HTTPS = 443;
    private static final int HTTPS_FALLBACK = 8443;
    private static final int LARGEST_PORT = 65535;

    /** From MVI_HOME, MVI_HTTP_PORT and MVI_HTTPS_PORT. */
    public static BalanceConfig of(Map<String, String> environment) {
        return new BalanceConfig(
                Path.of(environment.getOrDefault("MVI_HOME", "/var/lib/mvi")),
                port(environment, "MVI_HTTP_PORT", HTTP),
                HTTP_FALLBACK,
                port(environment, "MVI_HTTPS_PORT", HTTPS),
                HTTPS_FALLBACK,
                Runtime.getRuntime().availableProcessors(),
                ProxyLimits.DEFAULT);
    }

    Path folder() {
        return home.resolve("balance");
    }

    Path run() {
        return home.resolve("run");
    }

    private static int port(Map<String, String> environment, String name, int otherwise) {
        String text = environment.get(name);
        if (text == null) {
            return otherwise;
        }
        try {
            int port = Integer.parseInt(text);
            if (port >= 0 && port <= LARGEST_PORT) {
                return port;
            }
        } catch (NumberFormatException noNumber) {
            // Told below, with the text.
        }
        throw Problem.invalid("bad-knob", name + " is no port from 0 to 65535: " + text);
    }
}
