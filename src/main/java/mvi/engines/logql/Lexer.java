package mvi.engines.logql;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a pipeline into words. Strings are Go's: in double quotes with escapes ("String literals" of
 * the Go specification), or in backticks, where nothing is one. What follows a {@code #} on its
 * line is a comment.
 */
final class Lexer {
    /** Longer ones first. */
    private static final List<String> OPERATORS =
            List.of(
                    "|=", "|~", "|>", "!=", "!~", "!>", "=~", "==", ">=", "<=", "|", "=", ">", "<",
                    "(", ")", ",", "{", "}", "[", "]");

    private static final String SIMPLE_ESCAPES = "abfnrtv\\\"";
    private static final String ESCAPED = "\u0007\b\f\n\r\t\u000b\\\"";

    private final String text;
    private final List<Token> tokens = new ArrayList<>();
    private int index;

    private Lexer(String text) {
        this.text = text;
    }

    static List<Token> tokens(String text) {
        Lexer lexer = new Lexer(text);
        while (lexer.index < text.length()) {
            lexer.step();
        }
        lexer.tokens.add(new Token(Token.Kind.END, "", text.length()));
        return lexer.tokens;
    }

    private void step() {
        char first = text.charAt(index);
        if (Character.isWhitespace(first)) {
            index++;
        } else if (first == '#') {
            int end = text.indexOf('\n', index);
            index = end < 0 ? text.length() : end;
        } else if (LabelNames.isStart(first)) {
            int start = index;
            while (index < text.length() && LabelNames.isPart(text.charAt(index))) {
                index++;
            }
            add(Token.Kind.WORD, start);
        } else if (first == '"') {
            string();
        } else if (first == '`') {
            rawString();
        } else if (text.startsWith("--", index)) {
            int start = index;
            while (index < text.length() && isPartOfFlag(text.charAt(index))) {
                index++;
            }
            add(Token.Kind.FLAG, start);
        } else if (isNumber()) {
            number();
        } else {
            operator();
        }
    }

    private void add(Token.Kind kind, int start) {
        tokens.add(new Token(kind, text.substring(start, index), start));
    }

    private static boolean isPartOfFlag(char character) {
        return character == '-' || LabelNames.isPart(character);
    }

    private boolean isNumber() {
        char first = text.charAt(index);
        boolean isSigned = first == '-' || first == '+';
        int digit = isSigned ? index + 1 : index;
        return digit < text.length() && (isDigit(text.charAt(digit)) || text.charAt(digit) == '.');
    }

    private void number() {
        int start = index++;
        while (index < text.length() && isPartOfNumber()) {
            index++;
        }
        add(Token.Kind.NUMBER, start);
    }

    private boolean isPartOfNumber() {
        char each = text.charAt(index);
        char before = text.charAt(index - 1);
        boolean isExponentsSign = (each == '-' || each == '+') && (before == 'e' || before == 'E');
        return isExponentsSign || each == '.' || Character.isLetterOrDigit(each);
    }

    private static boolean isDigit(char character) {
        return character >= '0' && character <= '9';
    }

    private void operator() {
        for (String operator : OPERATORS) {
            if (text.startsWith(operator, index)) {
                tokens.add(new Token(Token.Kind.OPERATOR, operator, index));
                index += operator.length();
                return;
            }
        }
        if (text.charAt(index) == '\'') {
            throw BadQuery.at(index, "strings stand in double quotes or backticks");
        }
        throw BadQuery.at(
                index, "'" + Character.toString(text.codePointAt(index)) + "' means nothing here");
    }

    private void rawString() {
        int end = text.indexOf('`', index + 1);
        if (end < 0) {
            throw BadQuery.at(index, "the string that begins here has no end");
        }
        tokens.add(new Token(Token.Kind.STRING, text.substring(index + 1, end), index));
        index = end + 1;
    }

    private void string() {
        int start = index++;
        // Escapes may write one character in several bytes.
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        while (true) {
            if (index >= text.length() || text.charAt(index) == '\n') {
                throw BadQuery.at(start, "the string that begins here has no end");
            }
            char each = text.charAt(index);
            if (each == '"') {
                break;
            }
            if (each == '\\') {
                escape(bytes);
            } else {
                int character = text.codePointAt(index);
                bytes.writeBytes(Character.toString(character).getBytes(StandardCharsets.UTF_8));
                index += Character.charCount(character);
            }
        }
        index++;
        tokens.add(new Token(Token.Kind.STRING, bytes.toString(StandardCharsets.UTF_8), start));
    }

    private void escape(ByteArrayOutputStream bytes) {
        int start = index++;
        char kind = index < text.length() ? text.charAt(index) : '\n';
        int simple = SIMPLE_ESCAPES.indexOf(kind);
        if (simple >= 0) {
            bytes.write(ESCAPED.charAt(simple));
            index++;
            return;
        }
        int digits =
                switch (kind) {
                    case 'x' -> 2;
                    case 'u' -> 4;
                    case 'U' -> 8;
                    case '0', '1', '2', '3', '4', '5', '6', '7' -> 3;
                    default ->
                            throw BadQuery.at(
                                    start, "this is no escape; in backticks a backslash is itself");
                };
        int radix = digits == 3 ? 8 : 16;
        int from = radix == 8 ? index : index + 1;
        long value = digits(from, digits, radix, start);
        boolean isByte = digits < 4;
        if (value > (isByte ? 0xFF : Character.MAX_CODE_POINT)
                || !isByte && value >= 0xD800 && value <= 0xDFFF) {
            throw BadQuery.at(start, "this escape stands for no character");
        }
        if (isByte) {
            bytes.write((int) value);
        } else {
            bytes.writeBytes(Character.toString((int) value).getBytes(StandardCharsets.UTF_8));
        }
        index = from + digits;
    }

    private long digits(int from, int count, int radix, int start) {
        long value = 0;
        for (int i = from; i < from + count; i++) {
            int digit = i < text.length() ? Character.digit(text.charAt(i), radix) : -1;
            if (digit < 0) {
                throw BadQuery.at(start, "this escape has " + count + " digits");
            }
            value = value * radix + digit;
        }
        return value;
    }
}
