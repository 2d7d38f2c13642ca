package mvi.manifest;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Replaces {@code $NAME} and {@code ${NAME…}} as Compose does, with all of its operators: {@code
 * :-} {@code -} (a default), {@code :?} {@code ?} (an error), {@code :+} {@code +} (a replacement),
 * nested, and {@code $$} for a dollar.
 */
final class Interpolation {
    static final int DEPTH = 16;
    static final int LENGTH = 1 << 20;

    private final Map<String, String> variables;
    private final Findings findings;
    private final Map<String, String> used;

    Interpolation(Map<String, String> variables, Findings findings) {
        this(variables, findings, new LinkedHashMap<>());
    }

    private Interpolation(
            Map<String, String> variables, Findings findings, Map<String, String> used) {
        this.variables = variables;
        this.findings = findings;
        this.used = used;
    }

    /** With others for what it has no value of; what is asked of the two is one list. */
    Interpolation over(Map<String, String> others) {
        Map<String, String> all = new LinkedHashMap<>(others);
        all.putAll(variables);
        return new Interpolation(all, findings, used);
    }

    /** Every variable that had a value and was asked for. */
    Map<String, String> used() {
        return used;
    }

    /** Its value, noted as used. */
    Optional<String> lookUp(String name) {
        String value = variables.get(name);
        if (value != null) {
            used.put(name, value);
        }
        return Optional.ofNullable(value);
    }

    String replace(String text, Place place) {
        return text.indexOf('$') < 0 ? text : new Pass(text, place, 0).all();
    }

    private static boolean isNameStart(char c) {
        return c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
    }

    private static boolean isNamePart(char c) {
        return isNameStart(c) || c >= '0' && c <= '9';
    }

    /** One walk over one text. */
    private final class Pass {
        private final String text;
        private final Place place;
        private final int depth;
        private final StringBuilder out = new StringBuilder();
        private int at;

        Pass(String text, Place place, int depth) {
            this.text = text;
            this.place = place;
            this.depth = depth;
        }

        String all() {
            while (at < text.length() && out.length() <= LENGTH) {
                char c = text.charAt(at++);
                if (c != '$') {
                    out.append(c);
                } else {
                    dollar();
                }
            }
            if (out.length() > LENGTH) {
                bad("it grows beyond " + LENGTH + " characters");
            }
            return out.toString();
        }

        private void dollar() {
            if (at == text.length()) {
                bad("a single $ at its end");
                return;
            }
            char next = text.charAt(at);
            if (next == '$') {
                at++;
                out.append('$');
            } else if (next == '{') {
                at++;
                braced();
            } else if (isNameStart(next)) {
                String name = name();
                out.append(valueOrBlank(name));
            } else {
                bad("a $ before '" + next + "'");
                at = text.length();
            }
        }

        private String name() {
            int start = at;
            while (at < text.length() && isNamePart(text.charAt(at))) {
                at++;
            }
            return text.substring(start, at);
        }

        private void braced() {
            int end = closing();
            if (end < 0 || !isNameStart(text.charAt(at)) || depth >= DEPTH) {
                bad(depth >= DEPTH ? "nested too deep" : "'${' without a name and its '}'");
                at = text.length();
                return;
            }
            String name = name();
            String rest = text.substring(at, end);
            at = end + 1;
            if (rest.isEmpty()) {
                out.append(valueOrBlank(name));
                return;
            }
            boolean countsEmpty = rest.startsWith(":");
            String operator = countsEmpty ? rest.substring(1) : rest;
            if (operator.isEmpty() || "-?+".indexOf(operator.charAt(0)) < 0) {
                bad("'" + rest + "' after " + name);
                return;
            }
            operate(name, countsEmpty, operator.charAt(0), operator.substring(1));
        }

        private void operate(String name, boolean countsEmpty, char operator, String word) {
            @Nullable String value = lookUp(name).orElse(null);
            boolean isSet = value != null && !(countsEmpty && value.isEmpty());
            switch (operator) {
                case '-' -> out.append(isSet ? String.valueOf(value) : inner(word));
                case '+' -> out.append(isSet ? inner(word) : "");
                default -> {
                    if (value != null && isSet) {
                        out.append(value);
                        return;
                    }
                    String why = inner(word);
                    findings.error(
                            place,
                            "variable-required",
                            "the variable "
                                    + name
                                    + " is required"
                                    + (why.isEmpty() ? "" : ": " + why),
                            "set " + name + " in the shell or in .env");
                }
            }
        }

        private String inner(String word) {
            return new Pass(word, place, depth + 1).all();
        }

        private int closing() {
            int open = 1;
            for (int i = at; i < text.length(); i++) {
                if (text.startsWith("$$", i)) {
                    i++;
                } else if (text.startsWith("${", i)) {
                    open++;
                    i++;
                } else if (text.charAt(i) == '}' && --open == 0) {
                    return i;
                }
            }
            return -1;
        }

        private String valueOrBlank(String name) {
            Optional<String> value = lookUp(name);
            if (value.isEmpty()) {
                findings.warn(
                        place,
                        "variable-unset",
                        "the variable " + name + " is not set and becomes empty text",
                        "set it in the shell or in .env, or write ${" + name + ":-default}");
            }
            return value.orElse("");
        }

        private void bad(String why) {
            findings.error(
                    place,
                    "bad-interpolation",
                    "can't read '" + shortened(text) + "': " + why,
                    "write ${NAME}, or $$ for a dollar");
        }

        private static String shortened(String text) {
            return text.length() <= 60 ? text : text.substring(0, 60) + "…";
        }
    }
}
