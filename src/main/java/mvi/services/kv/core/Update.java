package mvi.services.kv.core;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import mvi.services.kv.AttributeValue;

/** A parsed update: its four clauses, each action on a path of its own. */
record Update(
        List<Set> sets, List<Condition.Path> removes, List<Change> adds, List<Change> deletes) {
    /** {@code path = value}. */
    record Set(Condition.Path path, Value value) {}

    /** Of a number or set. */
    record Change(Condition.Path path, AttributeValue by) {}

    /** The right side of a SET. */
    sealed interface Value {
        record Of(Condition.Operand operand) implements Value {}

        record Sum(Value left, Value right, boolean isMinus) implements Value {}

        record IfNotExists(Condition.Path path, Value otherwise) implements Value {}

        record Append(Value first, Value second) implements Value {}
    }

    static Update empty() {
        return new Update(
                new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    }

    boolean onlyTakesAway() {
        return sets.isEmpty() && adds.isEmpty() && !(removes.isEmpty() && deletes.isEmpty());
    }

    List<Condition.Path> paths() {
        List<Condition.Path> paths = new ArrayList<>(removes);
        sets.forEach(each -> paths.add(each.path()));
        adds.forEach(each -> paths.add(each.path()));
        deletes.forEach(each -> paths.add(each.path()));
        return paths;
    }

    SortedSet<String> touched() {
        SortedSet<String> names = new TreeSet<>();
        paths().forEach(path -> names.add((String) path.steps().getFirst()));
        return names;
    }
}
