package mvi.platform.environment;

import java.util.Map;
import java.util.TreeMap;

/**
 * One version of an app's own variables, by name. Values may be secrets: never printed.
 *
 * @param version 0 when there never was one
 */
public record Environment(int version, Map<String, String> variables) {
    public static final Environment EMPTY = new Environment(0, Map.of());

    public Environment {
        variables = java.util.Collections.unmodifiableMap(new TreeMap<>(variables));
    }

    @Override
    public String toString() {
        return "Environment[" + version + ", " + variables.keySet() + "]";
    }
}
