package mvi.services.kv.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mvi.engines.base.Problem;
import mvi.services.kv.AttributeValue;
import mvi.services.kv.Expression;

/** Reads DynamoDB's condition grammar by recursive descent. */
final class ConditionParser {
    private static final int LONGEST = 4096;
    private static final int DEEPEST = 64;
    private static final Pattern TOKEN =
            Pattern.compile("\\s*(<>|<=|>=|[=<>(),.\\[\\]]|[#:]?[A-Za-z0-9_]+)");
    private static final List<String> FUNCTIONS =
            List.of(
                    "attribute_exists",
                    "attribute_not_exists",
                    "attribute_type",
                    "contains",
                    "begins_with");

    private final Expression expression;
    private final List<String> tokens = new ArrayList<>();
    private int at;
    private int depth;

    private ConditionParser(Expression expression) {
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

    static Condition parse(Expression expression) {
        ConditionParser parser = new ConditionParser(expression);
        Condition condition = parser.or();
        if (parser.at < parser.tokens.size()) {
            throw parser.bad("unexpected '" + parser.peek() + "'");
        }
        return condition;
    }

    private Condition or() {
        Condition left = and();
        while (takeWord("OR")) {
            left = new Condition.Or(left, and());
        }
        return left;
    }

    private Condition and() {
        Condition left = not();
        while (takeWord("AND")) {
            left = new Condition.And(left, not());
        }
        return left;
    }

    private Condition not() {
        if (++depth > DEEPEST) {
            throw bad("it nests too deep");
        }
        try {
            if (takeWord("NOT")) {
                return new Condition.Not(not());
            }
            if (take("(")) {
                Condition inner = or();
                expect(")");
                return inner;
            }
            return FUNCTIONS.contains(peek()) ? call() : comparison();
        } finally {
            depth--;
        }
    }

    private Condition call() {
        String function = next();
        expect("(");
        List<Condition.Operand> operands = operands();
        int wanted = function.endsWith("exists") ? 1 : 2;
        if (operands.size() != wanted || !(operands.getFirst() instanceof Condition.Path)) {
            throw bad(function + " takes a path and has " + wanted + " operands");
        }
        return new Condition.Call(function, operands);
    }

    private Condition comparison() {
        Condition.Operand left = operand();
        if (takeWord("BETWEEN")) {
            Condition.Operand low = operand();
            if (!takeWord("AND")) {
                throw bad("BETWEEN wants AND");
            }
            return new Condition.Between(left, low, operand());
        }
        if (takeWord("IN")) {
            expect("(");
            return new Condition.In(left, operands());
        }
        String operator = next();
        if (!List.of("=", "<>", "<", "<=", ">", ">=").contains(operator)) {
            throw bad("unexpected '" + operator + "'");
        }
        return new Condition.Compare(left, operator, operand());
    }

    /** Up to and with the closing parenthesis. */
    private List<Condition.Operand> operands() {
        List<Condition.Operand> operands = new ArrayList<>();
        do {
            operands.add(operand());
        } while (take(","));
        expect(")");
        return operands;
    }

    private Condition.Operand operand() {
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

    private Condition.Path path() {
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

    private String peek() {
        return at < tokens.size() ? tokens.get(at) : "";
    }

    private String next() {
        if (at == tokens.size()) {
            throw bad("it ends early");
        }
        return tokens.get(at++);
    }

    private boolean take(String token) {
        if (!peek().equals(token)) {
            return false;
        }
        at++;
        return true;
    }

    private boolean takeWord(String word) {
        return peek().toUpperCase(Locale.ROOT).equals(word) && take(peek());
    }

    private void expect(String token) {
        if (!take(token)) {
            throw bad("expected '" + token + "' where '" + peek() + "' stands");
        }
    }

    private Problem bad(String why) {
        return Problem.invalid("bad-expression", "the expression can't be read: " + why);
    }
}
