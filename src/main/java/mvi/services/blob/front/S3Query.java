package mvi.services.blob.front;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A query's parameters, decoded; the first of a name counts. */
record S3Query(Map<String, String> parameters) {
    static S3Query parse(String raw) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String pair : raw.split("&", -1)) {
            if (pair.isEmpty()) {
                continue;
            }
            int equals = pair.indexOf('=');
            String name = equals < 0 ? pair : pair.substring(0, equals);
            String value = equals < 0 ? "" : pair.substring(equals + 1);
            parameters.putIfAbsent(Percent.decode(name, true), Percent.decode(value, true));
        }
        return new S3Query(parameters);
    }

    /** The same with another value of a parameter, or without it. */
    S3Query with(String name, Optional<String> value) {
        Map<String, String> other = new LinkedHashMap<>(parameters);
        other.remove(name);
        value.ifPresent(it -> other.put(name, it));
        return new S3Query(other);
    }

    Set<String> names() {
        return parameters.keySet();
    }

    boolean has(String name) {
        return parameters.containsKey(name);
    }

    Optional<String> first(String name) {
        return Optional.ofNullable(parameters.get(name));
    }

    String text(String name) {
        return parameters.getOrDefault(name, "");
    }

    /** A number of 0 or more; larger than the limit is the limit. */
    int number(String name, int otherwise, int limit) {
        String text = text(name);
        if (text.isEmpty()) {
            return otherwise;
        }
        if (!text.matches("\\d{1,9}")) {
            throw S3Error.of("InvalidArgument", 400, "'" + name + "' is a number of 0 or more");
        }
        return Math.min(Integer.parseInt(text), limit);
    }
}
