package mvi.engines.logql;

import java.util.List;
import java.util.Optional;

/** {@code label_format}: renames labels, and writes fixed values. */
record LabelFormat(List<Change> changes) implements Stage {
    /**
     * @param source a label that gets the name instead, or the value itself
     */
    record Change(String name, String source, boolean isRename) {}

    LabelFormat {
        changes = List.copyOf(changes);
    }

    @Override
    public boolean process(Entry entry) {
        for (Change change : changes) {
            if (!change.isRename()) {
                entry.put(change.name(), change.source());
                continue;
            }
            Optional<String> value = entry.value(change.source());
            if (value.isPresent()) {
                entry.remove(change.source());
                entry.put(change.name(), value.get());
            }
        }
        return true;
    }
}
