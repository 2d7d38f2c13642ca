package mvi.engines.logql;

import java.util.List;
import java.util.Optional;

/** {@code drop} and {@code keep}: which labels a line goes on with. The line itself stays. */
record LabelChoice(List<Named> chosen, boolean isKept) implements Stage {
    /** A label, perhaps only if it passes a filter. */
    record Named(String label, Optional<LabelFilter> filter) {
        boolean holds(Entry entry) {
            return filter.isEmpty() || filter.get().process(entry);
        }
    }

    LabelChoice {
        chosen = List.copyOf(chosen);
    }

    @Override
    public boolean process(Entry entry) {
        if (!isKept) {
            for (Named each : chosen) {
                if (each.holds(entry)) {
                    entry.remove(each.label());
                }
            }
            return true;
        }
        for (String name : entry.names()) {
            if (chosen.stream().noneMatch(each -> each.label().equals(name) && each.holds(entry))) {
                entry.remove(name);
            }
        }
        return true;
    }
}
