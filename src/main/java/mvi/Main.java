package mvi;

import java.util.Optional;
import mvi.cli.Cli;
import mvi.start.balance.BalanceProcess;

/** Chooses what this process is. */
public final class Main {
    private Main() {}

    public static void main(String[] args) throws InterruptedException {
        int status =
                switch (args.length == 0 ? "" : args[0]) {
                    case "balance" -> BalanceProcess.run(System.getenv());
                    default -> Cli.run(args, System.getenv(), Optional.empty());
                };
        System.exit(status);
    }
}
