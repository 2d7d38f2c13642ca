package mvi.manifest;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** YAML as it was read: aliases and merges resolved, variables replaced, each part at its place. */
sealed interface Tree {
    Place place();

    /** A scalar; {@code isPlain} when it was not quoted. */
    record Text(String value, boolean isPlain, Place place) implements Tree {
        boolean isNull() {
            return isPlain
                    && (value.isEmpty()
                            || value.equals("~")
                            || value.equals("null")
                            || value.equals("Null")
                            || value.equals("NULL"));
        }
    }

    record Items(List<Tree> items, Place place) implements Tree {}

    /** A mapping in the file's order; a merged key stands where its anchor does. */
    record Fields(Map<String, Field> fields, Place place) implements Tree {
        Optional<Tree> value(String key) {
            return Optional.ofNullable(fields.get(key)).map(Field::value);
        }

        /** A mapping under a key; what else stands there is said by who reads the key. */
        Optional<Fields> mapping(String key) {
            return value(key).filter(Fields.class::isInstance).map(Fields.class::cast);
        }

        static Fields none(Place place) {
            return new Fields(new LinkedHashMap<>(), place);
        }
    }

    /** A key's place and its value. */
    record Field(Place key, Tree value, Merging merging) {
        Field(Place key, Tree value) {
            this(key, value, Merging.USUAL);
        }
    }

    /** What a value does to the one that it is merged over. */
    enum Merging {
        USUAL,
        /** {@code !reset}: there is none, as if neither had been written. */
        RESET,
        /** {@code !override}: it takes the other's place. */
        OVERRIDE
    }

    /** For messages: what it is in a person's words. */
    default String kind() {
        return switch (this) {
            case Text text -> text.isNull() ? "nothing" : "'" + text.value() + "'";
            case Items items -> "a list";
            case Fields fields -> "a mapping";
        };
    }
}
