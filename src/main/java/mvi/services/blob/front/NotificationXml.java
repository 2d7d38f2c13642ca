package mvi.services.blob.front;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import mvi.services.blob.NotificationRule;

/** Whom a bucket tells of what, as a document, both ways. */
final class NotificationXml {
    /** The element of each sort of target, with the one in it that names the target. */
    private static final Map<String, String> TARGETS =
            Map.of(
                    "CloudFunctionConfiguration", "CloudFunction",
                    "QueueConfiguration", "Queue",
                    "TopicConfiguration", "Topic");

    private static final Set<String> EVENTS =
            Set.of(
                    "s3:ObjectCreated:*",
                    "s3:ObjectCreated:Put",
                    "s3:ObjectCreated:Post",
                    "s3:ObjectCreated:Copy",
                    "s3:ObjectCreated:CompleteMultipartUpload",
                    "s3:ObjectRemoved:*",
                    "s3:ObjectRemoved:Delete",
                    "s3:ObjectRemoved:DeleteMarkerCreated");

    private NotificationXml() {}

    static List<NotificationRule> parse(XmlTree document, Supplier<String> ids) {
        List<NotificationRule> rules = new ArrayList<>();
        for (XmlTree each : document.children()) {
            String target = TARGETS.get(each.name());
            if (target == null) {
                throw S3Error.notImplemented("the element " + each.name());
            }
            rules.add(rule(each, target, ids));
        }
        return rules;
    }

    private static NotificationRule rule(XmlTree rule, String target, Supplier<String> ids) {
        List<String> events = rule.texts("Event");
        for (String each : events) {
            if (!EVENTS.contains(each)) {
                throw S3Error.of("InvalidArgument", 400, "the event '" + each + "' is not told");
            }
        }
        if (events.isEmpty()) {
            throw S3Error.malformedXml("a configuration names an Event");
        }
        String prefix = "";
        String suffix = "";
        List<XmlTree> filters =
                rule.child("Filter")
                        .flatMap(it -> it.child("S3Key"))
                        .map(it -> it.all("FilterRule"))
                        .orElse(List.of());
        for (XmlTree each : filters) {
            switch (each.require("Name").toLowerCase(Locale.ROOT)) {
                case "prefix" -> prefix = each.require("Value");
                case "suffix" -> suffix = each.require("Value");
                default ->
                        throw S3Error.of("InvalidArgument", 400, "a filter is by prefix or suffix");
            }
        }
        return new NotificationRule(
                rule.first("Id").filter(it -> !it.isEmpty()).orElseGet(ids),
                rule.require(target),
                events,
                prefix,
                suffix);
    }

    static void write(XmlText xml, NotificationRule rule) {
        String element = element(rule.target());
        xml.element(
                element,
                () -> {
                    xml.element("Id", rule.id());
                    xml.element(TARGETS.getOrDefault(element, ""), rule.target());
                    rule.events().forEach(it -> xml.element("Event", it));
                    if (!rule.prefix().isEmpty() || !rule.suffix().isEmpty()) {
                        xml.element("Filter", () -> xml.element("S3Key", () -> filter(xml, rule)));
                    }
                });
    }

    private static String element(String target) {
        if (target.startsWith("arn:aws:sqs:")) {
            return "QueueConfiguration";
        }
        return target.startsWith("arn:aws:sns:")
                ? "TopicConfiguration"
                : "CloudFunctionConfiguration";
    }

    private static void filter(XmlText xml, NotificationRule rule) {
        filterRule(xml, "Prefix", rule.prefix());
        filterRule(xml, "Suffix", rule.suffix());
    }

    private static void filterRule(XmlText xml, String name, String value) {
        if (!value.isEmpty()) {
            xml.element(
                    "FilterRule",
                    () -> {
                        xml.element("Name", name);
                        xml.element("Value", value);
                    });
        }
    }
}
