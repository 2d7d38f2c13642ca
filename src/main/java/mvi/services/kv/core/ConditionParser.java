package mvi.services.kv.core;

import java.util.ArrayList;
import java.util.List;
import mvi.services.kv.Expression;

/** Reads DynamoDB's condition grammar by recursive descent. */
final class ConditionParser {
    private static final int DEEPEST = 64;
    private static final List<String> FUNCTIONS =
            List.of(
                    "attribute_exists",
                    "attribute_not_exists",
                    "attribute_type",
                    "contains",
                    "begins_with");

    private final ExpressionReader in;
    private int depth;

    private ConditionParser(Expression expression) {
        this.in = new ExpressionReader(expression);
    }

    static Condition parse(Expression expression) {
        ConditionParser parser = new ConditionParser(expression);
        Condition condition = parser.or();
        if (!parser.in.isAtEnd()) {
            throw parser.in.bad("unexpected '" + parser.in.peek() + "'");
        }
        return condition;
    }

    private Condition or() {
        Condition left = and();
        while (in.takeWord("OR")) {
            left = new Condition.Or(left, and());
        }
        return left;
    }

    private Condition and() {
        Condition left = not();
        while (in.takeWord("AND")) {
            left = new Condition.And(left, not());
        }
        return left;
    }

    private Condition not() {
        if (++depth > DEEPEST) {
            throw in.bad("it nests too deep");
        }
        try {
            if (in.takeWord("NOT")) {
                return new Condition.Not(not());
            }
            if (in.take("(")) {
                Condition inner = or();
                in.expect(")");
                return inner;
            }
            return FUNCTIONS.contains(in.peek()) ? call() : comparison();
        } finally {
            depth--;
        }
    }

    private Condition call() {
        String function = in.next();
        in.expect("(");
        List<Condition.Operand> operands = operands();
        int wanted = function.endsWith("exists") ? 1 : 2;
        if (operands.size() != wanted || !(operands.getFirst() instanceof Condition.Path)) {
            throw in.bad(function + " takes a path and has " + wanted + " operands");
        }
        return new Condition.Call(function, operands);
    }

    private Condition comparison() {
        Condition.Operand left = in.operand();
        if (in.takeWord("BETWEEN")) {
            Condition.Operand low = in.operand();
            if (!in.takeWord("AND")) {
                throw in.bad("BETWEEN wants AND");
            }
            return new Condition.Between(left, low, in.operand());
        }
        if (in.takeWord("IN")) {
            in.expect("(");
            return new Condition.In(left, operands());
        }
        String operator = in.next();
        if (!List.of("=", "<>", "<", "<=", ">", ">=").contains(operator)) {
            throw in.bad("unexpected '" + operator + "'");
        }
        return new Condition.Compare(left, operator, in.operand());
    }

    /** Up to and with the closing parenthesis. */
    private List<Condition.Operand> operands() {
        List<Condition.Operand> operands = new ArrayList<>();
        do {
            operands.add(in.operand());
        } while (in.take(","));
        in.expect(")");
        return operands;
    }
}
