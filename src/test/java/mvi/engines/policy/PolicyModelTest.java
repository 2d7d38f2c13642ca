package mvi.engines.policy;

import static mvi.engines.policy.Documents.OTHER;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import mvi.engines.base.Decision;
import mvi.engines.base.Principal;
import mvi.engines.wire.Json;
import org.junit.jupiter.api.Test;

/** Made documents are judged as by a second evaluator that reads their JSON for each request. */
class PolicyModelTest {
    private static final int DOCUMENTS = 3_000;
    private static final int REQUESTS = 20;

    private static final List<String> ACTIONS =
            List.of("s3:GetObject", "s3:PutObject", "s3:GetObjectAcl", "s3:ListBucket");
    private static final List<String> ACTION_PATTERNS =
            List.of("s3:GetObject", "S3:putobject", "s3:Get*", "s3:*Object", "s3:???Object", "*");
    private static final List<String> RESOURCES =
            List.of("photos", "photos/a", "photos/ab", "photos/b/a", "photos/*");
    private static final List<String> RESOURCE_PATTERNS =
            List.of("photos", "photos/*", "photos/a", "photos/?", "photos/*/a", "*", "photos/*b*");
    private static final List<String> PRINCIPALS =
            List.of(
                    OTHER,
                    "arn:aws:iam::" + OTHER + ":user/shop",
                    "arn:aws:iam::300000000003:root");
    private static final List<Principal> SENDERS =
            List.of(
                    Principal.ANONYMOUS,
                    Documents.APP,
                    new Principal(Principal.Role.APP, OTHER, "till"),
                    new Principal(Principal.Role.APP, "300000000003", "shop"));
    private static final List<String> OPERATORS =
            List.of(
                    "StringEquals",
                    "StringNotEquals",
                    "StringLike",
                    "StringNotLike",
                    "NumericLessThan",
                    "NumericNotEquals");
    private static final List<String> KEYS = List.of("aws:A", "aws:b", "s3:C");
    private static final List<String> VALUES = List.of("1", "2", "12", "a", "ab", "");
    private static final List<String> NUMBERS = List.of("1", "2", "12");

    @Test
    void everyDecisionIsThatOfASecondEvaluator() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        Set<Decision> seen = EnumSet.noneOf(Decision.class);
        for (int i = 0; i < DOCUMENTS; i++) {
            ObjectNode document = document(random);
            PolicyDocument parsed = PolicyDocument.parse(Json.text(document), Documents.BUCKET);
            for (int j = 0; j < REQUESTS; j++) {
                AccessRequest request = request(random);
                Decision naive = naive(document, request);
                seen.add(naive);
                assertThat(parsed.decide(request))
                        .as("seed %d: %s of %s", seed, request, document)
                        .isEqualTo(naive);
            }
        }
        assertThat(seen).hasSize(Decision.values().length);
    }

    private static ObjectNode document(Random random) {
        ArrayNode statements = Json.array();
        for (int i = random.nextInt(4); i >= 0; i--) {
            boolean isDeny = random.nextInt(4) == 0;
            ObjectNode statement = Json.object().put("Effect", isDeny ? "Deny" : "Allow");
            String principal = isDeny && random.nextBoolean() ? "NotPrincipal" : "Principal";
            if (random.nextInt(3) == 0) {
                statement.put(principal, "*");
            } else {
                statement.putObject(principal).set("AWS", some(random, PRINCIPALS, ""));
            }
            statement.set(not(random, "Action"), some(random, ACTION_PATTERNS, ""));
            statement.set(
                    not(random, "Resource"), some(random, RESOURCE_PATTERNS, "arn:aws:s3:::"));
            if (random.nextBoolean()) {
                ObjectNode condition = statement.putObject("Condition");
                for (int j = random.nextInt(2); j >= 0; j--) {
                    condition(random, condition);
                }
            }
            statements.add(statement);
        }
        ObjectNode document = Json.object();
        document.set("Statement", statements.size() == 1 ? statements.get(0) : statements);
        return document;
    }

    private static void condition(Random random, ObjectNode condition) {
        if (random.nextInt(6) == 0) {
            condition.putObject("Null").put(one(random, KEYS), random.nextBoolean());
            return;
        }
        String operator = one(random, OPERATORS);
        String set = one(random, List.of("", "", "ForAllValues:", "ForAnyValue:"));
        String end = random.nextInt(3) == 0 ? "IfExists" : "";
        List<String> values =
                operator.startsWith("Numeric")
                        ? NUMBERS
                        : Stream.concat(VALUES.stream(), Stream.of("a*", "?")).toList();
        condition.putObject(set + operator + end).set(one(random, KEYS), some(random, values, ""));
    }

    private static AccessRequest request(Random random) {
        Map<String, List<String>> context = new HashMap<>();
        for (String key : KEYS) {
            List<String> values = new ArrayList<>();
            for (int i = random.nextInt(3); i > 0; i--) {
                values.add(one(random, VALUES));
            }
            if (random.nextBoolean()) {
                context.put(key.toLowerCase(Locale.ROOT), values);
            }
        }
        return Documents.request(
                one(random, SENDERS), one(random, ACTIONS), one(random, RESOURCES), context);
    }

    private static JsonNode some(Random random, List<String> values, String before) {
        ArrayNode list = Json.array();
        for (int i = random.nextInt(2); i >= 0; i--) {
            list.add(before + one(random, values));
        }
        return list.size() == 1 && random.nextBoolean() ? list.get(0) : list;
    }

    private static <T> T one(Random random, List<T> values) {
        return values.get(random.nextInt(values.size()));
    }

    private static String not(Random random, String name) {
        return random.nextInt(4) == 0 ? "Not" + name : name;
    }

    private static Decision naive(JsonNode document, AccessRequest request) {
        List<String> effects =
                texts(document.path("Statement"))
                        .filter(statement -> covers(statement, request))
                        .map(statement -> statement.path("Effect").asText())
                        .toList();
        if (effects.contains("Deny")) {
            return Decision.DENIED;
        }
        return effects.isEmpty() ? Decision.UNDECIDED : Decision.ALLOWED;
    }

    private static boolean covers(JsonNode statement, AccessRequest request) {
        String arn = "arn:aws:s3:::" + request.permission().resource();
        return names(statement, "Principal", each -> isSender(each, request.principal()))
                && names(
                        statement,
                        "Action",
                        each -> like("(?i)", each.asText(), request.permission().action()))
                && names(statement, "Resource", each -> like("", each.asText(), arn))
                && statement.path("Condition").properties().stream()
                        .allMatch(
                                operator ->
                                        operator.getValue().properties().stream()
                                                .allMatch(
                                                        key ->
                                                                holds(
                                                                        operator.getKey(),
                                                                        given(
                                                                                request,
                                                                                key.getKey()),
                                                                        key.getValue())));
    }

    private static boolean names(JsonNode statement, String name, Predicate<JsonNode> test) {
        return statement.has(name)
                ? texts(statement.path(name)).anyMatch(test)
                : texts(statement.path("Not" + name)).noneMatch(test);
    }

    private static boolean isSender(JsonNode named, Principal principal) {
        if (named.isObject()) {
            return texts(named.path("AWS")).anyMatch(each -> isSender(each, principal));
        }
        String text = named.asText();
        if (text.equals("*") || principal.role() == Principal.Role.ANONYMOUS) {
            return text.equals("*");
        }
        String arn = "arn:aws:iam::" + principal.account();
        return List.of(principal.account(), arn + ":root", arn + ":user/" + principal.name())
                .contains(text);
    }

    private static List<String> given(AccessRequest request, String key) {
        return request.context().getOrDefault(key.toLowerCase(Locale.ROOT), List.of());
    }

    private static boolean holds(String words, List<String> given, JsonNode wanted) {
        if (words.equals("Null")) {
            return wanted.asBoolean() == given.isEmpty();
        }
        if (given.isEmpty()) {
            boolean isPlainNot = !words.startsWith("For") && words.contains("Not");
            return words.startsWith("ForAll") || words.endsWith("IfExists") || isPlainNot;
        }
        boolean isAny = words.startsWith("ForAny");
        boolean isAll = words.startsWith("ForAll");
        Predicate<String> isMet =
                value ->
                        texts(wanted).anyMatch(each -> isMet(words, value, each.asText()))
                                != words.contains("Not");
        boolean isEach = isAll || (!isAny && words.contains("Not"));
        return isEach ? given.stream().allMatch(isMet) : given.stream().anyMatch(isMet);
    }

    private static boolean isMet(String words, String given, String wanted) {
        if (words.contains("Like")) {
            return like("", wanted, given);
        }
        if (words.contains("String")) {
            return given.equals(wanted);
        }
        if (!given.matches("\\d+")) {
            return false;
        }
        int order = Integer.compare(Integer.parseInt(given), Integer.parseInt(wanted));
        return words.contains("Less") ? order < 0 : order == 0;
    }

    private static boolean like(String flags, String pattern, String value) {
        StringBuilder regex = new StringBuilder(flags);
        for (int i = 0; i < pattern.length(); i++) {
            char each = pattern.charAt(i);
            regex.append(each == '*' ? ".*" : each == '?' ? "." : Pattern.quote("" + each));
        }
        return value.matches(regex.toString());
    }

    private static Stream<JsonNode> texts(JsonNode node) {
        return node.isArray() ? StreamSupport.stream(node.spliterator(), false) : Stream.of(node);
    }
}
