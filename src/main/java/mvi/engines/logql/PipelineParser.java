package mvi.engines.logql;

import com.google.re2j.Pattern;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Reads a pipeline, from left to right, without going back. */
final class PipelineParser {
    private static final Set<String> LINE_FILTERS = Set.of("|=", "!=", "|~", "!~", "|>", "!>");

    /** Stages of Loki that begin with these are not here. */
    private static final Set<String> REFUSED = Set.of("line_format", "unwrap", "distinct", "xml");

    private final Tokens tokens;
    private final Patterns patterns = new Patterns();
    private final LabelFilterParser filters;
    private int parts;

    PipelineParser(Tokens tokens) {
        this.tokens = tokens;
        this.filters = new LabelFilterParser(tokens, patterns, this::countPart);
    }

    List<Stage> stages() {
        List<Stage> stages = new ArrayList<>();
        while (tokens.peek().kind() != Token.Kind.END) {
            Token first = tokens.take();
            if (first.isOperator("|")) {
                stages.add(stage());
            } else if (first.kind() == Token.Kind.OPERATOR && LINE_FILTERS.contains(first.text())) {
                stages.add(lineFilter(first));
            } else if (first.isOperator("{")) {
                throw BadQuery.refused(first.index(), "a selector of streams, { … }");
            } else {
                throw BadQuery.at(
                        first.index(),
                        "a stage begins with | or with a filter, |= != |~ !~ |> or !>, not with "
                                + first.shown());
            }
        }
        return stages;
    }

    private void countPart() {
        if (++parts > Limits.PARTS) {
            throw BadQuery.at(
                    tokens.peek().index(),
                    "there are more than " + Limits.PARTS + " stages, predicates and alternatives");
        }
    }

    private Stage lineFilter(Token operator) {
        List<Predicate<String>> alternatives = new ArrayList<>();
        do {
            countPart();
            if (tokens.peek().isWord("ip")) {
                throw BadQuery.refused(tokens.peek().index(), "ip()");
            }
            Token value = tokens.takeString("what is looked for");
            alternatives.add(alternative(operator.text().charAt(1), value));
        } while (tokens.takeIfWord("or"));
        return new LineFilter(alternatives, operator.text().charAt(0) == '|');
    }

    private Predicate<String> alternative(char kind, Token value) {
        if (kind == '=') {
            String text = value.text();
            return line -> line.contains(text);
        }
        if (kind == '>') {
            return LineTemplate.ofFilter(value)::matches;
        }
        Pattern pattern = patterns.compile(value, false);
        return line -> pattern.matcher(line).find();
    }

    private Stage stage() {
        Token name = tokens.peek();
        if (name.kind() != Token.Kind.WORD) {
            countPart();
            return filters.filter();
        }
        String word = name.text().toLowerCase(Locale.ROOT);
        if (REFUSED.contains(word)) {
            throw BadQuery.refused(name.index(), word);
        }
        Optional<Stage> stage = named(word);
        countPart();
        return stage.isPresent() ? stage.get() : filters.filter();
    }

    /** A stage by its own word; empty, with nothing taken, for what is no such word. */
    private Optional<Stage> named(String word) {
        return switch (word) {
            case "json" -> {
                tokens.take();
                List<Extraction> wanted = extractions();
                yield Optional.of(wanted.isEmpty() ? new JsonStage() : JsonExtraction.of(wanted));
            }
            case "logfmt" -> {
                tokens.take();
                yield Optional.of(logfmt());
            }
            case "pattern" -> {
                tokens.take();
                LineTemplate template = LineTemplate.ofParser(tokens.takeString("a pattern"));
                yield Optional.of(
                        entry -> {
                            template.extract(entry);
                            return true;
                        });
            }
            case "regexp" -> {
                tokens.take();
                yield Optional.of(RegexpStage.of(tokens.takeString("a regexp"), patterns));
            }
            case "unpack" -> {
                tokens.take();
                yield Optional.of(new UnpackStage());
            }
            case "decolorize" -> {
                tokens.take();
                yield Optional.of(new Decolorize());
            }
            case "drop", "keep" -> {
                tokens.take();
                yield Optional.of(new LabelChoice(choices(), word.equals("keep")));
            }
            case "label_format" -> {
                tokens.take();
                yield Optional.of(labelFormat());
            }
            default -> Optional.empty();
        };
    }

    private Stage logfmt() {
        boolean isStrict = false;
        boolean keepsEmpty = false;
        while (tokens.peek().kind() == Token.Kind.FLAG) {
            Token flag = tokens.take();
            switch (flag.text()) {
                case "--strict" -> isStrict = true;
                case "--keep-empty" -> keepsEmpty = true;
                default ->
                        throw BadQuery.at(
                                flag.index(), "logfmt has the flags --strict and --keep-empty");
            }
        }
        return LogfmtStage.of(extractions(), isStrict, keepsEmpty);
    }

    private List<Extraction> extractions() {
        List<Extraction> extractions = new ArrayList<>();
        if (tokens.peek().kind() != Token.Kind.WORD) {
            return extractions;
        }
        do {
            countPart();
            Token label = tokens.takeLabel("to extract");
            boolean isWritten = tokens.takeIf("=");
            extractions.add(
                    new Extraction(
                            label.text(),
                            isWritten ? tokens.takeString("what is extracted") : label));
        } while (tokens.takeIf(","));
        return extractions;
    }

    private List<LabelChoice.Named> choices() {
        List<LabelChoice.Named> choices = new ArrayList<>();
        do {
            Token label = tokens.peek();
            Optional<LabelFilter> filter =
                    tokens.isComparison() ? Optional.of(textFilter()) : Optional.empty();
            if (filter.isEmpty()) {
                countPart();
                tokens.takeLabel("to drop or keep");
            }
            choices.add(new LabelChoice.Named(label.text(), filter));
        } while (tokens.takeIf(","));
        return choices;
    }

    /** To drop or keep by quantities is not in the language. */
    private LabelFilter textFilter() {
        Token label = tokens.peek();
        LabelFilter filter = filters.predicate();
        if (filter instanceof LabelFilter.Amount) {
            throw BadQuery.at(label.index(), "to drop or keep, a label is compared with a text");
        }
        return filter;
    }

    private Stage labelFormat() {
        List<LabelFormat.Change> changes = new ArrayList<>();
        Set<String> names = new HashSet<>();
        do {
            countPart();
            Token name = tokens.takeLabel("to format");
            tokens.takeOperator("=", "behind the name of a label");
            Token source = tokens.take();
            for (Token each : List.of(name, source)) {
                if (each.text().equals(Entry.ERROR) || each.text().equals(Entry.ERROR_DETAILS)) {
                    throw BadQuery.at(each.index(), each.text() + " can't be formatted");
                }
            }
            boolean isRename = source.kind() == Token.Kind.WORD;
            if (!isRename && source.kind() != Token.Kind.STRING) {
                throw BadQuery.at(
                        source.index(),
                        "a label is formatted by another's name or a text, not " + source.shown());
            }
            if (!isRename && source.text().contains("{{")) {
                throw BadQuery.refused(source.index(), "a template, {{ … }}");
            }
            if (!names.add(name.text())) {
                throw BadQuery.at(name.index(), name.text() + " is formatted twice in one stage");
            }
            changes.add(new LabelFormat.Change(name.text(), source.text(), isRename));
        } while (tokens.takeIf(","));
        return new LabelFormat(changes);
    }
}
