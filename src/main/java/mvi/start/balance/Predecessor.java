package mvi.start.balance;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import mvi.engines.base.Clock;
import mvi.engines.base.Events;
import mvi.engines.base.Problem;
import mvi.engines.http.HttpClient;
import mvi.services.balancer.LiveBalancer;
import mvi.services.balancer.back.Leaving;
import mvi.services.balancer.back.SocketBalancer;

/**
 * The load balancer's process whose place a new one takes. Its control socket gets another name, so
 * that the new process has that of the control plane and still reaches the one before.
 */
final class Predecessor {
    private static final String NAME = "before-";
    private static final String END = ".sock";

    private final BalanceConfig config;
    private final HttpClient http;
    private final Leaving leaving;
    private final Clock clock;
    private final Events events;
    private Optional<LiveBalancer> process = Optional.empty();

    Predecessor(
            BalanceConfig config, HttpClient http, Leaving leaving, Clock clock, Events events) {
        this.config = config;
        this.http = http;
        this.leaving = leaving;
        this.clock = clock;
        this.events = events;
    }

    /** Whoever dials the control socket from now on must find this process. */
    void makeRoom() throws IOException {
        removeThoseOfTheDead();
        Path socket = config.run().resolve(NAME + ProcessHandle.current().pid() + END);
        Files.move(config.socket(), socket, StandardCopyOption.REPLACE_EXISTING);
        process = Optional.of(new SocketBalancer(http::send, socket, clock, events));
    }

    /** This process serves: the one before takes no more. */
    void dismiss() {
        process.ifPresent(
                before -> {
                    try {
                        before.leave();
                        leaving.began(before);
                        events.info("balance.took-over");
                    } catch (Problem gone) {
                        events.info("balance.predecessor-gone", "said", gone.publicMessage());
                    }
                });
    }

    /** Such a socket is used by the process that named it. */
    private void removeThoseOfTheDead() throws IOException {
        try (DirectoryStream<Path> all = Files.newDirectoryStream(config.run(), NAME + "*" + END)) {
            for (Path each : all) {
                String name = each.getFileName().toString();
                String pid = name.substring(NAME.length(), name.length() - END.length());
                if (pid.matches("[0-9]{1,18}") && ProcessHandle.of(Long.parseLong(pid)).isEmpty()) {
                    Files.deleteIfExists(each);
                }
            }
        }
    }
}
