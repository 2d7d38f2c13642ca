package mvi.services.blob.front;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import mvi.services.blob.LockRule;
import mvi.services.blob.ObjectOwnership;
import mvi.services.blob.PublicAccessBlock;
import mvi.services.blob.Retention;
import mvi.services.blob.Versioning;

/** The small documents of buckets' and objects' settings, both ways. */
final class SettingXml {
    private static final int MOST_YEARS = 100;
    private static final int MOST_DAYS = 36_500;
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999Z");

    private SettingXml() {}

    static ObjectOwnership ownership(String text) {
        return switch (text) {
            case "BucketOwnerEnforced" -> ObjectOwnership.BUCKET_OWNER_ENFORCED;
            case "BucketOwnerPreferred" -> ObjectOwnership.BUCKET_OWNER_PREFERRED;
            case "ObjectWriter" -> ObjectOwnership.OBJECT_WRITER;
            default ->
                    throw S3Error.of(
                            "InvalidArgument", 400, "'" + text + "' is no object ownership");
        };
    }

    static String text(ObjectOwnership ownership) {
        return switch (ownership) {
            case BUCKET_OWNER_ENFORCED -> "BucketOwnerEnforced";
            case BUCKET_OWNER_PREFERRED -> "BucketOwnerPreferred";
            case OBJECT_WRITER, UNSTATED -> "ObjectWriter";
        };
    }

    static Versioning versioning(XmlTree document) {
        if (document.first("MfaDelete").filter("Enabled"::equals).isPresent()) {
            throw S3Error.notImplemented("MFA delete");
        }
        return switch (document.require("Status")) {
            case "Enabled" -> Versioning.ENABLED;
            case "Suspended" -> Versioning.SUSPENDED;
            default -> throw S3Error.malformedXml("Status is Enabled or Suspended");
        };
    }

    static void write(XmlText xml, Versioning versioning) {
        switch (versioning) {
            case OFF -> {}
            case ENABLED -> xml.element("Status", "Enabled");
            case SUSPENDED -> xml.element("Status", "Suspended");
        }
    }

    static PublicAccessBlock accessBlock(XmlTree document) {
        return new PublicAccessBlock(
                flag(document, "BlockPublicAcls"),
                flag(document, "IgnorePublicAcls"),
                flag(document, "BlockPublicPolicy"),
                flag(document, "RestrictPublicBuckets"));
    }

    private static boolean flag(XmlTree document, String name) {
        return document.first(name).map(SettingXml::isTrue).orElse(false);
    }

    static boolean isTrue(String text) {
        return switch (text.strip()) {
            case "true", "True", "TRUE" -> true;
            case "false", "False", "FALSE" -> false;
            default -> throw S3Error.malformedXml("'" + text + "' is neither true nor false");
        };
    }

    static void write(XmlText xml, PublicAccessBlock block) {
        xml.element("BlockPublicAcls", block.blocksAcls());
        xml.element("IgnorePublicAcls", block.ignoresAcls());
        xml.element("BlockPublicPolicy", block.blocksPolicy());
        xml.element("RestrictPublicBuckets", block.restrictsBucket());
    }

    static Optional<LockRule> lockRule(XmlTree document) {
        if (!document.require("ObjectLockEnabled").equals("Enabled")) {
            throw S3Error.malformedXml("ObjectLockEnabled is Enabled");
        }
        return document.child("Rule")
                .map(rule -> rule.child("DefaultRetention").orElseThrow(SettingXml::noRetention))
                .map(SettingXml::defaultRetention);
    }

    private static S3Error noRetention() {
        return S3Error.malformedXml("a Rule has a DefaultRetention");
    }

    private static LockRule defaultRetention(XmlTree retention) {
        Retention.Mode mode = mode(retention.require("Mode"));
        Optional<String> days = retention.first("Days");
        Optional<String> years = retention.first("Years");
        if (days.isPresent() == years.isPresent()) {
            throw S3Error.malformedXml("it has either Days or Years");
        }
        int count = number(days.or(() -> years).orElseThrow());
        if (count < 1 || count > (days.isPresent() ? MOST_DAYS : MOST_YEARS)) {
            throw S3Error.of(
                    "InvalidRetentionPeriod", 400, "a retention is 1 day to 100 years long");
        }
        return new LockRule(
                mode, days.isPresent() ? LockRule.Unit.DAYS : LockRule.Unit.YEARS, count);
    }

    static void write(XmlText xml, LockRule rule) {
        xml.element(
                "Rule",
                () ->
                        xml.element(
                                "DefaultRetention",
                                () -> {
                                    xml.element("Mode", rule.mode());
                                    xml.element(
                                            rule.unit() == LockRule.Unit.DAYS ? "Days" : "Years",
                                            rule.count());
                                }));
    }

    static Retention.Mode mode(String text) {
        return switch (text) {
            case "GOVERNANCE" -> Retention.Mode.GOVERNANCE;
            case "COMPLIANCE" -> Retention.Mode.COMPLIANCE;
            default -> throw S3Error.malformedXml("Mode is GOVERNANCE or COMPLIANCE");
        };
    }

    /** Empty when the document says nothing, which lifts a retention. */
    static Optional<Retention> retention(XmlTree document) {
        Optional<String> mode = document.first("Mode");
        Optional<String> until = document.first("RetainUntilDate");
        if (mode.isEmpty() && until.isEmpty()) {
            return Optional.empty();
        }
        if (mode.isEmpty() || until.isEmpty()) {
            throw S3Error.malformedXml("a retention has a Mode and a RetainUntilDate");
        }
        return Optional.of(
                new Retention(
                        mode(mode.get()),
                        time(until.get())
                                .orElseThrow(
                                        () -> S3Error.malformedXml("RetainUntilDate is no date"))));
    }

    static boolean isHeld(String status) {
        return switch (status) {
            case "ON" -> true;
            case "OFF" -> false;
            default -> throw S3Error.malformedXml("Status is ON or OFF");
        };
    }

    /** ISO 8601, with a zone and a year of four digits, as what reads it has them. */
    static Optional<Instant> time(String text) {
        try {
            OffsetDateTime time = OffsetDateTime.parse(text.strip());
            return Optional.of(time.toInstant()).filter(it -> it.isBefore(LATEST));
        } catch (DateTimeParseException other) {
            return Optional.empty();
        }
    }

    static int number(String text) {
        String stripped = text.strip();
        if (!stripped.matches("-?\\d{1,9}")) {
            throw S3Error.malformedXml("'" + text + "' is not a number");
        }
        return Integer.parseInt(stripped);
    }
}
