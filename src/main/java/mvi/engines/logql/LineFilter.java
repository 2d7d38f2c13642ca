package mvi.engines.logql;

import java.util.List;
import java.util.function.Predicate;

/**
 * Lines that one of several texts, patterns or templates finds something in, or none of them.
 *
 * @param isWanted false for the operators that begin with an exclamation mark
 */
record LineFilter(List<Predicate<String>> alternatives, boolean isWanted) implements Stage {
    LineFilter {
        alternatives = List.copyOf(alternatives);
    }

    @Override
    public boolean process(Entry entry) {
        String line = entry.line();
        return alternatives.stream().anyMatch(each -> each.test(line)) == isWanted;
    }
}
