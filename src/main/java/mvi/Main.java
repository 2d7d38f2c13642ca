package mvi;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import mvi.cli.Cli;
import mvi.engines.base.Chance;
import mvi.engines.base.Clock;
import mvi.engines.base.Events;
import mvi.engines.base.Problem;
import mvi.start.Configuration;
import mvi.start.Home;
import mvi.start.balance.BalanceConfig;
import mvi.start.balance.BalanceProcess;

/** Chooses what this process is. */
public final class Main {
    private Main() {}

    public static void main(String[] args) throws InterruptedException {
        int status =
                switch (args.length == 0 ? "" : args[0]) {
                    case "balance" -> balance(System.getenv());
                    default -> Cli.run(args, System.getenv(), Optional.empty());
                };
        System.exit(status);
    }

    private static int balance(Map<String, String> environment) throws InterruptedException {
        Clock clock = Clock.system();
        Events events = Events.to(System.err, clock);
        try {
            Home home = new Home(Path.of(environment.getOrDefault("MVI_HOME", "/var/lib/mvi")));
            Configuration configuration = Configuration.load(home, environment);
            BalanceProcess.run(BalanceConfig.of(configuration), clock, Chance.system(), events);
            return 0;
        } catch (Problem problem) {
            events.warn("balance.not-started", "error", problem.publicMessage());
            return 1;
        }
    }
}
