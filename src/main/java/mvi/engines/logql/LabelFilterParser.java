package mvi.engines.logql;

import com.google.re2j.Pattern;
import java.util.OptionalDouble;

/**
 * Reads label filters: {@code status >= 500 and (path =~ "/a.*" or duration > 1s)}.
 *
 * <p>{@code and} binds more than {@code or}. A comma, or nothing, also means that both must hold,
 * but has no rank: as in Loki's grammar, all that stands to the right of it belongs to it.
 */
final class LabelFilterParser {
    private final Tokens tokens;
    private final Patterns patterns;
    private final Runnable countPart;
    private int depth;

    /** What joins two filters. */
    private enum Join {
        NONE,
        OR,
        AND,
        SIDE_BY_SIDE;

        /** Whether what is to the left ends here, when this one stood before it. */
        boolean endsBefore(Join next) {
            boolean areRanked = this != SIDE_BY_SIDE && next != SIDE_BY_SIDE;
            return this != NONE && areRanked && compareTo(next) >= 0;
        }
    }

    /**
     * @param countPart called for each predicate; it throws when there are too many
     */
    LabelFilterParser(Tokens tokens, Patterns patterns, Runnable countPart) {
        this.tokens = tokens;
        this.patterns = patterns;
        this.countPart = countPart;
    }

    LabelFilter filter() {
        return filter(Join.NONE);
    }

    private LabelFilter filter(Join before) {
        LabelFilter left = single();
        for (Join next = join(); next != Join.NONE; next = join()) {
            if (before.endsBefore(next)) {
                return left;
            }
            if (!isStart(tokens.peek())) {
                tokens.take();
            }
            left = new LabelFilter.Pair(left, filter(next), next != Join.OR);
        }
        return left;
    }

    /** What comes next, which is not taken. */
    private Join join() {
        Token next = tokens.peek();
        if (next.isWord("or")) {
            return Join.OR;
        }
        if (next.isWord("and")) {
            return Join.AND;
        }
        return next.isOperator(",") || isStart(next) ? Join.SIDE_BY_SIDE : Join.NONE;
    }

    private static boolean isStart(Token token) {
        boolean isLabel =
                token.kind() == Token.Kind.WORD && !token.isWord("or") && !token.isWord("and");
        return isLabel || token.isOperator("(");
    }

    private LabelFilter single() {
        Token first = tokens.peek();
        if (!first.isOperator("(")) {
            return predicate();
        }
        if (++depth > Limits.FILTER_DEPTH) {
            throw BadQuery.at(
                    first.index(), "parentheses are nested more than " + Limits.FILTER_DEPTH);
        }
        tokens.take();
        LabelFilter inner = filter(Join.NONE);
        tokens.takeOperator(")", "behind a label filter");
        depth--;
        return inner;
    }

    /** One comparison, of a label with a text or a quantity. */
    LabelFilter predicate() {
        countPart.run();
        Token label = tokens.takeLabel("where a filter begins");
        Token operator = tokens.take();
        Token value = tokens.take();
        if (value.isWord("ip") && tokens.peek().isOperator("(")) {
            throw BadQuery.refused(value.index(), "ip()");
        }
        if (operator.kind() != Token.Kind.OPERATOR) {
            throw noComparison(operator);
        }
        return switch (value.kind()) {
            case STRING -> ofText(label.text(), operator, value);
            case NUMBER -> ofQuantity(label.text(), operator, value);
            case WORD, FLAG, OPERATOR, END -> {
                boolean isKnown = Tokens.COMPARISONS.contains(operator.text());
                throw isKnown
                        ? BadQuery.at(
                                value.index(),
                                "a label is compared with a text in quotes, a number, a duration"
                                        + " or a size, not with "
                                        + value.shown())
                        : noComparison(operator);
            }
        };
    }

    private static RuntimeException noComparison(Token operator) {
        return BadQuery.at(
                operator.index(),
                "a label is compared by = != =~ !~ with a text, or by == = != > >= < <= with a"
                        + " number, a duration or a size; not by "
                        + operator.shown());
    }

    private LabelFilter ofText(String label, Token operator, Token value) {
        return switch (operator.text()) {
            case "=" -> new LabelFilter.Text(label, value.text(), true);
            case "!=" -> new LabelFilter.Text(label, value.text(), false);
            case "=~" -> new LabelFilter.Fit(label, pattern(value), true);
            case "!~" -> new LabelFilter.Fit(label, pattern(value), false);
            default ->
                    throw BadQuery.at(
                            operator.index(),
                            "a text is compared by = != =~ or !~, not by " + operator.shown());
        };
    }

    private Pattern pattern(Token token) {
        return patterns.compile(token, true);
    }

    private static LabelFilter ofQuantity(String label, Token operator, Token value) {
        LabelFilter.Comparison comparison =
                switch (operator.text()) {
                    case "=", "==" -> LabelFilter.Comparison.EQUAL;
                    case "!=" -> LabelFilter.Comparison.UNEQUAL;
                    case ">" -> LabelFilter.Comparison.GREATER;
                    case ">=" -> LabelFilter.Comparison.GREATER_OR_EQUAL;
                    case "<" -> LabelFilter.Comparison.LESS;
                    case "<=" -> LabelFilter.Comparison.LESS_OR_EQUAL;
                    default -> throw noComparison(operator);
                };
        String text = value.text();
        OptionalDouble number = Quantities.number(text);
        if (number.isPresent()) {
            return amount(label, comparison, number, LabelFilter.Unit.NUMBER);
        }
        OptionalDouble duration = Quantities.queryDuration(text);
        if (duration.isPresent()) {
            return amount(label, comparison, duration, LabelFilter.Unit.DURATION);
        }
        OptionalDouble bytes = Quantities.bytes(text);
        if (bytes.isPresent()) {
            return amount(label, comparison, bytes, LabelFilter.Unit.BYTES);
        }
        throw BadQuery.at(
                value.index(),
                "'" + text + "' is no number, no duration as 1h30m, and no size as 20MB or 5KiB");
    }

    private static LabelFilter amount(
            String label,
            LabelFilter.Comparison comparison,
            OptionalDouble value,
            LabelFilter.Unit unit) {
        return new LabelFilter.Amount(label, comparison, value.getAsDouble(), unit);
    }
}
