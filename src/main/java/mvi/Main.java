package mvi;

import java.util.Map;
import java.util.Optional;
import mvi.cli.Cli;
import mvi.engines.base.Chance;
import mvi.engines.base.Clock;
import mvi.start.Processes;
import mvi.start.up.LocalPlatform;

/** Chooses what this process is. */
public final class Main {
    private Main() {}

    public static void main(String[] args) throws InterruptedException {
        Map<String, String> environment = System.getenv();
        Processes processes = new Processes(environment, Clock.system());
        int status =
                switch (args.length == 0 ? "" : args[0]) {
                    case "data" -> processes.run(processes::data);
                    case "balance" -> processes.run(processes::balance);
                    case "control" -> processes.run(processes::control);
                    case "train" -> processes.run(() -> processes.train(args[1]));
                    default ->
                            Cli.run(
                                    args,
                                    environment,
                                    Optional.of(
                                            new LocalPlatform(
                                                    environment, Clock.system(), Chance.system())));
                };
        System.exit(status);
    }
}
