package mvi.engines.logql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import mvi.engines.base.Problem;
import org.junit.jupiter.api.Test;

/**
 * Whatever is written as a pipeline, and whatever is printed, nothing but a Problem comes of it.
 */
final class LogPipelineFuzzTest {
    private static final int PIPELINES = 20_000;

    private static final List<String> WORDS =
            List.of(
                    "|=",
                    "!=",
                    "|~",
                    "!~",
                    "|>",
                    "!>",
                    "|",
                    "=",
                    "==",
                    "=~",
                    ">",
                    ">=",
                    "<",
                    "<=",
                    "(",
                    ")",
                    ",",
                    "{",
                    "}",
                    "[",
                    "or",
                    "and",
                    "json",
                    "logfmt",
                    "regexp",
                    "pattern",
                    "unpack",
                    "label_format",
                    "drop",
                    "keep",
                    "decolorize",
                    "--strict",
                    "--keep-empty",
                    "a",
                    "status",
                    "level",
                    "__error__",
                    "app",
                    "\"\"",
                    "\"a\"",
                    "`a.*`",
                    "`(?P<x>\\d+) (?P<y>.*)`",
                    "`<a> <_> <b>`",
                    "\"a.b[0]\"",
                    "`[\"a\"]`",
                    "`(a{9}){9}`",
                    "`[`",
                    "500",
                    "1.5s",
                    "20KB",
                    "-3",
                    "1e9",
                    "0x1p3",
                    "..",
                    "#",
                    "\n",
                    "\"\\x",
                    "\u00e4",
                    "\ud83d\ude00",
                    "ip");

    private static final List<String> LINES =
            List.of(
                    "{",
                    "}",
                    "[",
                    "]",
                    "\"",
                    ":",
                    ",",
                    "a",
                    "b",
                    "=",
                    " ",
                    "1",
                    "1.5s",
                    "null",
                    "\\",
                    "\\u00",
                    "\u001b[3",
                    "1m",
                    "\u001b]",
                    "\u0007",
                    "\ufffd",
                    "\ud83d",
                    "\"a\":1",
                    "{\"a\":{\"b\":[1]}}",
                    "level=error",
                    "_entry",
                    "\t",
                    "\u0000",
                    "{\"_entry\":\"x\",\"a\":\"b\"}");

    private static final String CHARACTERS = "()[]{}|\\^$*+?.,:=<>!~`\"-_09adpPQExU \ud83d\u00e4";

    private static String some(Random random, List<String> parts, int most, String between) {
        List<String> chosen = new ArrayList<>();
        for (int i = random.nextInt(most + 1); i > 0; i--) {
            chosen.add(parts.get(random.nextInt(parts.size())));
        }
        return String.join(between, chosen);
    }

    /** One that often parses, since what does not is said by the parser alone. */
    private static String pipeline(Random random) {
        String text = "";
        for (int i = random.nextInt(4); i > 0; i--) {
            text +=
                    List.of(
                                    " | json",
                                    " | logfmt",
                                    " | logfmt --strict a, b=\"c\"",
                                    " | json a, b=\"a.b[0]\"",
                                    " | unpack",
                                    " | decolorize",
                                    " | pattern `<a> <_>:<b>`",
                                    " | regexp `(?P<a>[^=]*)=(?P<b>.*)`",
                                    " | a > 5 or b != \"\" , c >= 1s",
                                    " |> `<_>a<_>`",
                                    " | keep a | drop b",
                                    " | label_format x=a, a=b")
                            .get(random.nextInt(12));
        }
        return random.nextBoolean() ? text : text + " " + some(random, WORDS, 8, " ");
    }

    @Test
    void parseAndMatchThrowNothingButProblems() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        int parsed = 0;
        for (int i = 0; i < PIPELINES; i++) {
            String text = pipeline(random);
            String line = some(random, LINES, 12, "");
            try {
                Optional<LogPipeline.Match> match =
                        LogPipeline.parse(text).match(line, Map.of("app", "x"));
                match.ifPresent(
                        each ->
                                each.labels()
                                        .keySet()
                                        .forEach(
                                                name ->
                                                        assertThat(LabelNames.isName(name))
                                                                .as(name)
                                                                .isTrue()));
                parsed++;
            } catch (Problem problem) {
                assertThat(problem.code()).as("seed " + seed).isEqualTo("bad-log-query");
            } catch (RuntimeException | Error wrong) {
                throw new AssertionError(
                        "seed " + seed + ", pipeline " + text + ", line " + line, wrong);
            }
        }
        assertThat(parsed).as("seed " + seed).isBetween(PIPELINES / 10, PIPELINES);
    }

    @Test
    void noTextWithinItsLengthBreaksTheParser() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int i = 0; i < 2_000; i++) {
            StringBuilder text = new StringBuilder(random.nextBoolean() ? "|~ `" : "");
            for (int j = random.nextInt(60); j > 0; j--) {
                text.append(CHARACTERS.charAt(random.nextInt(CHARACTERS.length())));
            }
            text.append(random.nextBoolean() ? "`" : "");
            try {
                LogPipeline.parse(text.toString()).match("a line", Map.of());
            } catch (Problem problem) {
                assertThat(problem.code()).as("seed " + seed).isEqualTo("bad-log-query");
            } catch (RuntimeException | Error wrong) {
                throw new AssertionError("seed " + seed + ", pipeline " + text, wrong);
            }
        }
    }

    @Test
    void theSizeOfAPatternIsNeverGuessedTooSmall() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        List<String> parts =
                List.of(
                        "a",
                        "(",
                        ")",
                        "[",
                        "]",
                        "[^",
                        "{3}",
                        "{2,5}",
                        "{4,}",
                        "*",
                        "+?",
                        "|",
                        "\\d",
                        "\\Q",
                        "\\E",
                        "\\",
                        "[[:alpha:]]",
                        "\\pL",
                        "\\p{Greek}",
                        "\\x{41}",
                        "(?:",
                        "(?i)",
                        "(?P<a>",
                        ".",
                        "^",
                        "$",
                        "{",
                        "}",
                        ",",
                        "-",
                        "{1,0}",
                        "\\]");
        int compiled = 0;
        for (int i = 0; i < PIPELINES; i++) {
            String pattern = some(random, parts, 10, "");
            long guess = new PatternSize(pattern).instructions();
            try {
                int size = com.google.re2j.Pattern.compile(pattern).programSize();
                // A few instructions frame every program.
                assertThat(guess + 8)
                        .as("seed " + seed + ", pattern " + pattern)
                        .isGreaterThanOrEqualTo(size);
                compiled++;
            } catch (com.google.re2j.PatternSyntaxException wrong) {
                assertThat(wrong).isNotNull();
            }
        }
        assertThat(compiled).isPositive();
    }
}
