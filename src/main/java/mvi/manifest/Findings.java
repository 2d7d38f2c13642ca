package mvi.manifest;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Collects what is said of one manifest; bounded, so that a hostile file can't fill memory. */
final class Findings {
    static final int LIMIT = 500;

    private final List<Finding> found = new ArrayList<>();
    private final Set<Edit> edits = new LinkedHashSet<>();
    private boolean hasErrors;

    void error(Place place, String code, String message, String fix) {
        hasErrors = true;
        add(Finding.Severity.ERROR, place, code, message, fix);
    }

    void warn(Place place, String code, String message, String fix) {
        add(Finding.Severity.WARNING, place, code, message, fix);
    }

    /** What would take something of this away. */
    void propose(Edit edit) {
        if (edits.size() < LIMIT) {
            edits.add(edit);
        }
    }

    List<Edit> edits() {
        return List.copyOf(edits);
    }

    boolean hasErrors() {
        return hasErrors;
    }

    /** In the file's order, each said once. */
    List<Finding> sorted() {
        return found.stream()
                .distinct()
                .sorted(
                        Comparator.comparing(Finding::file)
                                .thenComparingInt(Finding::line)
                                .thenComparingInt(Finding::column))
                .toList();
    }

    private void add(
            Finding.Severity severity, Place place, String code, String message, String fix) {
        if (found.size() < LIMIT) {
            found.add(
                    new Finding(
                            severity,
                            place.file(),
                            place.line(),
                            place.column(),
                            code,
                            message,
                            fix));
        }
    }
}
