package mvi.engines.logql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import mvi.engines.base.Kind;
import mvi.engines.base.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

final class BadLogQueryTest {
    private static void refuses(String text, int character, String why) {
        assertThatThrownBy(() -> LogPipeline.parse(text))
                .as(text)
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem -> {
                            assertThat(problem.code()).isEqualTo("bad-log-query");
                            assertThat(problem.kind()).isEqualTo(Kind.INVALID);
                            assertThat(problem.publicMessage())
                                    .startsWith("the log query is wrong at character " + character)
                                    .contains(why);
                        });
    }

    @Test
    void whatIsMissingIsNamedWithItsPlace() {
        refuses("error", 1, "a stage begins with |");
        refuses("|= error", 4, "what is looked for is missing");
        refuses("|=", 3, "before the end");
        refuses("|= \"a\" or b", 11, "what is looked for is missing");
        refuses("| ", 3, "the name of a label is missing");
        refuses("| status", 9, "a label is compared by");
        refuses("| status >=", 12, "a label is compared with a text");
        refuses("| (a = \"b\"", 11, "')' is missing");
        refuses("| a = b", 7, "a label is compared with a text");
        refuses("| label_format a", 17, "'=' is missing");
        refuses("| drop", 7, "the name of a label is missing");
        refuses("| regexp", 9, "a regexp is missing");
    }

    @Test
    void whatCantBeComparedIsNamed() {
        refuses("| a > \"b\"", 5, "a text is compared by");
        refuses("| a == \"b\"", 5, "a text is compared by");
        refuses("| a =~ 5", 5, "not by '=~'");
        refuses("| a > 5parsecs", 7, "no number");
        refuses("| drop a > 5", 8, "compared with a text");
    }

    @Test
    void stringsThatAreNoneAreNamed() {
        refuses("|= \"a", 4, "has no end");
        refuses("|= `a", 4, "has no end");
        refuses("|= \"a\nb\"", 4, "has no end");
        refuses("|= 'a'", 4, "double quotes or backticks");
        refuses("|= \"a\\d\"", 6, "no escape");
        refuses("|= \"\\xg0\"", 5, "2 digits");
        refuses("|= \"\\ud800\"", 5, "no character");
        refuses("|= \"\\777\"", 5, "no character");
        refuses("| a ~ \"b\"", 5, "means nothing");
    }

    @Test
    void badPatternsAndTemplatesAreNamed() {
        refuses("|~ \"(\"", 4, "no RE2 pattern");
        refuses("|~ \"a(?=b)\"", 4, "no RE2 pattern");
        refuses("|~ `(a)\\1`", 4, "no RE2 pattern");
        refuses("| a =~ \"[\"", 8, "no RE2 pattern");
        refuses("| regexp \"(a)\"", 10, "a group with a name");
        refuses("| regexp \"(?P<a>a)(?P<a>b)\"", 10, "no RE2 pattern");
        refuses("| pattern \"<_> x\"", 11, "a capture with a name");
        refuses("| pattern \"<a><b>\"", 11, "between two captures");
        refuses("| pattern \"<a> <a>\"", 11, "twice");
        refuses("|> \"<a> x\"", 4, "a filter keeps no <a>");
        refuses("| json a=\"b[\"", 10, "no place in JSON");
        refuses("| json a=\"b..c\"", 10, "no place in JSON");
        refuses("| json a=\"b[x]\"", 10, "no place in JSON");
        refuses("| json a=\"\"", 10, "no place in JSON");
        refuses("| logfmt --loose", 10, "--strict");
        refuses("| label_format a=b, a=c", 21, "twice");
        refuses("| label_format __error__=a", 16, "can't be formatted");
        refuses("| label_format a=5", 18, "another's name or a text");
    }

    @Test
    void whatLokiHasBesideIsRefusedByName() {
        refuses("{app=\"a\"} |= \"b\"", 1, "a selector of streams");
        refuses("| line_format \"{{.a}}\"", 3, "line_format is not served; served are");
        refuses("| label_format a=\"{{.b}}\"", 18, "a template");
        refuses("| unwrap a", 3, "unwrap is not served");
        refuses("| distinct a", 3, "distinct is not served");
        refuses("| xml", 3, "xml is not served");
        refuses("|= ip(\"10.0.0.0/8\")", 4, "ip() is not served");
        refuses("| a = ip(\"10.0.0.0/8\")", 7, "ip() is not served");
        refuses("rate(5)", 1, "a stage begins with |");
    }

    @Test
    void theTextIsBounded() {
        refuses("|= \"" + "a".repeat(Limits.TEXT_LENGTH) + "\"", Limits.TEXT_LENGTH + 1, "longer");
        refuses("|= \"a\"".repeat(Limits.PARTS + 1), 6 * Limits.PARTS + 4, "more than 64");
        refuses("| a=1" + ",a=1".repeat(Limits.PARTS), 255, "more than 64");
        refuses("| " + "(".repeat(40) + "a=1" + ")".repeat(40), 35, "nested");
        assertThat(LogPipeline.parse("|= \"a\"".repeat(Limits.PARTS)).match("a", Map.of()))
                .isPresent();
    }

    @Test
    @Timeout(60)
    void noPatternIsCompiledThatWouldBeTooLarge() {
        for (String pattern :
                new String[] {
                    "(a{1000}){1000}",
                    "((a{500}){500}){500}",
                    "(a{1000}[)]){1000}",
                    "(a{1000}[])]){1000}",
                    "(a{1000}[[:alpha:])]){1000}",
                    "(a{1000}\\)){1000}",
                    "(a{1000}\\Q)\\E){1000}",
                    "(a{1000}\\Q\\\\E){1000}",
                    "((((((((((a{1,9}){1,9}){1,9}){1,9}){1,9}){1,9}){1,9}){1,9}){1,9}){1,9})",
                    "(?:a{1000,}){900,}",
                    "a{1000}(?i){1000}",
                    "a{1000}\\Q\\E{1000}",
                    ".{1000}".repeat(100),
                    "(".repeat(2000) + ")".repeat(2000)
                }) {
            refuses("|~ `" + pattern + "`", 4, "too large together");
        }
        refuses("|~ `a{900}` |~ `b{900}` |~ `c{900}`", 16, "too large together");
    }

    @Test
    @Timeout(60)
    void aLineIsMatchedInTimeThatIsLinearInIt() {
        String line = "x".repeat(64 * 1024);
        assertThat(Pipelines.matches("|~ `(x+x+)+y`", line)).isFalse();
        assertThat(Pipelines.matches("|~ `(.*.*)*z` !~ `(x|xx)+$`", line)).isFalse();
    }
}
