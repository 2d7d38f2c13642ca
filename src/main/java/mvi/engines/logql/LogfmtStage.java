package mvi.engines.logql;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code logfmt}: every pair of a line becomes a label, or those that are asked for.
 *
 * @param wanted label → the key of the line; empty for all
 * @param isStrict whether the first malformed pair ends it, with an error
 * @param keepsEmpty whether a key without a value is a label
 */
record LogfmtStage(Map<String, String> wanted, boolean isStrict, boolean keepsEmpty)
        implements Stage {
    static LogfmtStage of(List<Extraction> extractions, boolean isStrict, boolean keepsEmpty) {
        Map<String, String> wanted = new LinkedHashMap<>();
        for (Extraction each : extractions) {
            String key = LabelNames.of(each.expression().text());
            if (key.isEmpty()) {
                throw BadQuery.at(each.expression().index(), "the key of a value is missing");
            }
            wanted.putIfAbsent(each.label(), key);
        }
        return new LogfmtStage(wanted, isStrict, keepsEmpty);
    }

    @Override
    public boolean process(Entry entry) {
        LogfmtReader reader = new LogfmtReader(entry.line());
        while (reader.hasMore()) {
            Optional<LogfmtReader.Pair> pair = reader.next();
            if (pair.isEmpty() && isStrict) {
                break;
            }
            if (pair.isPresent()) {
                take(pair.get(), entry);
            }
        }
        for (String label : wanted.keySet()) {
            if (!entry.isOfOrigin(label)) {
                // Loses to what was found.
                entry.extract(label, "");
            }
        }
        if (isStrict && !reader.error().isEmpty()) {
            entry.fail("LogfmtParserErr", reader.error());
        }
        return true;
    }

    private void take(LogfmtReader.Pair pair, Entry entry) {
        String key = LabelNames.of(pair.key());
        if (key.length() > Limits.LABEL_NAME_LENGTH) {
            return;
        }
        if (wanted.isEmpty()) {
            if (keepsEmpty || !pair.value().isEmpty()) {
                entry.extract(key, pair.value());
            }
            return;
        }
        wanted.forEach(
                (label, asked) -> {
                    if (asked.equals(key)) {
                        entry.extract(label, pair.value());
                    }
                });
    }
}
