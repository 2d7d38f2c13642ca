package mvi.engines.logql;

import static mvi.engines.logql.Pipelines.labels;
import static mvi.engines.logql.Pipelines.line;
import static mvi.engines.logql.Pipelines.matches;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

final class LabelStagesTest {
    private static final String LINE =
            "status=503 level=error took=1.5s size=20KB free=2MiB ratio=-0.5 note=\"\" word=abc";

    private static boolean holds(String filter) {
        return matches("| logfmt | " + filter, LINE);
    }

    @Test
    void textsAreComparedWholly() {
        assertThat(holds("level = \"error\"")).isTrue();
        assertThat(holds("level = \"err\"")).isFalse();
        assertThat(holds("level != \"error\"")).isFalse();
        assertThat(holds("level =~ \"err.*\"")).isTrue();
        assertThat(holds("level =~ \"err\"")).isFalse();
        assertThat(holds("level !~ `warn|error`")).isFalse();
        assertThat(holds("app = \"shop\"")).isTrue();
    }

    @Test
    void aLabelThatIsNotThereIsAnEmptyTextAndNoQuantity() {
        assertThat(holds("none = \"\"")).isTrue();
        assertThat(holds("none != \"x\"")).isTrue();
        assertThat(holds("none =~ \".+\"")).isFalse();
        assertThat(holds("none > 1")).isFalse();
        assertThat(holds("none != 1")).isFalse();
    }

    @Test
    void numbersAreCompared() {
        assertThat(holds("status >= 500")).isTrue();
        assertThat(holds("status > 503")).isFalse();
        assertThat(holds("status = 503.0")).isTrue();
        assertThat(holds("status == 5.03e2")).isTrue();
        assertThat(holds("status != 503")).isFalse();
        assertThat(holds("status < 504")).isTrue();
        assertThat(holds("status <= 502")).isFalse();
        assertThat(holds("ratio = -0.5")).isTrue();
        assertThat(holds("ratio < +1")).isTrue();
    }

    @Test
    void durationsAndBytesAreCompared() {
        assertThat(holds("took > 1s")).isTrue();
        assertThat(holds("took = 1500ms")).isTrue();
        assertThat(holds("took < 1m1s")).isTrue();
        assertThat(holds("took > 1.6s")).isFalse();
        assertThat(holds("took < 1d")).isTrue();
        assertThat(holds("size = 20kB")).isTrue();
        assertThat(holds("size >= 20KiB")).isFalse();
        assertThat(holds("free == 2097152B")).isTrue();
        assertThat(holds("free > 2MB")).isTrue();
    }

    @Test
    void aValueThatCantBeComparedKeepsItsLineWithAnError() {
        for (String filter : new String[] {"word > 1", "word > 1s", "word > 1KB"}) {
            assertThat(labels("| logfmt | " + filter, LINE))
                    .containsEntry("__error__", "LabelFilterErr");
        }
        assertThat(labels("| json | word > 1 or app = \"shop\"", "no json"))
                .containsEntry("__error__", "JSONParserErr");
        assertThat(matches("| json | __error__ > 0", "no json")).isFalse();
        assertThat(matches("| json | __error__ != \"\"", "no json")).isTrue();
    }

    @Test
    void andBindsMoreThanOr() {
        assertThat(holds("level = \"error\" or status < 1 and status < 2")).isTrue();
        assertThat(holds("(level = \"error\" or status < 1) and status < 2")).isFalse();
        assertThat(holds("status < 1 and status < 2 or level = \"error\"")).isTrue();
        assertThat(holds("status < 1 and (status < 2 or level = \"error\")")).isFalse();
    }

    @Test
    void aCommaAndNothingMeanBothAndAllToTheirRight() {
        assertThat(holds("level = \"error\", status = 503")).isTrue();
        assertThat(holds("level = \"error\" status = 500")).isFalse();
        assertThat(holds("level = \"error\" (status = 500 or status = 503)")).isTrue();
        assertThat(holds("status < 1, status < 2 or level = \"error\"")).isFalse();
        assertThat(holds("level = \"error\" or status < 1, status < 2")).isTrue();
        assertThat(holds("level = \"error\" | status < 1")).isFalse();
    }

    @Test
    void aFilterOfLinesMayFollowAnyStage() {
        assertThat(holds("level = \"error\" != \"abc\"")).isFalse();
        assertThat(holds("level = \"error\" |= \"abc\"")).isTrue();
        assertThat(matches("| json != \"x\"", "{\"a\": \"x\"}")).isFalse();
    }

    @Test
    void labelFormatRenamesAndWrites() {
        assertThat(labels("| logfmt | label_format b=a, c=\"fixed\", e=none", "a=1 c=2 d=3"))
                .isEqualTo(Map.of("b", "1", "c", "fixed", "d", "3"));
        assertThat(labels("| label_format a=app", "x")).isEqualTo(Map.of("a", "shop"));
    }

    @Test
    void dropAndKeepChooseLabels() {
        String line = "level=info method=GET path=/ status=200";
        assertThat(labels("| logfmt | drop level, method=\"PUT\", status=~\"2..\"", line))
                .isEqualTo(Map.of("method", "GET", "path", "/"));
        assertThat(labels("| logfmt | keep level, method=\"PUT\", status!~\"3..\"", line))
                .isEqualTo(Map.of("level", "info", "status", "200"));
        assertThat(labels("| json | keep none", "plain"))
                .containsOnlyKeys("__error__", "__error_details__");
        assertThat(labels("| json | drop __error_details__, __error__=\"JSONParserErr\"", "plain"))
                .isEmpty();
    }

    @Test
    void decolorizeLeavesTheText() {
        assertThat(
                        line(
                                "| decolorize",
                                "\u001b[1;31merror\u001b[0m: \u001b]0;title\u0007x\u009b2Ky"))
                .isEqualTo("error: xy");
        assertThat(line("| decolorize", "plain")).isEqualTo("plain");
        assertThat(line("| decolorize", "end\u001b")).isEqualTo("end");
        assertThat(matches("| decolorize |= \"error: x\"", "\u001b[31merror\u001b[m: x")).isTrue();
    }
}
