package mvi.engines.policy;

import static mvi.engines.policy.Documents.APP;
import static mvi.engines.policy.Documents.request;
import static mvi.engines.policy.Documents.underCondition;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import mvi.engines.base.Decision;
import org.junit.jupiter.api.Test;

class HostilePolicyTest {
    /** As many times as fit into a document, each a little different. */
    private static String list(String text) {
        int most = 20_000 / (text.length() + 6);
        return IntStream.range(0, most)
                .mapToObj(i -> "\"" + text + String.format("%03d", i) + "\"")
                .collect(Collectors.joining(",", "[", "]"));
    }

    @Test
    void noPatternOfADocumentStallsItsDecision() {
        String resource = "arn:aws:s3:::photos/*" + "a".repeat(500) + "b*";
        PolicyDocument document =
                Documents.parse(
                        """
                        {"Effect":"Allow","Principal":"*","Action":"*","Resource":%s}
                        """
                                .formatted(list(resource)));
        AccessRequest request = request(APP, "s3:GetObject", "photos/" + "a".repeat(1_024));
        for (int i = 0; i < 100; i++) {
            assertThat(document.decide(request)).isEqualTo(Decision.UNDECIDED);
        }
    }

    @Test
    void noConditionStallsOnALongValue() {
        for (String pattern : List.of("*" + "a".repeat(900) + "b", "*a".repeat(450) + "b")) {
            PolicyDocument document =
                    underCondition("{\"StringLike\":{\"aws:Referer\":" + list(pattern) + "}}");
            Map<String, List<String>> context = Map.of("aws:referer", List.of("a".repeat(16_384)));
            assertThat(document.decide(request(APP, "s3:GetObject", "photos/a", context)))
                    .isEqualTo(Decision.UNDECIDED);
        }
    }

    @Test
    void numbersOfAnyLengthAreTakenForNone() {
        String digits = "9".repeat(100_000);
        for (String given : List.of(digits, "1e999999999", "1e-999999999", "1e99999999999")) {
            PolicyDocument document = underCondition("{\"NumericEquals\":{\"s3:max-keys\":1}}");
            Map<String, List<String>> context = Map.of("s3:max-keys", List.of(given));
            assertThat(document.decide(request(APP, "s3:GetObject", "photos/a", context)))
                    .isEqualTo(Decision.UNDECIDED);
        }
    }

    @Test
    void aDocumentOfManyStatementsIsDecided() {
        String one =
                "{\"Effect\":\"Deny\",\"Principal\":\"*\",\"Action\":\"*\","
                        + "\"Resource\":\"arn:aws:s3:::photos/x\"}";
        String many = (one + ",").repeat(220) + one.replace("photos/x", "photos/y");
        assertThat(Documents.parse(many).decide(request(APP, "s3:GetObject", "photos/y")))
                .isEqualTo(Decision.DENIED);
    }
}
