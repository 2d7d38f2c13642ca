package mvi.engines.logql;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * {@code regexp}: what the named groups of a pattern cover become labels. A line in which nothing
 * matches stays as it is.
 *
 * @param groups number → name
 */
record RegexpStage(Pattern pattern, Map<Integer, String> groups) implements Stage {
    static RegexpStage of(Token token, Patterns patterns) {
        Pattern pattern = patterns.compile(token, false);
        Map<Integer, String> groups = new TreeMap<>();
        pattern.namedGroups()
                .forEach(
                        (name, number) -> {
                            if (!LabelNames.isName(name)) {
                                throw BadQuery.at(
                                        token.index(), "'" + name + "' can't name a label");
                            }
                            groups.put(number, name);
                        });
        if (groups.isEmpty()) {
            throw BadQuery.at(
                    token.index(), "a regexp has a group with a name, such as (?P<path>\\S+)");
        }
        return new RegexpStage(pattern, groups);
    }

    @Override
    public boolean process(Entry entry) {
        Matcher matcher = pattern.matcher(entry.line());
        if (matcher.find()) {
            groups.forEach(
                    (number, name) ->
                            entry.extract(
                                    name, Objects.requireNonNullElse(matcher.group(number), "")));
        }
        return true;
    }
}
