package mvi.services.network.back;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import mvi.engines.base.Clock;
import mvi.engines.base.Events;
import mvi.services.network.NetworkConfig;
import mvi.services.network.NetworkService;
import org.jspecify.annotations.Nullable;

/**
 * Puts the rules back when somebody takes them away. The kernel tells of every deletion ({@code nft
 * monitor destroy}), so that a flush is mended at once and nothing is asked in between; a look each
 * ten seconds finds what the monitor missed.
 */
public final class FirewallWatch implements AutoCloseable {
    private static final Duration LOOK_EVERY = Duration.ofSeconds(10);
    private static final Duration GATHER = Duration.ofMillis(50);

    private final NetworkConfig config;
    private final NetworkService networks;
    private final Clock clock;
    private final Events events;
    private final Semaphore told = new Semaphore(0);
    private final Thread mender =
            Thread.ofPlatform().name("firewall-mender").daemon().unstarted(this::mend);
    private final Thread listener =
            Thread.ofPlatform().name("firewall-monitor").daemon().unstarted(this::listen);
    private volatile @Nullable Process monitor;
    private volatile boolean isClosed;

    public FirewallWatch(
            NetworkConfig config, NetworkService networks, Clock clock, Events events) {
        this.config = config;
        this.networks = networks;
        this.clock = clock;
        this.events = events;
    }

    public void start() {
        mender.start();
        listener.start();
    }

    @Override
    public void close() {
        isClosed = true;
        Process running = monitor;
        if (running != null) {
            running.destroy();
        }
        mender.interrupt();
        listener.interrupt();
    }

    private void mend() {
        while (!isClosed) {
            try {
                if (told.tryAcquire(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
                    clock.sleep(GATHER);
                    told.drainPermits();
                }
                if (networks.repair()) {
                    events.warn("firewall-repaired", "table", config.firewallTable());
                }
            } catch (InterruptedException closing) {
                return;
            } catch (Exception failed) {
                events.warn("firewall-repair", "problem", failed);
            }
        }
    }

    private void listen() {
        while (!isClosed) {
            try {
                Process process =
                        new ProcessBuilder("nft", "monitor", "destroy")
                                .redirectErrorStream(true)
                                .start();
                monitor = process;
                process.getOutputStream().close();
                try (BufferedReader lines =
                        new BufferedReader(
                                new InputStreamReader(
                                        process.getInputStream(), StandardCharsets.UTF_8))) {
                    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                        if (line.contains(config.firewallTable())) {
                            told.release();
                        }
                    }
                }
                clock.sleep(LOOK_EVERY);
            } catch (InterruptedException closing) {
                return;
            } catch (IOException failed) {
                events.warn("firewall-monitor", "problem", failed);
                return;
            }
        }
    }
}
