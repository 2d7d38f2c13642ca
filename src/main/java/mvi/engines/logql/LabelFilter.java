package mvi.engines.logql;

import com.google.re2j.Pattern;
import java.util.Optional;
import java.util.OptionalDouble;

/** Lines by the values of their labels. */
sealed interface LabelFilter extends Stage {
    /** How two quantities compare. */
    enum Comparison {
        EQUAL,
        UNEQUAL,
        GREATER,
        GREATER_OR_EQUAL,
        LESS,
        LESS_OR_EQUAL;

        boolean holds(double left, double right) {
            return switch (this) {
                case EQUAL -> left == right;
                case UNEQUAL -> left != right;
                case GREATER -> left > right;
                case GREATER_OR_EQUAL -> left >= right;
                case LESS -> left < right;
                case LESS_OR_EQUAL -> left <= right;
            };
        }
    }

    /** What a label's value is read as. */
    enum Unit {
        NUMBER,
        DURATION,
        BYTES;

        OptionalDouble read(String text) {
            return switch (this) {
                case NUMBER -> Quantities.number(text);
                case DURATION -> Quantities.duration(text);
                case BYTES -> Quantities.bytes(text);
            };
        }
    }

    /** A label that is a text, or not. One that isn't there is an empty text. */
    record Text(String label, String value, boolean isWanted) implements LabelFilter {
        @Override
        public boolean process(Entry entry) {
            return entry.value(label).orElse("").equals(value) == isWanted;
        }
    }

    /** A label whose whole value fits a pattern, or doesn't. */
    record Fit(String label, Pattern pattern, boolean isWanted) implements LabelFilter {
        @Override
        public boolean process(Entry entry) {
            return pattern.matches(entry.value(label).orElse("")) == isWanted;
        }
    }

    /**
     * A label that is read as a quantity and compared. Without the label the line is not wanted;
     * when its value is no such quantity the line is kept, with an error.
     */
    record Amount(String label, Comparison comparison, double value, Unit unit)
            implements LabelFilter {
        @Override
        public boolean process(Entry entry) {
            Optional<String> text = entry.value(label).filter(each -> !isError());
            if (text.isEmpty()) {
                return false;
            }
            OptionalDouble read = unit.read(text.get());
            if (read.isPresent()) {
                return comparison.holds(read.getAsDouble(), value);
            }
            if (!entry.hasFailed()) {
                entry.fail("LabelFilterErr", "the value of " + label + " can't be compared");
            }
            return true;
        }

        /** The error is a text, and nothing else. */
        private boolean isError() {
            return label.equals(Entry.ERROR) || label.equals(Entry.ERROR_DETAILS);
        }
    }

    /** Both, or one of two. Both are asked where both must hold, as either may leave an error. */
    record Pair(LabelFilter left, LabelFilter right, boolean isBoth) implements LabelFilter {
        @Override
        public boolean process(Entry entry) {
            return isBoth
                    ? left.process(entry) & right.process(entry)
                    : left.process(entry) || right.process(entry);
        }
    }
}
