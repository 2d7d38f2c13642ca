package mvi.start;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import mvi.cli.Cli;
import mvi.engines.base.Chance;
import mvi.engines.base.Clock;
import mvi.engines.base.Events;
import mvi.engines.base.Problem;
import mvi.engines.http.HttpClient;
import mvi.engines.http.HttpLimits;
import mvi.services.balancer.BalancerRoutes;
import mvi.services.balancer.back.SealedSnapshot;
import mvi.start.balance.BalanceConfig;
import mvi.start.balance.BalanceProcess;
import mvi.start.control.Rehearsal;
import mvi.start.data.DataConfig;
import mvi.start.data.DataProcess;
import mvi.start.up.Preparation;

/**
 * A short life in a folder of its own that loads and links what the real process does at its start,
 * from which the JVM makes its AOT cache (JEP 483, 514, 515). It needs neither root nor an engine.
 */
final class Training {
    private final Map<String, String> environment;
    private final Clock clock;
    private final Events events;

    Training(Map<String, String> environment, Clock clock, Events events) {
        this.environment = environment;
        this.clock = clock;
        this.events = events;
    }

    void run(String process) throws Exception {
        Path folder = Files.createTempDirectory("mvi-train-");
        try {
            Map<String, String> own = new HashMap<>();
            own.put("PATH", environment.getOrDefault("PATH", ""));
            own.put("MVI_HOME", folder.toString());
            for (Knob knob : Knob.values()) {
                if (knob.isPort()) {
                    own.put(knob.variable(), "0");
                }
            }
            if (process.equals("cli")) {
                Cli.run(new String[] {"status", "--help"}, own, Optional.empty());
                Cli.run(new String[] {"apps"}, own, Optional.empty());
                return;
            }
            rehearse(process, own);
        } finally {
            delete(folder);
        }
    }

    private void rehearse(String process, Map<String, String> own) throws Exception {
        Configuration configuration = Preparation.rehearse(own, clock, Chance.system());
        switch (process) {
            case "data" -> rehearseData(configuration);
            case "balance" -> rehearseBalance(configuration);
            case "control" -> rehearseControl(configuration);
            default ->
                    throw Problem.invalid(
                            "no-such-process", "there is no process '" + process + "'");
        }
    }

    private void rehearseData(Configuration configuration) throws Exception {
        try (DataProcess data =
                        new DataProcess(
                                DataConfig.of(configuration), clock, Chance.system(), events);
                HttpClient http = new HttpClient(HttpLimits.DEFAULT, Optional.empty())) {
            data.start();
            Rehearsal.awaitData(http, configuration, clock);
        }
    }

    /** It starts from a snapshot with a route, as after a reboot, and answers a request. */
    private void rehearseBalance(Configuration configuration) throws Exception {
        var target =
                new BalancerRoutes.Target(
                        "none", "127.0.0.1", 9, BalancerRoutes.HealthCheck.DEFAULT, false, false);
        SealedSnapshot.ofRoutes(configuration.home().balance(), Chance.system())
                .write(
                        new BalancerRoutes(
                                1,
                                List.of(
                                        new BalancerRoutes.Route(
                                                "rehearsal/web",
                                                List.of("rehearsal.localhost"),
                                                List.of(target),
                                                List.of()))));
        try (BalanceProcess balance =
                        new BalanceProcess(
                                BalanceConfig.of(configuration), clock, Chance.system(), events);
                HttpClient http = new HttpClient(HttpLimits.DEFAULT, Optional.empty())) {
            balance.start();
            Rehearsal.runBalance(http, configuration.home(), balance.listeners().http(), clock);
        }
    }

    private void rehearseControl(Configuration configuration) throws Exception {
        try (DataProcess data =
                new DataProcess(DataConfig.of(configuration), clock, Chance.system(), events)) {
            data.start();
            Rehearsal.run(configuration, clock);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
