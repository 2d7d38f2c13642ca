package mvi.manifest;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * {@code .dockerignore} as Docker reads it: one pattern a line, relative to the context's root;
 * {@code *} and {@code ?} stay within a name, {@code **} crosses folders, {@code !} takes back, the
 * last line that matches wins, and what matches a folder matches all in it.
 */
final class IgnoreRules {
    static final int RULES = 10_000;

    private record Rule(Pattern pattern, boolean isTakenBack) {}

    private final List<Rule> rules;
    private final boolean hasTakenBack;

    private IgnoreRules(List<Rule> rules) {
        this.rules = rules;
        this.hasTakenBack = rules.stream().anyMatch(Rule::isTakenBack);
    }

    static IgnoreRules none() {
        return new IgnoreRules(List.of());
    }

    static IgnoreRules parse(String text) {
        List<Rule> rules = new ArrayList<>();
        for (String line : text.split("\r?\n")) {
            String pattern = line.strip();
            if (line.startsWith("#") || pattern.isEmpty() || rules.size() >= RULES) {
                continue;
            }
            boolean isTakenBack = pattern.startsWith("!");
            String clean =
                    ReadContext.inside(
                                    "",
                                    (isTakenBack ? pattern.substring(1) : pattern)
                                            .strip()
                                            .replaceAll("^/+", ""))
                            .orElse("");
            if (!clean.isEmpty()) {
                rules.add(new Rule(Pattern.compile(regex(clean)), isTakenBack));
            }
        }
        return new IgnoreRules(rules);
    }

    /** Whether the path, or a folder that it is in, is left out. */
    boolean isIgnored(String path) {
        boolean isIgnored = false;
        for (Rule rule : rules) {
            if (rule.isTakenBack() == isIgnored && matches(rule, path)) {
                isIgnored = !rule.isTakenBack();
            }
        }
        return isIgnored;
    }

    /** Whether a folder that is left out need not be looked into. */
    boolean canSkip(String folder) {
        return !hasTakenBack && isIgnored(folder);
    }

    private static boolean matches(Rule rule, String path) {
        for (int end = path.length(); end > 0; end = path.lastIndexOf('/', end - 1)) {
            if (rule.pattern().matcher(path.substring(0, end)).matches()) {
                return true;
            }
        }
        return false;
    }

    private static String regex(String pattern) {
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (pattern.startsWith("**/", i)) {
                regex.append("(?:.*/)?");
                i += 2;
            } else if (pattern.startsWith("**", i)) {
                regex.append(".*");
                i++;
            } else if (c == '*') {
                regex.append("[^/]*");
            } else if (c == '?') {
                regex.append("[^/]");
            } else if (c == '[' && pattern.indexOf(']', i + 2) > 0) {
                int end = pattern.indexOf(']', i + 2);
                String set =
                        pattern.substring(i + 1, end).replace("\\", "\\\\").replace("[", "\\[");
                regex.append('[').append(set.replace("&", "\\&")).append(']');
                i = end;
            } else if (c == '\\' && i + 1 < pattern.length()) {
                regex.append(Pattern.quote(String.valueOf(pattern.charAt(++i))));
            } else {
                regex.append(Pattern.quote(String.valueOf(c)));
            }
        }
        return regex.toString();
    }
}
