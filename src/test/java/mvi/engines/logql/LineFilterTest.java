package mvi.engines.logql;

import static mvi.engines.logql.Pipelines.matches;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

final class LineFilterTest {
    @Test
    void anEmptyTextMatchesEveryLineAndChangesNothing() {
        for (String text : new String[] {"", "  \n", "# only a comment"}) {
            LogPipeline.Match match =
                    LogPipeline.parse(text).match("a line", Map.of("app", "shop")).orElseThrow();
            assertThat(match).isEqualTo(new LogPipeline.Match("a line", Map.of("app", "shop")));
        }
    }

    @Test
    void textsAreLookedForAsTheyAre() {
        assertThat(matches("|= \"error\"", "an error.")).isTrue();
        assertThat(matches("|= \"error\"", "an Error.")).isFalse();
        assertThat(matches("|= \"e.r\"", "err")).isFalse();
        assertThat(matches("|= \"\"", "")).isTrue();
        assertThat(matches("!= \"error\"", "an error.")).isFalse();
        assertThat(matches("!= \"error\"", "fine")).isTrue();
        assertThat(matches("!= \"\"", "fine")).isFalse();
    }

    @Test
    void patternsMatchAnywhereInTheLine() {
        assertThat(matches("|~ `status=5\\d\\d`", "a status=503 b")).isTrue();
        assertThat(matches("|~ \"status=5\\\\d\\\\d\"", "a status=403 b")).isFalse();
        assertThat(matches("|~ `(?i)ERROR`", "an error")).isTrue();
        assertThat(matches("|~ `^a.*c$`", "abc")).isTrue();
        assertThat(matches("!~ `a|b`", "xbx")).isFalse();
        assertThat(matches("!~ `a|b`", "xcx")).isTrue();
    }

    @Test
    void alternativesAreOneOfForWantedAndNoneOfForUnwanted() {
        assertThat(matches("|= \"a\" or `b` or \"c\"", "xbx")).isTrue();
        assertThat(matches("|= \"a\" or \"b\"", "xcx")).isFalse();
        assertThat(matches("|~ \"a+\" OR \"b+\"", "xbx")).isTrue();
        assertThat(matches("!= \"a\" or \"b\"", "xbx")).isFalse();
        assertThat(matches("!= \"a\" or \"b\"", "xax")).isFalse();
        assertThat(matches("!= \"a\" or \"b\"", "xcx")).isTrue();
    }

    @Test
    void filtersInARowMustAllPass() {
        String pipeline = "|= \"error\" != \"timeout\" # the rest is known\n |~ `\\d`";
        assertThat(matches(pipeline, "error 7")).isTrue();
        assertThat(matches(pipeline, "error timeout 7")).isFalse();
        assertThat(matches(pipeline, "error")).isFalse();
    }

    @Test
    void stringsHaveTheEscapesOfGo() {
        assertThat(matches("|= \"a\\tb\\\\c\\\"d\"", "a\tb\\c\"d")).isTrue();
        assertThat(matches("|= \"\\x41\\101\\u00e4\\U0001F600\"", "AA\u00e4\ud83d\ude00")).isTrue();
        assertThat(matches("|= \"\\xc3\\xa4\"", "\u00e4")).isTrue();
        assertThat(matches("|= `a\\tb`", "a\\tb")).isTrue();
        assertThat(matches("|= \"# no comment\"", "# no comment")).isTrue();
    }

    @Test
    void templatesCoverTheLineToItsEndAndNoCaptureIsEmpty() {
        assertThat(matches("|> \"GET <_> 200\"", "GET /a 200")).isTrue();
        assertThat(matches("|> \"GET <_> 200\"", "GET /a 200 ms")).isFalse();
        assertThat(matches("|> \"GET <_>\"", "GET ")).isFalse();
        assertThat(matches("|> \"<_> bar <_>\"", " bar ")).isFalse();
        assertThat(matches("|> \"<_>bar<_>\"", " bar ")).isTrue();
        assertThat(matches("|> \"<_>\"", "x")).isTrue();
        assertThat(matches("|> \"<_>\"", "")).isFalse();
        assertThat(matches("|> \"\"", "")).isTrue();
        assertThat(matches("|> \"a <b\"", "a <b")).isTrue();
        assertThat(matches("!> \"GET <_> 200\"", "GET /a 200")).isFalse();
        assertThat(matches("!> \"GET <_> 200\" or \"PUT <_>\"", "HEAD /a 200")).isTrue();
        assertThat(matches("!> \"GET <_> 200\" or \"PUT <_>\"", "PUT /a 200")).isFalse();
    }
}
