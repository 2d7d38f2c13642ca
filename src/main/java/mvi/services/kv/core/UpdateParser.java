package mvi.services.kv.core;

import java.util.List;
import mvi.services.kv.AttributeValue;
import mvi.services.kv.Expression;

/** Reads DynamoDB's update grammar: each of the four clauses at most once, in any order. */
final class UpdateParser {
    private static final int DEEPEST = 32;

    private final ExpressionReader in;
    private final Update update = Update.empty();
    private int depth;

    private UpdateParser(Expression expression) {
        this.in = new ExpressionReader(expression);
    }

    static Update parse(Expression expression) {
        UpdateParser parser = new UpdateParser(expression);
        while (!parser.in.isAtEnd()) {
            parser.clause();
        }
        parser.refuseOverlaps();
        return parser.update;
    }

    private void clause() {
        if (in.takeWord("SET") && update.sets().isEmpty()) {
            do {
                Condition.Path path = in.path();
                in.expect("=");
                update.sets().add(new Update.Set(path, sum()));
            } while (in.take(","));
        } else if (in.takeWord("REMOVE") && update.removes().isEmpty()) {
            do {
                update.removes().add(in.path());
            } while (in.take(","));
        } else if (in.takeWord("ADD") && update.adds().isEmpty()) {
            changes(update.adds());
        } else if (in.takeWord("DELETE") && update.deletes().isEmpty()) {
            changes(update.deletes());
        } else {
            throw in.bad("SET, REMOVE, ADD and DELETE stand once each, before '" + in.peek() + "'");
        }
    }

    private void changes(List<Update.Change> changes) {
        do {
            Condition.Path path = in.path();
            if (!(in.operand() instanceof Condition.Literal(AttributeValue by))) {
                throw in.bad("ADD and DELETE take a value");
            }
            changes.add(new Update.Change(path, by));
        } while (in.take(","));
    }

    private Update.Value sum() {
        Update.Value left = value();
        if (in.take("+")) {
            return new Update.Value.Sum(left, value(), false);
        }
        return in.take("-") ? new Update.Value.Sum(left, value(), true) : left;
    }

    private Update.Value value() {
        if (++depth > DEEPEST) {
            throw in.bad("it nests too deep");
        }
        try {
            if (in.take("if_not_exists")) {
                in.expect("(");
                Condition.Path path = in.path();
                in.expect(",");
                Update.Value otherwise = sum();
                in.expect(")");
                return new Update.Value.IfNotExists(path, otherwise);
            }
            if (in.take("list_append")) {
                in.expect("(");
                Update.Value first = value();
                in.expect(",");
                Update.Value second = value();
                in.expect(")");
                return new Update.Value.Append(first, second);
            }
            return new Update.Value.Of(in.operand());
        } finally {
            depth--;
        }
    }

    private void refuseOverlaps() {
        List<Condition.Path> paths = update.paths();
        for (int i = 0; i < paths.size(); i++) {
            for (int j = i + 1; j < paths.size(); j++) {
                List<Object> one = paths.get(i).steps();
                List<Object> other = paths.get(j).steps();
                int common = Math.min(one.size(), other.size());
                if (one.subList(0, common).equals(other.subList(0, common))) {
                    throw in.bad("Two document paths overlap with each other");
                }
            }
        }
    }
}
