package mvi.services.kv.front;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mvi.engines.base.Problem;
import mvi.services.kv.AttributeValue;
import mvi.services.kv.Item;

/**
 * A ProjectionExpression: the paths to keep of an item. Places of a list that are kept close up, in
 * their order.
 */
record Projection(Node root) {
    private static final Pattern STEP =
            Pattern.compile("\\s*(?:(#?[A-Za-z0-9_]+)|\\[\\s*(\\d{1,9})\\s*\\])\\s*");

    /** What is kept below one step; nothing below means the whole value. */
    private record Node(Map<String, Node> names, TreeMap<Integer, Node> places) {
        private static Node empty() {
            return new Node(new LinkedHashMap<>(), new TreeMap<>());
        }

        private boolean isWhole() {
            return names.isEmpty() && places.isEmpty();
        }
    }

    static Optional<Projection> of(KvFields fields) {
        return fields.text("ProjectionExpression").map(text -> parse(text, fields.names()));
    }

    private static Projection parse(String text, Map<String, String> names) {
        Node root = Node.empty();
        for (String path : text.split(",", -1)) {
            Node at = root;
            Matcher matcher = STEP.matcher(path);
            int end = 0;
            while (end < path.length() || end == 0) {
                boolean isDot = end > 0 && path.charAt(end) == '.';
                boolean isFound = matcher.find(end + (isDot ? 1 : 0));
                boolean isName = isFound && matcher.group(1) != null;
                if (!isFound
                        || matcher.start() != end + (isDot ? 1 : 0)
                        || isName != (end == 0 || isDot)) {
                    throw bad("the path '" + path.strip() + "' can not be read");
                }
                at =
                        isName
                                ? at.names()
                                        .computeIfAbsent(
                                                name(matcher.group(1), names), _ -> Node.empty())
                                : at.places()
                                        .computeIfAbsent(
                                                Integer.valueOf(matcher.group(2)),
                                                _ -> Node.empty());
                end = matcher.end();
            }
        }
        return new Projection(root);
    }

    private static String name(String name, Map<String, String> names) {
        if (!name.startsWith("#")) {
            return name;
        }
        String real = names.get(name);
        if (real == null) {
            throw bad(
                    "An expression attribute name used in the document path is not defined;"
                            + " attribute name: "
                            + name);
        }
        return real;
    }

    private static Problem bad(String why) {
        return Problem.invalid("bad-expression", "Invalid ProjectionExpression: " + why);
    }

    static Item apply(Optional<Projection> projection, Item item) {
        return projection.map(each -> new Item(keep(each.root(), item.values()))).orElse(item);
    }

    private static Map<String, AttributeValue> keep(Node node, Map<String, AttributeValue> from) {
        Map<String, AttributeValue> kept = new LinkedHashMap<>();
        node.names()
                .forEach(
                        (name, below) ->
                                Optional.ofNullable(from.get(name))
                                        .flatMap(value -> keep(below, value))
                                        .ifPresent(value -> kept.put(name, value)));
        return kept;
    }

    private static Optional<AttributeValue> keep(Node node, AttributeValue value) {
        if (node.isWhole()) {
            return Optional.of(value);
        }
        if (value instanceof AttributeValue.MapOf map && !node.names().isEmpty()) {
            Map<String, AttributeValue> kept = keep(node, map.values());
            return kept.isEmpty() ? Optional.empty() : Optional.of(new AttributeValue.MapOf(kept));
        }
        if (value instanceof AttributeValue.ListOf list && !node.places().isEmpty()) {
            List<AttributeValue> kept = new ArrayList<>();
            node.places()
                    .headMap(list.values().size())
                    .forEach(
                            (place, below) ->
                                    keep(below, list.values().get(place)).ifPresent(kept::add));
            return kept.isEmpty() ? Optional.empty() : Optional.of(new AttributeValue.ListOf(kept));
        }
        return Optional.empty();
    }
}
