package mvi.manifest;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** A file's text with edits made to it, and the difference for people. */
public final class EditedText {
    private final List<String> before;
    private final List<List<String>> after = new ArrayList<>();
    private boolean isChanged;

    /**
     * @param edits of this file; one whose place doesn't hold what it is to replace is left out
     */
    public EditedText(String text, List<Edit> edits) {
        before = List.of(text.split("\n", -1));
        before.forEach(line -> after.add(List.of(line)));
        // From behind, so that what was done moves no place that is still to come.
        edits.stream()
                .sorted(
                        Comparator.comparingInt(Edit::line)
                                .thenComparingInt(Edit::column)
                                .reversed())
                .forEach(this::make);
    }

    public boolean isChanged() {
        return isChanged;
    }

    public String text() {
        return String.join("\n", after.stream().flatMap(List::stream).toList());
    }

    /** Changed lines under {@code @@ line @@}, with {@code -}, {@code +} or a space before them. */
    public List<String> difference() {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < before.size(); i++) {
            String was = before.get(i);
            List<String> is = after.get(i);
            if (is.equals(List.of(was))) {
                continue;
            }
            lines.add("@@ " + (i + 1) + " @@");
            boolean isKept = is.contains(was);
            if (!isKept) {
                lines.add("-" + was);
            }
            is.forEach(line -> lines.add((isKept && line.equals(was) ? " " : "+") + line));
        }
        return lines;
    }

    private void make(Edit edit) {
        if (edit.line() > before.size()) {
            return;
        }
        List<String> now = after.get(edit.line() - 1);
        // Edits of a line come from its end, so what is before them stands in its first one still.
        String line = now.getFirst();
        if (line.codePointCount(0, line.length()) < edit.column() - 1) {
            return;
        }
        int start = line.offsetByCodePoints(0, edit.column() - 1);
        if (!line.startsWith(edit.old(), start)) {
            return;
        }
        String head = line.substring(0, start);
        String tail = line.substring(start + edit.old().length());
        boolean isFlow = head.indexOf('{') >= 0;
        String indent = line.substring(0, line.length() - line.stripLeading().length());
        String separator = isFlow ? ", " : "\n" + indent;
        List<String> lines =
                new ArrayList<>(
                        List.of(
                                (head + String.join(separator, edit.entries()) + tail)
                                        .split("\n", -1)));
        lines.addAll(now.subList(1, now.size()));
        after.set(edit.line() - 1, List.copyOf(lines));
        isChanged = true;
    }
}
