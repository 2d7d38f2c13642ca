package mvi.manifest;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * One YAML document into a {@link Tree}, from the parser's events.
 *
 * <p>Events rather than nodes, since a tree made here can count what its aliases stand for and stop
 * before a small file of aliases to aliases becomes a large one.
 */
final class TreeReader {
    static final int DEPTH = 64;
    static final int PARTS = 100_000;

    private final String file;
    private final Findings findings;
    private final Interpolation interpolation;
    private final Map<String, Tree> anchors = new HashMap<>();
    private final Map<String, Integer> weights = new HashMap<>();
    private int parts;

    TreeReader(String file, Findings findings, Interpolation interpolation) {
        this.file = file;
        this.findings = findings;
        this.interpolation = interpolation;
    }

    /** Empty when the file is not YAML; why is among the findings. */
    Optional<Tree> read(String text) {
        LoadSettings settings =
                LoadSettings.builder()
                        .setLabel(file)
                        .setUseMarks(true)
                        // In one read: the parser fails where a buffer ends within a character.
                        .setBufferSize(text.length() + 1)
                        .build();
        try {
            Iterator<Event> events = new Parse(settings).parseString(text).iterator();
            return document(events);
        } catch (Stop stop) {
            findings.error(stop.place, stop.code, stop.reason, stop.fix);
        } catch (MarkedYamlEngineException bad) {
            Optional<Mark> mark = bad.getProblemMark().or(bad::getContextMark);
            Place place = mark.map(this::place).orElse(new Place(file, 1, 1));
            boolean isTab = bad.getProblem().contains("\\t") || bad.getProblem().contains("TAB");
            findings.error(
                    place,
                    isTab ? "tab" : "not-yaml",
                    isTab ? "a tab where YAML wants spaces" : "not YAML: " + bad.getProblem(),
                    isTab ? "indent with spaces" : "");
        } catch (YamlEngineException bad) {
            findings.error(
                    new Place(file, 1, 1),
                    "not-yaml",
                    "not YAML: " + String.valueOf(bad.getMessage()).lines().findFirst().orElse(""),
                    "");
        }
        return Optional.empty();
    }

    private Optional<Tree> document(Iterator<Event> events) {
        Tree tree = null;
        while (events.hasNext()) {
            Event event = events.next();
            boolean startsNode = event instanceof NodeEvent;
            if (startsNode && tree != null) {
                throw new Stop(
                        place(event),
                        "two-documents",
                        "a second YAML document",
                        "keep one app in one file");
            }
            if (startsNode) {
                tree = node(event, events, 0, true);
            }
        }
        return Optional.ofNullable(tree);
    }

    private Tree node(Event event, Iterator<Event> events, int depth, boolean isValue) {
        Place place = place(event);
        if (depth > DEPTH) {
            throw new Stop(place, "too-deep", "nested deeper than " + DEPTH + " levels", "");
        }
        int before = parts;
        count(place, 1);
        Tree tree =
                switch (event) {
                    case AliasEvent alias -> alias(alias, place);
                    case ScalarEvent scalar -> scalar(scalar, place, isValue);
                    case SequenceStartEvent start -> items(events, place, depth);
                    case MappingStartEvent start -> fields(events, place, depth);
                    default -> throw new Stop(place, "not-yaml", "not YAML: unexpected end", "");
                };
        if (event instanceof NodeEvent named && !(event instanceof AliasEvent)) {
            named.getAnchor()
                    .ifPresent(
                            anchor -> {
                                anchors.put(anchor.getValue(), tree);
                                weights.put(anchor.getValue(), parts - before);
                            });
        }
        return tree;
    }

    private Tree alias(AliasEvent event, Place place) {
        String name = event.getAlias().getValue();
        Tree tree = anchors.get(name);
        if (tree == null) {
            throw new Stop(
                    place,
                    "unknown-alias",
                    "*" + name + " stands for nothing that was anchored before",
                    NearName.didYouMean(name, anchors.keySet()));
        }
        count(place, weights.getOrDefault(name, 1));
        return tree;
    }

    private void count(Place place, int more) {
        parts += more;
        if (parts > PARTS) {
            throw new Stop(
                    place,
                    "too-many-parts",
                    "more than " + PARTS + " values, aliases counted in full",
                    "say it with fewer");
        }
    }

    private Tree scalar(ScalarEvent event, Place place, boolean isValue) {
        String text = event.getValue();
        return new Tree.Text(
                isValue ? interpolation.replace(text, place) : text,
                event.isPlain() && text.indexOf('$') < 0,
                place);
    }

    private Tree items(Iterator<Event> events, Place place, int depth) {
        List<Tree> items = new ArrayList<>();
        for (Event each = events.next();
                each.getEventId() != Event.ID.SequenceEnd;
                each = events.next()) {
            items.add(node(each, events, depth + 1, true));
        }
        return new Tree.Items(items, place);
    }

    private Tree fields(Iterator<Event> events, Place place, int depth) {
        Map<String, Tree.Field> own = new LinkedHashMap<>();
        List<Tree.Fields> merged = new ArrayList<>();
        for (Event each = events.next();
                each.getEventId() != Event.ID.MappingEnd;
                each = events.next()) {
            Tree key = node(each, events, depth + 1, false);
            Event first = events.next();
            Tree value = node(first, events, depth + 1, true);
            if (!(key instanceof Tree.Text name)) {
                findings.error(key.place(), "bad-key", "a key must be text, not " + key.kind(), "");
                continue;
            }
            if (name.isPlain() && name.value().equals("<<")) {
                merge(value, merged);
                continue;
            }
            Tree.Field field = new Tree.Field(key.place(), value, merging(first));
            Tree.Field there = own.putIfAbsent(name.value(), field);
            if (there != null) {
                findings.error(
                        key.place(),
                        "duplicate-key",
                        "'" + name.value() + "' is here twice; first in line " + there.key().line(),
                        "keep one of them");
            }
        }
        for (Tree.Fields each : merged) {
            each.fields().forEach(own::putIfAbsent);
        }
        return new Tree.Fields(own, place);
    }

    /** Another tag changes nothing about what is read. */
    private static Tree.Merging merging(Event event) {
        String tag =
                switch (event) {
                    case ScalarEvent scalar -> scalar.getTag().orElse("");
                    case CollectionStartEvent start -> start.getTag().orElse("");
                    default -> "";
                };
        return switch (tag) {
            case "!reset" -> Tree.Merging.RESET;
            case "!override" -> Tree.Merging.OVERRIDE;
            default -> Tree.Merging.USUAL;
        };
    }

    private void merge(Tree value, List<Tree.Fields> into) {
        switch (value) {
            case Tree.Fields fields -> into.add(fields);
            case Tree.Items items -> items.items().forEach(each -> merge(each, into));
            case Tree.Text text ->
                    findings.error(
                            text.place(),
                            "bad-merge",
                            "<< wants a mapping, not " + text.kind(),
                            "");
        }
    }

    private Place place(Event event) {
        return event.getStartMark().map(this::place).orElse(new Place(file, 1, 1));
    }

    private Place place(Mark mark) {
        return new Place(file, mark.getLine() + 1, mark.getColumn() + 1);
    }

    /** Ends the reading of a file that can't be gone on with. */
    private static final class Stop extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient Place place;
        private final String code;
        private final String reason;
        private final String fix;

        Stop(Place place, String code, String reason, String fix) {
            super(reason, (@Nullable Throwable) null, false, false);
            this.place = place;
            this.code = code;
            this.reason = reason;
            this.fix = fix;
        }
    }
}
