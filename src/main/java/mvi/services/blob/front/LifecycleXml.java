package mvi.services.blob.front;

import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import mvi.services.blob.LifecycleRule;

/** A bucket's lifecycle as a document, both ways. */
final class LifecycleXml {
    private static final int LONGEST_ID = 255;

    private LifecycleXml() {}

    /**
     * @param ids for rules that come without one
     */
    static List<LifecycleRule> parse(XmlTree document, Supplier<String> ids) {
        List<XmlTree> rules = document.all("Rule");
        if (rules.isEmpty() || rules.size() > LifecycleRule.MOST_RULES) {
            throw S3Error.malformedXml("it has 1 to " + LifecycleRule.MOST_RULES + " rules");
        }
        List<LifecycleRule> parsed = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (XmlTree each : rules) {
            LifecycleRule rule = rule(each, ids);
            if (!seen.add(rule.id())) {
                throw invalid("the rule id '" + rule.id() + "' is there twice");
            }
            parsed.add(rule);
        }
        return parsed;
    }

    private static LifecycleRule rule(XmlTree rule, Supplier<String> ids) {
        String id = rule.first("ID").filter(each -> !each.isEmpty()).orElseGet(ids);
        if (id.length() > LONGEST_ID) {
            throw invalid("a rule's id has at most " + LONGEST_ID + " characters");
        }
        rule.all("Transition")
                .forEach(each -> each.first("Date").ifPresent(LifecycleXml::midnight));
        if (!rule.all("Transition").isEmpty()
                || !rule.all("NoncurrentVersionTransition").isEmpty()) {
            throw S3Error.notImplemented("a transition to another storage class");
        }
        Optional<XmlTree> filter = rule.child("Filter");
        Optional<String> prefix = rule.first("Prefix");
        if (filter.isPresent() == prefix.isPresent()) {
            throw S3Error.malformedXml("a rule has either a Filter or a Prefix");
        }
        // The parts of a filter stand in it, or in its And.
        XmlTree parts = filter.map(it -> it.child("And").orElse(it)).orElse(rule);
        Map<String, String> tags =
                filter.isPresent() ? Tags.entries(parts.all("Tag"), Tags.MOST_OF_OBJECT) : Map.of();
        Optional<LifecycleRule.Expiry> expiry = rule.child("Expiration").map(LifecycleXml::expiry);
        Optional<LifecycleRule.OlderVersions> older =
                rule.child("NoncurrentVersionExpiration").map(LifecycleXml::olderVersions);
        Optional<Integer> abortDays =
                rule.child("AbortIncompleteMultipartUpload")
                        .map(it -> positive(it.require("DaysAfterInitiation")));
        if (expiry.isEmpty() && older.isEmpty() && abortDays.isEmpty()) {
            throw S3Error.malformedXml("a rule does something");
        }
        boolean isOfSomeUploads = abortDays.isPresent() && (!tags.isEmpty() || hasSize(parts));
        boolean isOfSomeMarkers =
                expiry.filter(LifecycleRule.Expiry::isOfLoneDeleteMarkers).isPresent()
                        && !tags.isEmpty();
        if (isOfSomeUploads || isOfSomeMarkers) {
            throw S3Error.of(
                    "InvalidRequest",
                    400,
                    "open uploads and delete markers have no tags, and uploads no size, that a"
                            + " rule's filter could ask for");
        }
        return new LifecycleRule(
                id,
                isEnabled(rule.require("Status")),
                parts.first("Prefix").orElse(""),
                filter.isPresent(),
                tags,
                filter.isPresent() ? size(parts, "ObjectSizeGreaterThan") : Optional.empty(),
                filter.isPresent() ? size(parts, "ObjectSizeLessThan") : Optional.empty(),
                expiry,
                older,
                abortDays);
    }

    private static boolean hasSize(XmlTree parts) {
        return parts.child("ObjectSizeGreaterThan").isPresent()
                || parts.child("ObjectSizeLessThan").isPresent();
    }

    private static boolean isEnabled(String status) {
        return switch (status) {
            case "Enabled" -> true;
            case "Disabled" -> false;
            default -> throw S3Error.malformedXml("Status is Enabled or Disabled");
        };
    }

    private static Optional<Long> size(XmlTree parts, String name) {
        return parts.first(name)
                .map(
                        text -> {
                            if (!text.matches("\\d{1,15}")) {
                                throw S3Error.malformedXml(name + " is a number of bytes");
                            }
                            return Long.parseLong(text);
                        });
    }

    private static LifecycleRule.Expiry expiry(XmlTree expiration) {
        Optional<Integer> days = expiration.first("Days").map(LifecycleXml::positive);
        Optional<Instant> date = expiration.first("Date").map(LifecycleXml::midnight);
        Optional<Boolean> markers =
                expiration.first("ExpiredObjectDeleteMarker").map(SettingXml::isTrue);
        int given =
                (days.isPresent() ? 1 : 0)
                        + (date.isPresent() ? 1 : 0)
                        + (markers.isPresent() ? 1 : 0);
        if (given != 1) {
            throw S3Error.malformedXml(
                    "an Expiration has one of Days, Date and ExpiredObjectDeleteMarker");
        }
        return new LifecycleRule.Expiry(days, date, markers.orElse(false));
    }

    private static LifecycleRule.OlderVersions olderVersions(XmlTree expiration) {
        return new LifecycleRule.OlderVersions(
                positive(expiration.require("NoncurrentDays")),
                expiration.first("NewerNoncurrentVersions").map(LifecycleXml::positive));
    }

    private static Instant midnight(String text) {
        Instant time =
                SettingXml.time(text).orElseThrow(() -> S3Error.malformedXml("Date is no date"));
        if (!time.atOffset(ZoneOffset.UTC).toLocalTime().equals(LocalTime.MIDNIGHT)) {
            throw invalid("a Date is at midnight, UTC");
        }
        return time;
    }

    private static int positive(String text) {
        int number = SettingXml.number(text);
        if (number < 1) {
            throw invalid("a number of days or versions is 1 or more");
        }
        return number;
    }

    private static S3Error invalid(String why) {
        return S3Error.of("InvalidArgument", 400, why);
    }

    static void write(XmlText xml, LifecycleRule rule) {
        xml.element(
                "Rule",
                () -> {
                    xml.element("ID", rule.id());
                    if (rule.hasFilter()) {
                        xml.element("Filter", () -> writeFilter(xml, rule));
                    } else {
                        xml.element("Prefix", rule.prefix());
                    }
                    xml.element("Status", rule.isEnabled() ? "Enabled" : "Disabled");
                    rule.expiry().ifPresent(it -> write(xml, it));
                    rule.olderVersions().ifPresent(it -> write(xml, it));
                    rule.abortDays()
                            .ifPresent(
                                    it ->
                                            xml.element(
                                                    "AbortIncompleteMultipartUpload",
                                                    () -> xml.element("DaysAfterInitiation", it)));
                });
    }

    private static void writeFilter(XmlText xml, LifecycleRule rule) {
        int parts =
                (rule.prefix().isEmpty() ? 0 : 1)
                        + rule.tags().size()
                        + (rule.largerThan().isPresent() ? 1 : 0)
                        + (rule.smallerThan().isPresent() ? 1 : 0);
        if (parts > 1) {
            xml.element("And", () -> writeParts(xml, rule));
        } else if (parts == 0) {
            xml.element("Prefix", "");
        } else {
            writeParts(xml, rule);
        }
    }

    private static void writeParts(XmlText xml, LifecycleRule rule) {
        if (!rule.prefix().isEmpty()) {
            xml.element("Prefix", rule.prefix());
        }
        Tags.writeEntries(xml, rule.tags());
        rule.largerThan().ifPresent(it -> xml.element("ObjectSizeGreaterThan", it));
        rule.smallerThan().ifPresent(it -> xml.element("ObjectSizeLessThan", it));
    }

    private static void write(XmlText xml, LifecycleRule.Expiry expiry) {
        xml.element(
                "Expiration",
                () -> {
                    expiry.days().ifPresent(it -> xml.element("Days", it));
                    expiry.date().ifPresent(it -> xml.element("Date", S3Fields.xmlTime(it)));
                    if (expiry.days().isEmpty() && expiry.date().isEmpty()) {
                        xml.element("ExpiredObjectDeleteMarker", expiry.isOfLoneDeleteMarkers());
                    }
                });
    }

    private static void write(XmlText xml, LifecycleRule.OlderVersions older) {
        xml.element(
                "NoncurrentVersionExpiration",
                () -> {
                    xml.element("NoncurrentDays", older.days());
                    older.kept().ifPresent(it -> xml.element("NewerNoncurrentVersions", it));
                });
    }
}
