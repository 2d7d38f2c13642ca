package mvi.engines.logql;

import java.util.List;
import java.util.Set;

/** The words of a pipeline, read from left to right. The last one is its end, and stays. */
final class Tokens {
    /** How labels are compared. */
    static final Set<String> COMPARISONS =
            Set.of("=", "!=", "=~", "!~", "==", ">", ">=", "<", "<=");

    private final List<Token> tokens;
    private int next;

    Tokens(List<Token> tokens) {
        this.tokens = tokens;
    }

    Token peek() {
        return tokens.get(next);
    }

    Token take() {
        Token token = tokens.get(next);
        if (token.kind() != Token.Kind.END) {
            next++;
        }
        return token;
    }

    /** Whether a label and an operator of a filter come next. */
    boolean isComparison() {
        return peek().kind() == Token.Kind.WORD
                && tokens.get(next + 1).kind() == Token.Kind.OPERATOR
                && COMPARISONS.contains(tokens.get(next + 1).text());
    }

    /** Takes an operator if it is the next. */
    boolean takeIf(String operator) {
        boolean isNext = peek().isOperator(operator);
        if (isNext) {
            next++;
        }
        return isNext;
    }

    boolean takeIfWord(String word) {
        boolean isNext = peek().isWord(word);
        if (isNext) {
            next++;
        }
        return isNext;
    }

    Token takeOperator(String operator, String where) {
        Token token = take();
        if (!token.isOperator(operator)) {
            throw BadQuery.at(
                    token.index(),
                    "'" + operator + "' is missing " + where + ", before " + token.shown());
        }
        return token;
    }

    Token takeString(String what) {
        Token token = take();
        if (token.kind() != Token.Kind.STRING) {
            throw BadQuery.at(
                    token.index(),
                    what + " is missing, in double quotes or backticks, before " + token.shown());
        }
        return token;
    }

    Token takeLabel(String where) {
        Token token = take();
        if (token.kind() != Token.Kind.WORD) {
            throw BadQuery.at(
                    token.index(),
                    "the name of a label is missing " + where + ", before " + token.shown());
        }
        return token;
    }
}
