package mvi.manifest;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import mvi.engines.base.ByteCount;
import mvi.engines.base.Problem;

/** Turns parts of the tree into values, and says at its place what is not one. */
final class Values {
    private final Findings findings;

    Values(Findings findings) {
        this.findings = findings;
    }

    Optional<String> text(String name, Tree tree) {
        if (tree instanceof Tree.Text text && !text.isNull()) {
            return Optional.of(text.value());
        }
        return wrong(name, "text", tree);
    }

    Optional<Tree.Fields> fields(String name, Tree tree) {
        if (tree instanceof Tree.Fields fields) {
            return Optional.of(fields);
        }
        if (tree instanceof Tree.Text text && text.isNull()) {
            return Optional.of(Tree.Fields.none(text.place()));
        }
        return wrong(name, "a mapping", tree);
    }

    OptionalInt integer(String name, Tree tree, int least, int most) {
        if (tree instanceof Tree.Text text && text.value().matches("[+-]?\\d{1,9}")) {
            int value = Integer.parseInt(text.value());
            if (value >= least && value <= most) {
                return OptionalInt.of(value);
            }
        }
        wrong(name, "a whole number from " + least + " to " + most, tree);
        return OptionalInt.empty();
    }

    boolean truth(String name, Tree tree, boolean otherwise) {
        if (tree instanceof Tree.Text text) {
            if (text.value().matches("true|True|TRUE|yes|on")) {
                return true;
            }
            if (text.value().matches("false|False|FALSE|no|off")) {
                return false;
            }
        }
        wrong(name, "true or false", tree);
        return otherwise;
    }

    Optional<Duration> duration(String name, Tree tree) {
        if (tree instanceof Tree.Text text) {
            Optional<Duration> duration = DurationText.parse(text.value());
            if (duration.isPresent()) {
                return duration;
            }
        }
        return wrong(name, "a duration such as 1m30s", tree);
    }

    Optional<ByteCount> bytes(String name, Tree tree) {
        if (tree instanceof Tree.Text text) {
            try {
                return Optional.of(ByteCount.parse(text.value()));
            } catch (Problem notBytes) {
                return wrong(name, "a number of bytes such as 256M", tree);
            }
        }
        return wrong(name, "a number of bytes such as 256M", tree);
    }

    /** Zero is no limit. */
    Optional<Double> cpus(String name, Tree tree) {
        if (tree instanceof Tree.Text text
                && text.value().matches("\\d{1,4}(\\.\\d{1,6})?|\\.\\d{1,6}")) {
            return Optional.of(Double.parseDouble(text.value()));
        }
        return wrong(name, "a number of CPUs such as 0.5", tree);
    }

    /** One text or a list of them. */
    List<Tree.Text> texts(String name, Tree tree) {
        List<Tree> parts = tree instanceof Tree.Items items ? items.items() : List.of(tree);
        List<Tree.Text> texts = new ArrayList<>();
        for (Tree each : parts) {
            if (each instanceof Tree.Text text && !text.isNull()) {
                texts.add(text);
            } else {
                wrong(name, "text", each);
            }
        }
        return texts;
    }

    /** Words of a command: a list as it is, text split as a shell does. */
    List<String> words(String name, Tree tree) {
        if (tree instanceof Tree.Items items) {
            return texts(name, items).stream().map(Tree.Text::value).toList();
        }
        if (tree instanceof Tree.Text text) {
            if (text.isNull()) {
                return List.of();
            }
            Optional<List<String>> words = ShellWords.split(text.value());
            if (words.isEmpty()) {
                findings.error(
                        text.place(),
                        "bad-command",
                        name + ": a quote is never closed",
                        "close it, or write a list");
            }
            return words.orElse(List.of());
        }
        wrong(name, "text or a list", tree);
        return List.of();
    }

    /** {@code NAME: value} or a list of {@code NAME=value}; a name alone comes with no value. */
    Map<String, Optional<String>> pairs(String name, Tree tree) {
        Map<String, Optional<String>> pairs = new LinkedHashMap<>();
        if (tree instanceof Tree.Items items) {
            for (Tree.Text text : texts(name, items)) {
                int equals = text.value().indexOf('=');
                String key = equals < 0 ? text.value() : text.value().substring(0, equals);
                Optional<String> value =
                        equals < 0
                                ? Optional.empty()
                                : Optional.of(text.value().substring(equals + 1));
                pair(name, text.place(), key, value, pairs);
            }
            return pairs;
        }
        fields(name, tree)
                .ifPresent(
                        fields ->
                                fields.fields()
                                        .forEach(
                                                (key, field) ->
                                                        pair(
                                                                name,
                                                                field.key(),
                                                                key,
                                                                scalar(name, field.value()),
                                                                pairs)));
        return pairs;
    }

    private Optional<String> scalar(String name, Tree tree) {
        if (tree instanceof Tree.Text text) {
            return text.isNull() ? Optional.empty() : Optional.of(text.value());
        }
        return wrong(name, "text", tree);
    }

    private void pair(
            String name,
            Place place,
            String key,
            Optional<String> value,
            Map<String, Optional<String>> into) {
        if (key.isBlank() || key.indexOf('=') >= 0 || key.indexOf('\0') >= 0) {
            findings.error(
                    place,
                    "bad-variable",
                    name + ": '" + key + "' is not a name",
                    "write NAME: value");
            return;
        }
        into.put(key, value);
    }

    <T> Optional<T> wrong(String name, String wanted, Tree tree) {
        findings.error(
                tree.place(), "wrong-type", name + " wants " + wanted + ", not " + tree.kind(), "");
        return Optional.empty();
    }
}
