package mvi.engines.policy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mvi.engines.policy.Condition.Quantifier;
import mvi.engines.policy.Statement.Names;
import mvi.engines.policy.Statement.Principals;
import mvi.engines.policy.Statement.User;

/**
 * Reads documents ("Grammar of the IAM JSON policy language", IAM User Guide). Names of elements
 * and operators are taken letter by letter; one value may stand without its list.
 *
 * @param hasVariables whether the document's version gives {@code ${…}} a meaning
 */
record PolicyParser(PolicyScope scope, boolean hasVariables) {
    private static final String WITHOUT_VARIABLES = "2008-10-17";
    private static final String WITH_VARIABLES = "2012-10-17";
    private static final Set<String> ELEMENTS = Set.of("Version", "Id", "Statement");
    private static final Set<String> STATEMENT_ELEMENTS =
            Set.of(
                    "Sid",
                    "Effect",
                    "Principal",
                    "NotPrincipal",
                    "Action",
                    "NotAction",
                    "Resource",
                    "NotResource",
                    "Condition");

    private static final Set<String> PRINCIPAL_TYPES = Set.of("AWS", "CanonicalUser");
    private static final String EVERYBODY = "*";
    private static final Pattern USER =
            Pattern.compile(
                    "(?<only>\\d{12})|arn:aws:iam::(?<account>\\d{12})"
                            + ":(?:root|user/(?<name>[\\w+=,.@-]{1,64}))");
    private static final Pattern CANONICAL_ID = Pattern.compile("[0-9A-Za-z]{1,128}");
    private static final Pattern ACTION_NAME = Pattern.compile("[A-Za-z0-9*?]{1,128}");

    private static final Pattern OPERATOR =
            Pattern.compile("(?<set>ForAllValues:|ForAnyValue:)?(?<name>\\w+?)(?<if>IfExists)?");

    static List<Statement> parse(String json, PolicyScope scope) {
        PolicyNode document = PolicyNode.document(json).withOnly(ELEMENTS);
        String version =
                document.has("Version") ? document.child("Version").text() : WITHOUT_VARIABLES;
        if (!version.equals(WITHOUT_VARIABLES) && !version.equals(WITH_VARIABLES)) {
            throw document.child("Version").wrong("it is 2012-10-17 or 2008-10-17");
        }
        if (document.has("Id")) {
            document.child("Id").text();
        }
        PolicyParser parser = new PolicyParser(scope, version.equals(WITH_VARIABLES));
        return document.child("Statement").items().stream().map(parser::statement).toList();
    }

    private Statement statement(PolicyNode node) {
        node.withOnly(STATEMENT_ELEMENTS);
        if (node.has("Sid")) {
            node.child("Sid").text();
        }
        Effect effect =
                switch (node.child("Effect").text()) {
                    case "Allow" -> Effect.ALLOW;
                    case "Deny" -> Effect.DENY;
                    default -> throw node.child("Effect").wrong("it is Allow or Deny");
                };
        boolean isNotPrincipal = isNegated(node, "Principal");
        if (isNotPrincipal && effect == Effect.ALLOW) {
            throw node.wrong("NotPrincipal with Allow lets in everybody else: say who may");
        }
        return new Statement(
                effect,
                principals(isNotPrincipal, element(node, "Principal")),
                new Names(isNegated(node, "Action"), actions(element(node, "Action"))),
                new Names(isNegated(node, "Resource"), resources(element(node, "Resource"))),
                node.has("Condition") ? conditions(node.child("Condition")) : List.of());
    }

    private static boolean isNegated(PolicyNode statement, String name) {
        boolean isNegated = statement.has("Not" + name);
        if (isNegated == statement.has(name)) {
            throw statement.wrong("it has either " + name + " or Not" + name);
        }
        return isNegated;
    }

    private static PolicyNode element(PolicyNode statement, String name) {
        return statement.child(isNegated(statement, name) ? "Not" + name : name);
    }

    private static Principals principals(boolean isNegated, PolicyNode node) {
        if (node.json().asText().equals(EVERYBODY)) {
            return new Principals(isNegated, true, Set.of(), Set.of());
        }
        Set<String> aws = texts(node.withOnly(PRINCIPAL_TYPES), "AWS");
        Set<String> canonicalIds = texts(node, "CanonicalUser");
        if (aws.isEmpty() && canonicalIds.isEmpty()) {
            throw node.wrong("it names nobody");
        }
        for (String id : canonicalIds) {
            if (!CANONICAL_ID.matcher(id).matches()) {
                throw node.wrong(PolicyNode.shown(id) + " is no canonical id");
            }
        }
        Set<User> users = new HashSet<>();
        for (String name : aws) {
            Matcher user = USER.matcher(name);
            if (user.matches()) {
                String account = user.group("only") == null ? user.group("account") : name;
                users.add(new User(account, Objects.requireNonNullElse(user.group("name"), "")));
            } else if (!name.equals(EVERYBODY)) {
                throw node.wrong(
                        PolicyNode.shown(name)
                                + " is no principal here: write an account of 12 digits,"
                                + " arn:aws:iam::ACCOUNT:root or arn:aws:iam::ACCOUNT:user/NAME");
            }
        }
        return new Principals(isNegated, aws.contains(EVERYBODY), users, canonicalIds);
    }

    private static Set<String> texts(PolicyNode node, String name) {
        return node.has(name) ? Set.copyOf(node.child(name).texts()) : Set.of();
    }

    private List<Grant.Pattern> actions(PolicyNode node) {
        return node.texts().stream().map(name -> action(node, name)).toList();
    }

    private Grant.Pattern action(PolicyNode node, String name) {
        String prefix = scope.service() + ":";
        boolean isOurs =
                name.regionMatches(true, 0, prefix, 0, prefix.length())
                        && ACTION_NAME.matcher(name.substring(prefix.length())).matches();
        if (!isOurs && !name.equals("*")) {
            throw node.wrong(PolicyNode.shown(name) + " is no action: write " + prefix + "NAME");
        }
        return new Grant.Pattern(name);
    }

    private List<Grant.Pattern> resources(PolicyNode node) {
        return node.texts().stream().map(arn -> resource(node, arn)).toList();
    }

    private Grant.Pattern resource(PolicyNode node, String arn) {
        requireNoVariable(node, arn);
        return scope.resources(arn)
                .orElseThrow(
                        () ->
                                node.wrong(
                                        PolicyNode.shown(arn)
                                                + " is outside of what the policy belongs to: write "
                                                + scope.example()));
    }

    private List<Condition> conditions(PolicyNode operators) {
        List<Condition> conditions = new ArrayList<>();
        for (Map.Entry<String, PolicyNode> operator : operators.members()) {
            for (Map.Entry<String, PolicyNode> key : operator.getValue().members()) {
                conditions.add(condition(operator.getKey(), key.getKey(), key.getValue()));
            }
        }
        return conditions;
    }

    private Condition condition(String words, String key, PolicyNode node) {
        Matcher parts = OPERATOR.matcher(words);
        Operator operator =
                Optional.of(parts)
                        .filter(Matcher::matches)
                        .flatMap(each -> Operator.named(each.group("name")))
                        .filter(each -> !each.isNull() || words.equals(each.name()))
                        .orElseThrow(() -> node.wrong("there is no such operator"));
        Quantifier quantifier =
                switch (parts.group("set")) {
                    case "ForAllValues:" -> Quantifier.ALL;
                    case "ForAnyValue:" -> Quantifier.ANY;
                    case null, default -> Quantifier.PLAIN;
                };
        String lower = key.toLowerCase(Locale.ROOT);
        if (!lower.matches("(?s)(aws|" + scope.service() + "):.+")) {
            throw node.wrong("a key begins with aws: or " + scope.service() + ":");
        }
        List<String> values = node.items().stream().map(PolicyNode::value).toList();
        List<Predicate<String>> tests = new ArrayList<>();
        for (String value : values) {
            requireNoVariable(node, value);
            tests.add(
                    operator.test()
                            .apply(value)
                            .orElseThrow(
                                    () ->
                                            node.wrong(
                                                    PolicyNode.shown(value)
                                                            + " is no value of it")));
        }
        boolean isIfExists = parts.group("if") != null;
        return new Condition(operator, quantifier, isIfExists, lower, values, tests);
    }

    /** What would be put in for a variable is not known here, and its own text means nothing. */
    private void requireNoVariable(PolicyNode node, String value) {
        if (hasVariables && value.contains("${")) {
            throw node.wrong("there are no policy variables here: write the value itself");
        }
    }
}
