package mvi.engines.logql;

import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A line on its way through a pipeline, with its labels.
 *
 * <p>A key of the line that is also a label of its origin is extracted under its name with {@code
 * _extracted}; one that was extracted before is passed over, so that the first value stays. The
 * error is no label among others: parsers can't write it, and {@code keep} does not touch it.
 */
final class Entry {
    static final String ERROR = "__error__";
    static final String ERROR_DETAILS = "__error_details__";
    private static final String DUPLICATE = "_extracted";

    private String line;
    private final Map<String, String> origin;
    private final Map<String, String> labels;
    private final Set<String> extracted = new HashSet<>();
    private String error = "";
    private String details = "";

    Entry(String line, Map<String, String> origin) {
        this.line = line;
        this.origin = origin;
        this.labels = new LinkedHashMap<>(origin);
    }

    String line() {
        return line;
    }

    void replaceLine(String newLine) {
        line = newLine;
    }

    /** The value of a label, or of the error; empty when there is no such label. */
    Optional<String> value(String name) {
        return switch (name) {
            case ERROR -> Optional.of(error);
            case ERROR_DETAILS -> Optional.of(details);
            default -> Optional.ofNullable(labels.get(name));
        };
    }

    /** Whether the line's origin has a label of this name. */
    boolean isOfOrigin(String name) {
        return origin.containsKey(name);
    }

    /** A label that a parser found, under a name that is a label's already. */
    void extract(String name, String value) {
        String free = origin.containsKey(name) ? name + DUPLICATE : name;
        if (free.isEmpty() || free.equals(ERROR) || free.equals(ERROR_DETAILS)) {
            return;
        }
        if (extracted.contains(free)) {
            return;
        }
        if (extracted.size() >= Limits.EXTRACTED_LABELS) {
            fail("LabelLimitErr", "more than " + Limits.EXTRACTED_LABELS + " labels");
            return;
        }
        extracted.add(free);
        // U+FFFD stands for bytes that were no UTF-8; Loki makes a space of it.
        labels.put(free, value.replace('\uFFFD', ' '));
    }

    /** Writes a label, whatever was there. */
    void put(String name, String value) {
        extracted.add(name);
        labels.put(name, value);
    }

    void remove(String name) {
        switch (name) {
            case ERROR -> error = "";
            case ERROR_DETAILS -> details = "";
            default -> labels.remove(name);
        }
    }

    void fail(String newError, String newDetails) {
        error = newError;
        details = newDetails;
    }

    boolean hasFailed() {
        return !error.isEmpty();
    }

    /** Of all labels but the error. */
    List<String> names() {
        return List.copyOf(labels.keySet());
    }

    Map<String, String> labels() {
        Map<String, String> all = new LinkedHashMap<>(labels);
        if (!error.isEmpty()) {
            all.put(ERROR, error);
        }
        if (!details.isEmpty()) {
            all.put(ERROR_DETAILS, details);
        }
        return Collections.unmodifiableMap(all);
    }
}
