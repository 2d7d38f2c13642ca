package mvi.cli.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import mvi.cli.Platform;
import mvi.cli.output.Exit;
import mvi.cli.output.Terminal;
import mvi.cli.provider.ProviderMessages;
import mvi.engines.base.Clock;
import mvi.engines.base.Kind;
import mvi.engines.base.Problem;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** All commands, and the way from words to an exit code. */
public final class Grammar {
    private final Call.World world;

    public Grammar(
            Terminal terminal,
            Map<String, String> environment,
            Path folder,
            Clock clock,
            Optional<Platform> platform) {
        this.world = new Call.World(terminal, environment, folder, clock, platform);
    }

    public int run(String... args) throws InterruptedException {
        CommandLine line = commandLine();
        ParseResult parsed;
        try {
            parsed = line.parseArgs(args);
        } catch (ParameterException wrong) {
            String name = wrong.getCommandLine().getCommandSpec().qualifiedName();
            String said = wrong.getMessage() + near(wrong) + ": see " + name + " --help";
            if (name.startsWith(ComposeNoun.CALLED)) {
                // Compose reads nothing but its protocol.
                new ProviderMessages(world.terminal().out()).error(said);
            } else {
                world.terminal().error(said);
            }
            return Exit.USAGE;
        }
        while (parsed.hasSubcommand()) {
            parsed = parsed.subcommand();
        }
        if (parsed.isUsageHelpRequested()) {
            parsed.commandSpec().commandLine().usage(world.terminal().out(), Ansi.OFF);
            return Exit.OK;
        }
        return act(parsed);
    }

    private static String near(ParameterException wrong) {
        List<String> near =
                wrong instanceof UnmatchedArgumentException unmatched
                        ? unmatched.getSuggestions()
                        : List.of();
        return near.isEmpty() ? "" : " (did you mean '" + near.getFirst() + "'?)";
    }

    private int act(ParseResult parsed) throws InterruptedException {
        try {
            return Verb.action(parsed).run(new Call(parsed, world));
        } catch (Problem problem) {
            world.terminal().error(problem.publicMessage());
            return Exit.of(problem.kind());
        } catch (IOException failed) {
            String message = failed.getMessage();
            world.terminal().error(message == null ? failed.toString() : message);
            return Exit.of(Kind.UNAVAILABLE);
        }
    }

    CommandLine commandLine() {
        Verb root =
                Verb.of(
                        "mvi",
                        "Takes a web app and runs it for ever.",
                        "mvi up examples/hello",
                        call -> {
                            commandLine().usage(call.terminal().err(), Ansi.OFF);
                            return Exit.USAGE;
                        });
        if (world.platform().isPresent()) {
            root.with(UpCommands.up(), UpCommands.down());
        }
        root.with(
                PlanCommand.verb(),
                DeployCommand.verb(),
                ReleasesNoun.rollback(),
                ReleasesNoun.promote(),
                ContainersNoun.scale(),
                ContainersNoun.restart(),
                InitCommand.verb(),
                CheckCommand.verb(),
                LoginCommands.login(),
                LoginCommands.logout(),
                StatusCommands.status(),
                StatusCommands.doctor(),
                ContainersNoun.ps(),
                LogsCommand.verb(),
                MetricsCommand.verb(),
                RunCommands.run(),
                RunCommands.exec(),
                ForwardCommand.verb(),
                AppsNoun.noun(),
                MaintenanceNoun.noun(),
                BuildsNoun.noun(),
                ReleasesNoun.noun(),
                EnvironmentNoun.noun(),
                CertificatesNoun.noun(),
                CredentialsNoun.noun(),
                FunctionsNoun.noun(),
                EventsNoun.noun(),
                DatabasesNoun.noun(),
                SchedulesNoun.noun(),
                ServicesNoun.noun(),
                BlobNoun.noun(),
                ComposeNoun.noun());
        CommandLine line = new CommandLine(root.spec());
        line.setUsageHelpWidth(100);
        line.setExpandAtFiles(false);
        return line;
    }

    /** Every command with its verbs: {@code apps delete}. */
    List<List<String>> commands() {
        return commandLine().getSubcommands().entrySet().stream()
                .flatMap(
                        each ->
                                Stream.concat(
                                        Stream.of(List.of(each.getKey())),
                                        each.getValue().getSubcommands().keySet().stream()
                                                .map(verb -> List.of(each.getKey(), verb))))
                .toList();
    }
}
