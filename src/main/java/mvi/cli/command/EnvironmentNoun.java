package mvi.cli.command;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mvi.cli.output.Exit;
import mvi.cli.output.Words;
import mvi.cli.remote.Json;
import mvi.engines.base.Problem;

/** {@code env}: an app's own variables. */
final class EnvironmentNoun {
    private static final String NAME = "[A-Za-z_][A-Za-z0-9_]*";

    private EnvironmentNoun() {}

    static Verb noun() {
        return Verb.of("env", "List an app's variables.", "mvi env -a hello", EnvironmentNoun::list)
                .app()
                .json()
                .with(
                        Verb.of(
                                        "set",
                                        "Set variables, in a new release.",
                                        "mvi env set -a hello GREETING=hi",
                                        EnvironmentNoun::set)
                                .app()
                                .json()
                                .words("NAME=VALUE", "1..*", "What to set."),
                        Verb.of(
                                        "unset",
                                        "Take variables away, in a new release.",
                                        "mvi env unset -a hello GREETING",
                                        EnvironmentNoun::unset)
                                .app()
                                .json()
                                .words("NAME", "1..*", "What to take away."));
    }

    private static int list(Call call) throws IOException {
        Optional<Json> environment = call.shown(call.api().get(call.appPath("/environment")));
        if (environment.isPresent()) {
            StringBuilder text = new StringBuilder();
            environment
                    .get()
                    .at("variables")
                    .texts()
                    .forEach(
                            (name, value) ->
                                    text.append(name)
                                            .append('=')
                                            .append(Words.dotenvQuoted(value))
                                            .append('\n'));
            call.print(text.toString());
        }
        return Exit.OK;
    }

    private static int set(Call call) throws IOException {
        Map<String, String> set = new LinkedHashMap<>();
        for (String word : call.words()) {
            int equals = word.indexOf('=');
            if (equals <= 0) {
                throw Problem.invalid(
                        "bad-variable", "'" + word + "' is not NAME=VALUE: write GREETING=hi");
            }
            set.put(name(word.substring(0, equals)), word.substring(equals + 1));
        }
        return change(call, set, List.of());
    }

    private static int unset(Call call) throws IOException {
        call.words().forEach(EnvironmentNoun::name);
        return change(call, Map.of(), call.words());
    }

    private static String name(String name) {
        if (!name.matches(NAME)) {
            throw Problem.invalid(
                    "bad-variable",
                    "'" + name + "' is not the name of a variable: use letters, digits and _");
        }
        return name;
    }

    private static int change(Call call, Map<String, String> set, List<String> unset)
            throws IOException {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("set", set);
        body.put("unset", unset);
        return Rollouts.post(call, "/environment", Json.write(body));
    }
}
