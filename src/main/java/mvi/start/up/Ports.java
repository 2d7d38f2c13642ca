package mvi.start.up;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import mvi.engines.base.Problem;
import mvi.start.Configuration;
import mvi.start.Knob;

/**
 * Settles the ports before anything listens, since apps carry them in their environment: 0 becomes
 * a free one, a web port that is taken falls back, any other that is taken stops the start. What
 * was settled is kept in the configuration.
 */
final class Ports {
    private static final Map<Knob, Integer> FALLBACK =
            Map.of(Knob.HTTP_PORT, 8080, Knob.HTTPS_PORT, 8443);
    private static final Set<Knob> PUBLIC = FALLBACK.keySet();

    private Ports() {}

    static Configuration settle(Configuration configuration, Consumer<String> say) {
        Map<Knob, String> settled = new EnumMap<>(Knob.class);
        for (Knob knob :
                Set.of(
                        Knob.HTTP_PORT,
                        Knob.HTTPS_PORT,
                        Knob.API_PORT,
                        Knob.SERVICES_PORT,
                        Knob.REGISTRY_PORT)) {
            int wanted = configuration.port(knob);
            int port = settle(knob, wanted, say);
            if (port != wanted) {
                settled.put(knob, Integer.toString(port));
            }
        }
        return settled.isEmpty() ? configuration : configuration.remember(settled);
    }

    private static int settle(Knob knob, int wanted, Consumer<String> say) {
        boolean isPublic = PUBLIC.contains(knob);
        if (wanted == 0) {
            return free(isPublic);
        }
        if (isFree(wanted, isPublic)) {
            return wanted;
        }
        Integer fallback = FALLBACK.get(knob);
        if (fallback != null && isFree(fallback, true)) {
            say.accept(
                    "port %d can't be bound: %s is %d (set %s to choose another)"
                            .formatted(wanted, knob.fileName(), fallback, knob.variable()));
            return fallback;
        }
        throw Problem.conflict(
                "port-taken",
                "port %d (%s) is taken by another program: end it, or set %s to a free port"
                        .formatted(wanted, knob.meaning(), knob.variable()));
    }

    private static boolean isFree(int port, boolean isPublic) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(
                    isPublic
                            ? new InetSocketAddress(port)
                            : new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException taken) {
            return false;
        }
    }

    private static int free(boolean isPublic) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(
                    isPublic
                            ? new InetSocketAddress(0)
                            : new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            return socket.getLocalPort();
        } catch (IOException none) {
            throw Problem.unavailable("no-free-port", "the machine has no free port", none);
        }
    }
}
