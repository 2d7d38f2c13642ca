package mvi.services.blob.front;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Tags in documents and in the header {@code x-amz-tagging}. */
final class Tags {
    static final int MOST_OF_OBJECT = 10;
    static final int MOST_OF_BUCKET = 50;

    private static final int LONGEST_KEY = 128;
    private static final int LONGEST_VALUE = 256;

    /** S3 says that it takes a few signs alone; clients are known to send others, and may. */
    private static final Pattern ALLOWED = Pattern.compile("\\P{Cntrl}*");

    private Tags() {}

    static Map<String, String> parse(XmlTree tagging, int most) {
        List<XmlTree> sets = tagging.all("TagSet");
        if (sets.size() != 1) {
            throw S3Error.malformedXml("it has one TagSet");
        }
        return entries(sets.getFirst().all("Tag"), most);
    }

    static Map<String, String> entries(List<XmlTree> all, int most) {
        Map<String, String> tags = new LinkedHashMap<>();
        for (XmlTree each : all) {
            add(tags, each.require("Key"), each.require("Value"));
        }
        return checked(tags, most);
    }

    /** As a query: {@code a=1&b=2}. */
    static Map<String, String> parse(String header) {
        Map<String, String> tags = new LinkedHashMap<>();
        for (String pair : header.split("&", -1)) {
            if (!pair.isEmpty()) {
                int equals = pair.indexOf('=');
                add(
                        tags,
                        decoded(equals < 0 ? pair : pair.substring(0, equals)),
                        equals < 0 ? "" : decoded(pair.substring(equals + 1)));
            }
        }
        return checked(tags, MOST_OF_OBJECT);
    }

    private static String decoded(String text) {
        return Percent.decode(
                text, true, () -> S3Error.of("InvalidArgument", 400, "x-amz-tagging is a query"));
    }

    private static void add(Map<String, String> tags, String key, String value) {
        if (key.toLowerCase(Locale.ROOT).startsWith("aws:")) {
            throw invalid("keys of tags that begin with aws: are not for users");
        }
        if (!ALLOWED.matcher(key).matches() || !ALLOWED.matcher(value).matches()) {
            throw invalid("a tag has no control characters");
        }
        if (key.isEmpty() || key.length() > LONGEST_KEY || value.length() > LONGEST_VALUE) {
            throw invalid(
                    "a tag's key has 1 to "
                            + LONGEST_KEY
                            + " characters, its value at most "
                            + LONGEST_VALUE);
        }
        if (tags.putIfAbsent(key, value) != null) {
            throw invalid("the tag '" + key + "' is there twice");
        }
    }

    private static Map<String, String> checked(Map<String, String> tags, int most) {
        if (tags.size() > most) {
            throw invalid("there are at most " + most + " tags");
        }
        return tags;
    }

    private static S3Error invalid(String why) {
        return S3Error.of("InvalidTag", 400, why);
    }

    static void write(XmlText xml, Map<String, String> tags) {
        xml.element("TagSet", () -> writeEntries(xml, tags));
    }

    static void writeEntries(XmlText xml, Map<String, String> tags) {
        new TreeMap<>(tags)
                .forEach(
                        (key, value) ->
                                xml.element(
                                        "Tag",
                                        () -> {
                                            xml.element("Key", key);
                                            xml.element("Value", value);
                                        }));
    }
}
