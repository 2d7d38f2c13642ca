package mvi.services.blob.front;

import java.util.List;
import java.util.Set;
import mvi.services.blob.CorsRule;

/** A bucket's CORS rules as a document, both ways. */
final class CorsXml {
    private static final int MOST_RULES = 100;
    private static final Set<String> METHODS = Set.of("GET", "PUT", "HEAD", "POST", "DELETE");

    private CorsXml() {}

    static List<CorsRule> parse(XmlTree document) {
        List<CorsRule> rules = document.all("CORSRule").stream().map(CorsXml::rule).toList();
        if (rules.isEmpty() || rules.size() > MOST_RULES) {
            throw S3Error.malformedXml("it has 1 to " + MOST_RULES + " rules");
        }
        return rules;
    }

    private static CorsRule rule(XmlTree rule) {
        List<String> origins = rule.texts("AllowedOrigin");
        List<String> methods = rule.texts("AllowedMethod");
        List<String> headers = rule.texts("AllowedHeader");
        if (origins.isEmpty() || methods.isEmpty()) {
            throw S3Error.malformedXml("a rule has an AllowedOrigin and an AllowedMethod");
        }
        for (String each : methods) {
            if (!METHODS.contains(each)) {
                throw S3Error.of(
                        "InvalidRequest", 400, "'" + each + "' is no method that can be allowed");
            }
        }
        origins.forEach(CorsXml::requireOneStar);
        headers.forEach(CorsXml::requireOneStar);
        return new CorsRule(
                rule.first("ID"),
                origins,
                methods,
                headers,
                rule.texts("ExposeHeader"),
                rule.first("MaxAgeSeconds").map(SettingXml::number));
    }

    private static void requireOneStar(String pattern) {
        if (pattern.indexOf('*') != pattern.lastIndexOf('*')) {
            throw S3Error.of("InvalidRequest", 400, "'" + pattern + "' has more than one wildcard");
        }
    }

    static void write(XmlText xml, CorsRule rule) {
        xml.element(
                "CORSRule",
                () -> {
                    rule.id().ifPresent(it -> xml.element("ID", it));
                    rule.methods().forEach(it -> xml.element("AllowedMethod", it));
                    rule.origins().forEach(it -> xml.element("AllowedOrigin", it));
                    rule.headers().forEach(it -> xml.element("AllowedHeader", it));
                    rule.maxAgeSeconds().ifPresent(it -> xml.element("MaxAgeSeconds", it));
                    rule.exposed().forEach(it -> xml.element("ExposeHeader", it));
                });
    }
}
