package mvi.cli.output;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mvi.manifest.Finding;
import mvi.manifest.FindingCodes;

/**
 * Findings in the Static Analysis Results Interchange Format (SARIF 2.1.0, OASIS), which code
 * review sites and editors show beside the lines that they are about.
 *
 * <p>A log has one run of one tool. A rule is a finding's code; it is in the driver's {@code rules}
 * once, when it occurs. Lines and columns count from 1, as the findings' own do, and a column is a
 * code point ({@code columnKind}). A file is named relative to the project folder, and where that
 * is stands once ({@code originalUriBaseIds}), so that a viewer that starts elsewhere finds it.
 */
public final class SarifLog {
    private static final String SCHEMA =
            "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

    private static final String BASE = "PROJECT";
    private static final String UNRESERVED = "-._~/";

    private final URI folder;
    private final Optional<String> version;

    /**
     * @param folder the project's, with a slash at its end
     * @param version of mvi, where it is known: classes that are in no jar have none
     */
    public SarifLog(URI folder, Optional<String> version) {
        this.folder = folder;
        this.version = version;
    }

    /** As maps, lists, texts and numbers, to be written as JSON. */
    public Map<String, Object> of(List<Finding> findings) {
        List<String> codes = findings.stream().map(Finding::code).distinct().sorted().toList();
        Map<String, Object> run = new LinkedHashMap<>();
        run.put("tool", Map.of("driver", driver(codes)));
        run.put("columnKind", "unicodeCodePoints");
        run.put("originalUriBaseIds", Map.of(BASE, Map.of("uri", folder.toASCIIString())));
        run.put("results", findings.stream().map(each -> result(each, codes)).toList());
        Map<String, Object> log = new LinkedHashMap<>();
        log.put("$schema", SCHEMA);
        log.put("version", "2.1.0");
        log.put("runs", List.of(run));
        return log;
    }

    private Map<String, Object> driver(List<String> codes) {
        Map<String, Object> driver = new LinkedHashMap<>();
        driver.put("name", "mvi");
        version.ifPresent(each -> driver.put("version", each));
        List<Object> rules = new ArrayList<>();
        for (String code : codes) {
            Map<String, Object> rule = new LinkedHashMap<>();
            rule.put("id", code);
            FindingCodes.meaning(code)
                    .ifPresent(each -> rule.put("shortDescription", Map.of("text", each)));
            rules.add(rule);
        }
        driver.put("rules", rules);
        return driver;
    }

    private static Map<String, Object> result(Finding finding, List<String> codes) {
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("ruleId", finding.code());
        result.put("ruleIndex", codes.indexOf(finding.code()));
        result.put(
                "level",
                switch (finding.severity()) {
                    case ERROR -> "error";
                    case WARNING -> "warning";
                });
        result.put("message", Map.of("text", message(finding)));
        result.put("locations", List.of(Map.of("physicalLocation", location(finding))));
        return result;
    }

    private static String message(Finding finding) {
        return finding.fix().isEmpty()
                ? finding.message()
                : finding.message() + " (" + finding.fix() + ")";
    }

    private static Map<String, Object> location(Finding finding) {
        Map<String, Object> file = new LinkedHashMap<>();
        file.put("uri", reference(finding.file()));
        file.put("uriBaseId", BASE);
        Map<String, Object> region = new LinkedHashMap<>();
        region.put("startLine", finding.line());
        region.put("startColumn", finding.column());
        Map<String, Object> location = new LinkedHashMap<>();
        location.put("artifactLocation", file);
        location.put("region", region);
        return location;
    }

    /** A relative reference of RFC 3986: a bare colon would make its first name a scheme. */
    private static String reference(String path) {
        StringBuilder reference = new StringBuilder();
        for (byte each : path.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (each & 0xff);
            boolean isPlain =
                    c >= 'a' && c <= 'z'
                            || c >= 'A' && c <= 'Z'
                            || c >= '0' && c <= '9'
                            || UNRESERVED.indexOf(c) >= 0;
            reference.append(isPlain ? String.valueOf(c) : "%%%02X".formatted((int) c));
        }
        return reference.toString();
    }
}
