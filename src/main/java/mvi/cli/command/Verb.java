package mvi.cli.command;

import java.io.IOException;
import java.util.List;
import mvi.cli.output.Exit;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/**
 * One command: its grammar, its help, and what it does. Built by hand, since annotations cost time.
 */
final class Verb {
    /** Does the command; the result is the exit code. */
    @FunctionalInterface
    interface Action {
        int run(Call call) throws IOException, InterruptedException;
    }

    private final CommandSpec spec;

    private Verb(CommandSpec spec) {
        this.spec = spec;
    }

    static Verb of(String name, String summary, String example, Action action) {
        CommandSpec spec = CommandSpec.wrapWithoutInspection(action).name(name);
        spec.usageMessage()
                .description(summary)
                .footer("", "Example: " + example, Exit.HELP)
                .abbreviateSynopsis(false);
        spec.addOption(
                OptionSpec.builder("-h", "--help")
                        .usageHelp(true)
                        .description("Say what this does.")
                        .build());
        return new Verb(spec);
    }

    CommandSpec spec() {
        return spec;
    }

    Verb app() {
        return option("-a", "--app", "APP", "The app; else the folder's manifest says.");
    }

    /** For commands that read a manifest. */
    Verb files() {
        spec.addOption(
                OptionSpec.builder("-f", Call.FILES)
                        .type(List.class)
                        .auxiliaryTypes(String.class)
                        .paramLabel("FILE")
                        .description(
                                "A manifest of another name; several are merged in their order.")
                        .build());
        return this;
    }

    Verb json() {
        return flag("--json", "Print JSON.");
    }

    Verb flag(String name, String description) {
        spec.addOption(
                OptionSpec.builder(name.split(" "))
                        .type(boolean.class)
                        .description(description)
                        .build());
        return this;
    }

    Verb option(String name, String longName, String label, String description) {
        return option(List.of(name, longName), label, description);
    }

    Verb option(String name, String label, String description) {
        return option(List.of(name), label, description);
    }

    private Verb option(List<String> names, String label, String description) {
        spec.addOption(
                OptionSpec.builder(names.toArray(String[]::new))
                        .type(String.class)
                        .paramLabel(label)
                        .description(description)
                        .build());
        return this;
    }

    /**
     * @param arity {@code 0..1}, {@code 1}, {@code 1..*}
     */
    Verb words(String label, String arity, String description) {
        spec.addPositional(
                PositionalParamSpec.builder()
                        .index(arity.endsWith("*") ? "0..*" : "0")
                        .arity(arity)
                        .required(arity.startsWith("1"))
                        .type(String[].class)
                        .auxiliaryTypes(String.class)
                        .paramLabel(label)
                        .description(description)
                        .build());
        return this;
    }

    /** What other programs call and people don't. */
    Verb hidden() {
        spec.usageMessage().hidden(true);
        return this;
    }

    Verb with(Verb... verbs) {
        for (Verb verb : verbs) {
            spec.addSubcommand(verb.spec.name(), verb.spec);
        }
        return this;
    }

    static Action action(ParseResult parsed) {
        return (Action) parsed.commandSpec().userObject();
    }
}
