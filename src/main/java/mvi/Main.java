package mvi;

import java.util.Optional;
import mvi.cli.Cli;

/** Chooses what this process is. */
public final class Main {
    private Main() {}

    public static void main(String[] args) throws InterruptedException {
        System.exit(Cli.run(args, System.getenv(), Optional.empty()));
    }
}
