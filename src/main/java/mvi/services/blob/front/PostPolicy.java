package mvi.services.blob.front;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import mvi.engines.base.ByteSource;
import mvi.engines.base.Problem;
import mvi.engines.wire.Json;

/**
 * What its signer allows a browser's form to ask for ("POST Policy" of the S3 API reference): until
 * when, and conditions that every field is under, the bucket among them. Names of fields and of the
 * conditions' kinds are without case, the document's own two are not.
 */
record PostPolicy(Instant expiration, List<Condition> conditions) {
    private static final String BUCKET = "bucket";
    private static final String CONTENT_TYPE = "content-type";
    private static final String IGNORED = "x-ignore-";

    /** Fields that need no condition: a signature can not be under itself. */
    private static final Set<String> FREE =
            Set.of("policy", "signature", "awsaccesskeyid", "x-amz-signature");

    /** One of the policy's conditions. */
    sealed interface Condition {
        /** On the text of a field. */
        sealed interface OnField extends Condition {
            String field();

            boolean holds(String text);
        }

        /** {@code eq}, or an object of one field. */
        record Equal(String field, String value) implements OnField {
            @Override
            public boolean holds(String text) {
                return text.equals(value);
            }
        }

        /** {@code starts-with}. Several content types are a list, of which each must begin so. */
        record StartsWith(String field, String value) implements OnField {
            @Override
            public boolean holds(String text) {
                return field.equals(CONTENT_TYPE)
                        ? Stream.of(text.split(",", -1))
                                .allMatch(it -> it.strip().startsWith(value))
                        : text.startsWith(value);
            }
        }

        /** {@code content-length-range}, on the bytes of the file; both bounds are allowed. */
        record Length(long least, long most) implements Condition {}
    }

    /** From its Base64, as the form has it. Throws {@code InvalidPolicyDocument}. */
    static PostPolicy parse(String base64) {
        JsonNode document = json(base64);
        JsonNode conditions = document.path("conditions");
        if (!conditions.isArray()) {
            throw invalid("it has no conditions");
        }
        List<Condition> read = new ArrayList<>();
        conditions.forEach(each -> read.add(condition(each)));
        return new PostPolicy(expiration(document.path("expiration")), List.copyOf(read));
    }

    private static JsonNode json(String base64) {
        try {
            return Json.parse(withoutDollarEscapes(Base64.getMimeDecoder().decode(base64)));
        } catch (IllegalArgumentException notBase64) {
            throw invalid("it is not in Base64");
        } catch (Problem malformed) {
            throw invalid(malformed.publicMessage());
        }
    }

    /** S3 lets a dollar sign be escaped, which JSON does not know. */
    private static byte[] withoutDollarEscapes(byte[] json) {
        ByteArrayOutputStream plain = new ByteArrayOutputStream(json.length);
        for (int i = 0; i < json.length; i++) {
            if (json[i] == '\\' && i + 1 < json.length) {
                if (json[i + 1] != '$') {
                    plain.write(json[i]);
                }
                i++;
            }
            plain.write(json[i]);
        }
        return plain.toByteArray();
    }

    private static Instant expiration(JsonNode node) {
        try {
            if (node.isTextual()) {
                return Instant.parse(node.textValue());
            }
        } catch (DateTimeException noTime) {
            throw invalid("its expiration is not of the form 2026-01-31T23:59:59Z");
        }
        throw invalid("it has no expiration");
    }

    private static Condition condition(JsonNode node) {
        if (node.isObject() && node.size() == 1) {
            Map.Entry<String, JsonNode> only = node.properties().iterator().next();
            return new Condition.Equal(lower(only.getKey()), text(only.getValue()));
        }
        if (!node.isArray() || node.size() != 3) {
            throw invalid("a condition is an object of one field, or an array of three elements");
        }
        return switch (lower(node.path(0).asText())) {
            case "content-length-range" ->
                    new Condition.Length(bound(node.path(1)), bound(node.path(2)));
            case "eq" -> new Condition.Equal(field(node.path(1)), text(node.path(2)));
            case "starts-with" -> new Condition.StartsWith(field(node.path(1)), text(node.path(2)));
            default -> throw invalid("conditions are eq, starts-with and content-length-range");
        };
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    private static String field(JsonNode name) {
        if (!name.asText().startsWith("$")) {
            throw invalid("the field of a condition begins with a dollar sign");
        }
        return lower(name.asText().substring(1));
    }

    private static String text(JsonNode value) {
        if (!value.isTextual() && !value.isNumber()) {
            throw invalid("the value of a condition is a text");
        }
        return value.asText();
    }

    private static long bound(JsonNode node) {
        String digits = node.asText();
        boolean isWhole = node.isIntegralNumber() || node.isTextual();
        if (!isWhole || !digits.matches("\\d{1,18}")) {
            throw invalid("content-length-range has two numbers of bytes");
        }
        return Long.parseLong(digits);
    }

    /** Throws {@code AccessDenied} when it has expired or does not allow the form's fields. */
    void check(String bucket, Map<String, String> fields, Instant now) {
        if (!expiration.isAfter(now)) {
            throw refused("it has expired");
        }
        Map<String, String> all = new LinkedHashMap<>(fields);
        // Where the file goes is what the address says, whatever the form does.
        all.put(BUCKET, bucket);
        Set<String> covered = new HashSet<>();
        for (Condition each : conditions) {
            if (each instanceof Condition.OnField condition) {
                boolean holds =
                        all.containsKey(condition.field())
                                ? condition.holds(all.getOrDefault(condition.field(), ""))
                                : isForAnything(condition);
                if (!holds) {
                    throw refused("its condition on " + condition.field() + " does not hold");
                }
                covered.add(condition.field());
            }
        }
        Set<String> extra = new TreeSet<>(all.keySet());
        extra.removeAll(covered);
        extra.removeIf(((Predicate<String>) FREE::contains).or(PostPolicy::isIgnored));
        if (!extra.isEmpty()) {
            throw refused("it has no condition for " + String.join(", ", extra));
        }
    }

    /** Who lets any text be there lets none be there. */
    private static boolean isForAnything(Condition.OnField condition) {
        return condition instanceof Condition.StartsWith any && any.value().isEmpty();
    }

    /** A checksum is the file's own affair, and S3's too. */
    private static boolean isIgnored(String field) {
        return field.startsWith(IGNORED) || field.startsWith(BodyFields.CHECKSUM);
    }

    /** The file, which throws where it is shorter or longer than is allowed. */
    SizedFile sized(ByteSource file) {
        long least = 0;
        long most = Long.MAX_VALUE;
        for (Condition each : conditions) {
            if (each instanceof Condition.Length length) {
                least = Math.max(least, length.least());
                most = Math.min(most, length.most());
            }
        }
        return new SizedFile(file, least, most);
    }

    private static S3Error invalid(String why) {
        return S3Error.of(
                "InvalidPolicyDocument", 400, "the form's policy can not be used: " + why);
    }

    private static S3Error refused(String why) {
        return S3Error.of("AccessDenied", 403, "the form's policy does not allow it: " + why);
    }
}
