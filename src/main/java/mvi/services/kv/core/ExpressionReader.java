package mvi.services.kv.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mvi.engines.base.Problem;
import mvi.services.kv.AttributeValue;
import mvi.services.kv.Expression;

/** The words of an expression one by one, with what names and values stand for. */
final class ExpressionReader {
    private static final int LONGEST = 4096;
    private static final Pattern TOKEN =
            Pattern.compile("\\s*(<>|<=|>=|[-+=<>(),.\\[\\]]|[#:]?[A-Za-z0-9_]+)");

    private final Expression expression;
    private final List<String> tokens = new ArrayList<>();
    private int at;

    ExpressionReader(Expression expression) {
        this.expression = expression;
        String text = expression.text().strip();
        if (text.length() > LONGEST) {
            throw bad("it is longer than " + LONGEST + " characters");
        }
        Matcher matcher = TOKEN.matcher(text);
        int end = 0;
        while (end < text.length()) {
            if (!matcher.find(end) || matcher.start() != end) {
                throw bad("unexpected '" + text.charAt(end) + "'");
            }
            tokens.add(matcher.group(1));
            end = matcher.end();
        }
    }

    boolean isAtEnd() {
        return at == tokens.size();
    }

    Condition.Operand operand() {
        if (peek().startsWith(":")) {
            AttributeValue value = expression.values().get(peek());
            if (value == null) {
                throw bad("the value " + peek() + " is not given");
            }
            at++;
            return new Condition.Literal(Values.canonical(value));
        }
        if (peek().equals("size") && at + 1 < tokens.size() && tokens.get(at + 1).equals("(")) {
            at += 2;
            Condition.Path path = path();
            expect(")");
            return new Condition.Size(path);
        }
        return path();
    }

    Condition.Path path() {
        List<Object> steps = new ArrayList<>();
        steps.add(name());
        while (true) {
            if (take(".")) {
                steps.add(name());
            } else if (take("[")) {
                String index = next();
                if (!index.matches("\\d{1,9}")) {
                    throw bad("a place in a list is a number, not '" + index + "'");
                }
                steps.add(Integer.valueOf(index));
                expect("]");
            } else {
                return new Condition.Path(steps);
            }
        }
    }

    private String name() {
        String name = next();
        if (name.startsWith("#")) {
            String real = expression.names().get(name);
            if (real == null) {
                throw bad("the name " + name + " is not given");
            }
            return real;
        }
        if (!name.matches("[A-Za-z][A-Za-z0-9_]*")) {
            throw bad("unexpected '" + name + "'");
        }
        return name;
    }

    String peek() {
        return at < tokens.size() ? tokens.get(at) : "";
    }

    String next() {
        if (at == tokens.size()) {
            throw bad("it ends early");
        }
        return tokens.get(at++);
    }

    boolean take(String token) {
        if (!peek().equals(token)) {
            return false;
        }
        at++;
        return true;
    }

    boolean takeWord(String word) {
        return peek().toUpperCase(Locale.ROOT).equals(word) && take(peek());
    }

    void expect(String token) {
        if (!take(token)) {
            throw bad("expected '" + token + "' where '" + peek() + "' stands");
        }
    }

    Problem bad(String why) {
        return Problem.invalid("bad-expression", "the expression can't be read: " + why);
    }
}
