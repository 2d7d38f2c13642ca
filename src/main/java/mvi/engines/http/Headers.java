package mvi.engines.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * Header fields in their order; names compare without case. Immutable: {@code with} and {@code
 * without} make new ones.
 */
public final class Headers {
    public static final Headers NONE = new Headers(List.of());

    /** RFC 9110 section 7.6.1. */
    private static final Set<String> HOP_BY_HOP =
            Set.of(
                    "connection",
                    "keep-alive",
                    "proxy-connection",
                    "te",
                    "transfer-encoding",
                    "upgrade");

    private final List<String> namesAndValues;

    private Headers(List<String> namesAndValues) {
        this.namesAndValues = List.copyOf(namesAndValues);
    }

    public static Headers of(String... namesAndValues) {
        if (namesAndValues.length % 2 != 0) {
            throw new IllegalArgumentException("names and values come in pairs");
        }
        return new Headers(List.of(namesAndValues));
    }

    public static Headers of(List<String> namesAndValues) {
        return of(namesAndValues.toArray(String[]::new));
    }

    /** The first value. */
    public Optional<String> first(String name) {
        for (int i = 0; i < namesAndValues.size(); i += 2) {
            if (namesAndValues.get(i).equalsIgnoreCase(name)) {
                return Optional.of(namesAndValues.get(i + 1));
            }
        }
        return Optional.empty();
    }

    public List<String> all(String name) {
        List<String> values = new ArrayList<>();
        each(
                (each, value) -> {
                    if (each.equalsIgnoreCase(name)) {
                        values.add(value);
                    }
                });
        return values;
    }

    public boolean has(String name) {
        return first(name).isPresent();
    }

    public void each(BiConsumer<String, String> visitor) {
        for (int i = 0; i < namesAndValues.size(); i += 2) {
            visitor.accept(namesAndValues.get(i), namesAndValues.get(i + 1));
        }
    }

    /** These and one more. */
    public Headers with(String name, String value) {
        List<String> more = new ArrayList<>(namesAndValues);
        more.add(name);
        more.add(value);
        return new Headers(more);
    }

    public Headers without(String name) {
        List<String> fewer = new ArrayList<>(namesAndValues.size());
        each(
                (each, value) -> {
                    if (!each.equalsIgnoreCase(name)) {
                        fewer.add(each);
                        fewer.add(value);
                    }
                });
        return new Headers(fewer);
    }

    /** What is meant for whoever the message is passed on to, and not for this hop alone. */
    public Headers endToEnd() {
        List<String> kept = new ArrayList<>(namesAndValues.size());
        each(
                (name, value) -> {
                    if (!HOP_BY_HOP.contains(name.toLowerCase(Locale.ROOT))) {
                        kept.add(name);
                        kept.add(value);
                    }
                });
        return new Headers(kept);
    }

    @Override
    public String toString() {
        return namesAndValues.size() / 2 + " headers";
    }
}
