package mvi.engines.policy;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import mvi.engines.base.Kind;
import mvi.engines.base.Problem;
import mvi.engines.wire.Json;
import org.jspecify.annotations.Nullable;

/**
 * A part of a document that is being read, and where it stands in it, as {@code
 * Statement[0].Action}. What it is asked to be and isn't, it refuses.
 */
record PolicyNode(String where, JsonNode json) {
    /** Of text that somebody sent, as much as a message shows. */
    private static final int SHOWN = 100;

    static PolicyNode document(String text) {
        long most = PolicyDocument.LARGEST.bytes();
        if (text.length() > most || text.getBytes(StandardCharsets.UTF_8).length > most) {
            throw malformed("it has more than " + most + " bytes", null);
        }
        try {
            return new PolicyNode("document", Json.parse(text));
        } catch (Problem bad) {
            throw malformed(bad.publicMessage(), bad);
        }
    }

    boolean has(String name) {
        return json.has(name);
    }

    PolicyNode child(String name) {
        return new PolicyNode(where + "." + shown(name), json.path(name));
    }

    /** Each member of an object. */
    List<Map.Entry<String, PolicyNode>> members() {
        requireObject();
        return json.properties().stream()
                .map(each -> Map.entry(each.getKey(), child(each.getKey())))
                .toList();
    }

    /** An object with members of these names. */
    PolicyNode withOnly(Set<String> names) {
        requireObject();
        for (Map.Entry<String, JsonNode> member : json.properties()) {
            if (!names.contains(member.getKey())) {
                throw wrong("there is no element " + shown(member.getKey()));
            }
        }
        return this;
    }

    /** What a list holds, which is never nothing; what is no list is one thing. */
    List<PolicyNode> items() {
        if (!json.isArray()) {
            return List.of(this);
        }
        if (json.isEmpty()) {
            throw wrong("its list is empty");
        }
        List<PolicyNode> items = new ArrayList<>();
        json.forEach(each -> items.add(new PolicyNode(where + "[" + items.size() + "]", each)));
        return items;
    }

    List<String> texts() {
        return items().stream().map(PolicyNode::text).toList();
    }

    String text() {
        if (!json.isTextual()) {
            throw wrong("it is a text");
        }
        return json.asText();
    }

    /** A text, or a number or truth as its text. */
    String value() {
        if (!json.isTextual() && !json.isNumber() && !json.isBoolean()) {
            throw wrong("it is a text, a number, true or false");
        }
        return json.asText();
    }

    Problem wrong(String what) {
        return malformed(where + ": " + what, null);
    }

    private void requireObject() {
        if (!json.isObject()) {
            throw wrong("it is an object");
        }
    }

    static String shown(String text) {
        return text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text;
    }

    private static Problem malformed(String what, @Nullable Throwable cause) {
        return new Problem(
                "malformed-policy", Kind.INVALID, "the policy is refused: " + what, "", cause);
    }
}
