package mvi.services.kv.core;

import java.util.List;
import mvi.services.kv.AttributeValue;

/** A parsed condition. */
sealed interface Condition {
    record Or(Condition left, Condition right) implements Condition {}

    record And(Condition left, Condition right) implements Condition {}

    record Not(Condition of) implements Condition {}

    /** {@code operator} is one of = &lt;&gt; &lt; &lt;= &gt; &gt;=. */
    record Compare(Operand left, String operator, Operand right) implements Condition {}

    record Between(Operand of, Operand low, Operand high) implements Condition {}

    record In(Operand of, List<Operand> choices) implements Condition {}

    record Call(String function, List<Operand> operands) implements Condition {}

    /** A side of a comparison. */
    sealed interface Operand {}

    record Literal(AttributeValue value) implements Operand {}

    record Size(Path of) implements Operand {}

    /** Steps are names ({@code String}) and places in lists ({@code Integer}). */
    record Path(List<Object> steps) implements Operand {}
}
