package mvi.engines.logql;

import static mvi.engines.logql.Pipelines.labels;
import static mvi.engines.logql.Pipelines.line;
import static mvi.engines.logql.Pipelines.matches;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class LogParserTest {
    private static final String DOCUMENT =
            "{\"protocol\": \"HTTP/2.0\", \"servers\": [\"129.0.1.1\",{\"a\": 1}], \"gone\": null,"
                    + " \"request\": {\"time\": 6.0320, \"ok\": true,"
                    + " \"headers\": {\"User-Agent\": \"curl\\t8\", \"1st\": \"x\"}}}";

    private static final String ACCESS =
            "0.191.12.2 - - [10/Jun/2021:09:14:29] \"GET /a/b HTTP/1.1\" 200 2";

    @Test
    void jsonBecomesLabelsWithTheNamesAboveThem() {
        assertThat(labels("| json", DOCUMENT))
                .isEqualTo(
                        Map.of(
                                "protocol", "HTTP/2.0",
                                "request_time", "6.0320",
                                "request_ok", "true",
                                "request_headers_User_Agent", "curl\t8",
                                "request_headers__1st", "x"));
        assertThat(labels("| json", "{\"a.b\": {\"c\": \"d\"}, \"\u00e4\": 1, \" \": 2}"))
                .isEqualTo(Map.of("a_b_c", "d", "_", "1"));
        assertThat(labels("| json", "{}")).isEmpty();
    }

    @Test
    void aNameOfTheOriginStaysAndTheFirstOfTwoValuesStays() {
        assertThat(labels("| json", "{\"app\": \"other\", \"a\": {\"b\": 1}, \"a_b\": 2}"))
                .isEqualTo(Map.of("app_extracted", "other", "a_b", "1"));
        assertThat(labels("| logfmt", "x=1 x=2 stream=y"))
                .isEqualTo(Map.of("x", "1", "stream_extracted", "y"));
        assertThat(labels("| regexp `(?P<x>\\d)` | pattern \"<_> <x>\"", "1 2"))
                .isEqualTo(Map.of("x", "1"));
    }

    @Test
    void aLineThatIsNoJsonStaysWithAnErrorAndWhatWasFound() {
        for (String line : new String[] {"", "plain", "[1]", "\"text\"", "7"}) {
            assertThat(labels("| json", line))
                    .containsEntry("__error__", "JSONParserErr")
                    .containsOnlyKeys("__error__", "__error_details__");
        }
        assertThat(labels("| json", "{\"a\": 1, \"b\""))
                .containsEntry("a", "1")
                .containsEntry("__error__", "JSONParserErr");
        assertThat(matches("| json | __error__ = \"\"", "plain")).isFalse();
        assertThat(matches("| json | __error__ = \"\"", "{\"a\": 1}")).isTrue();
        assertThat(labels("| json | drop __error__, __error_details__", "plain")).isEmpty();
    }

    @Test
    void jsonCanBeAskedForPlaces() {
        assertThat(
                        labels(
                                "| json first=\"servers[0]\", a=\"servers[1].a\", gone, none=\"x.y\","
                                        + " agent=\"request.headers[\\\"User-Agent\\\"]\", servers",
                                DOCUMENT))
                .isEqualTo(
                        Map.of(
                                "first", "129.0.1.1",
                                "a", "1",
                                "gone", "",
                                "none", "",
                                "agent", "curl\t8",
                                "servers", "[\"129.0.1.1\",{\"a\": 1}]"));
        assertThat(labels("| json app, time=\"request.time\"", "{\"app\": 1}"))
                .isEqualTo(Map.of("app_extracted", "1", "time", ""));
        assertThat(labels("| json a=\"[1].b\"", "[0, {\"b\": 2}]")).isEqualTo(Map.of("a", "2"));
        assertThat(labels("| json a", "")).isEmpty();
        assertThat(labels("| json a", "plain")).containsEntry("__error__", "JSONParserErr");
    }

    @Test
    void anObjectIsTakenAsItStandsInALongLine() {
        String object = "{\"text\": \"" + "x".repeat(60_000) + "\", \"n\":  1}";
        assertThat(labels("| json a, b=\"a.n\"", "{\"before\": [1, 2], \"a\": " + object + " }"))
                .isEqualTo(Map.of("a", object, "b", "1"));
    }

    @Test
    void logfmtTakesPairsAndPassesOverWhatIsMalformed() {
        assertThat(labels("| logfmt", "at=info fwd=\"1 \\\"2\\\" \\u00e4\" a.b=c flag empty= 1x=y"))
                .isEqualTo(Map.of("at", "info", "fwd", "1 \"2\" \u00e4", "a_b", "c", "_1x", "y"));
        assertThat(labels("| logfmt", "=v a=b=c d\"e=f g=h")).isEqualTo(Map.of("g", "h"));
        assertThat(labels("| logfmt", "g=h i=\"never ends")).isEqualTo(Map.of("g", "h"));
        assertThat(labels("| logfmt --keep-empty", "a= b c=d"))
                .isEqualTo(Map.of("a", "", "b", "", "c", "d"));
        assertThat(labels("| logfmt", "")).isEmpty();
    }

    @Test
    void strictLogfmtEndsAtTheFirstMalformedPair() {
        assertThat(labels("| logfmt --strict", "a=b c=d=e f=g"))
                .containsEntry("a", "b")
                .containsEntry("__error__", "LogfmtParserErr")
                .doesNotContainKey("f");
        assertThat(labels("| logfmt --keep-empty --strict", "a=b c"))
                .isEqualTo(Map.of("a", "b", "c", ""));
    }

    @Test
    void logfmtCanBeAskedForKeys() {
        String line = "at=info host=h fwd=\"124\" app=x";
        assertThat(labels("| logfmt host, fwd_ip=\"fwd\", none=\"x.y\", app", line))
                .isEqualTo(Map.of("host", "h", "fwd_ip", "124", "none", "", "app_extracted", "x"));
    }

    @Test
    void regexpTakesNamedGroups() {
        String pipeline = "| regexp `(?P<method>\\w+) (?P<path>\\S+)( \\((?P<status>\\d+)\\))?`";
        assertThat(labels(pipeline, "POST /a (200) 1.5s"))
                .isEqualTo(Map.of("method", "POST", "path", "/a", "status", "200"));
        assertThat(labels(pipeline, "POST /a"))
                .isEqualTo(Map.of("method", "POST", "path", "/a", "status", ""));
        assertThat(labels(pipeline, "POST")).isEmpty();
    }

    @Test
    void patternTakesWhatStandsBetween() {
        String pipeline = "| pattern `<ip> - - <_> \"<method> <path> <_>\" <status> <size>`";
        assertThat(labels(pipeline, ACCESS))
                .isEqualTo(
                        Map.of(
                                "ip", "0.191.12.2",
                                "method", "GET",
                                "path", "/a/b",
                                "status", "200",
                                "size", "2"));
        assertThat(labels(pipeline, "0.191.12.2 - - x")).isEqualTo(Map.of("ip", "0.191.12.2"));
        assertThat(labels("| pattern `GET <path>`", "PUT /a")).isEmpty();
        assertThat(labels("| pattern `a<b>c`", "abxc")).isEqualTo(Map.of("b", "bx"));
        assertThat(labels("| pattern `<a>`", "")).isEmpty();
    }

    @Test
    void unpackPutsThePackedLineBack() {
        String packed =
                "{\"pod\": \"p\", \"app\": \"x\", \"n\": 1, \"_entry\": \"the \\\"line\\\"\"}";
        assertThat(line("| unpack", packed)).isEqualTo("the \"line\"");
        assertThat(labels("| unpack", packed)).isEqualTo(Map.of("pod", "p", "app_extracted", "x"));
        assertThat(labels("| unpack", "{\"pod\": \"p\"}")).isEmpty();
        assertThat(labels("| unpack", "plain")).containsEntry("__error__", "JSONParserErr");
        assertThat(matches("| unpack |= \"the\" | pod = \"p\"", packed)).isTrue();
    }

    @Test
    void labelsOfALineAreBounded() {
        String many =
                IntStream.range(0, 1_000)
                        .mapToObj(each -> "\"k" + each + "\": 1")
                        .collect(Collectors.joining(",", "{", "}"));
        assertThat(labels("| json", many))
                .hasSize(Limits.EXTRACTED_LABELS + 2)
                .containsEntry("__error__", "LabelLimitErr");
        String deep = "{\"a\":".repeat(1_000) + "1" + "}".repeat(1_000);
        assertThat(labels("| json", deep)).containsEntry("__error__", "JSONParserErr");
        assertThat(labels("| json", "{\"" + "k".repeat(2_000) + "\": 1, \"b\": 2}"))
                .isEqualTo(Map.of("b", "2"));
        assertThat(labels("| logfmt", "k".repeat(2_000) + "=1 b=2")).isEqualTo(Map.of("b", "2"));
    }
}
