package mvi.manifest;

import java.util.List;

/**
 * A change of a manifest's text that takes one finding away.
 *
 * @param line from 1
 * @param column from 1, in code points
 * @param old what stands there now; empty to insert
 * @param entries what shall stand there: entries of the mapping that it is in, each on a line of
 *     its own where that one's are
 */
public record Edit(String file, int line, int column, String old, List<String> entries) {
    public Edit {
        entries = List.copyOf(entries);
    }

    static Edit at(Place place, String old, String... entries) {
        return new Edit(place.file(), place.line(), place.column(), old, List.of(entries));
    }
}
