package mvi.engines.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Random;
import mvi.engines.base.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PercentCodingTest {
    @Test
    void unreservedCharactersStayAndAllElseIsCodedAsUtf8() {
        assertThat(PercentCoding.encode("aZ09-._~")).isEqualTo("aZ09-._~");
        assertThat(PercentCoding.encode(" +/%\u00e4\ud83d\ude00"))
                .isEqualTo("%20%2B%2F%25%C3%A4%F0%9F%98%80");
        assertThat(PercentCoding.encodePath("/a b/c")).isEqualTo("/a%20b/c");
    }

    @Test
    void whatIsCodedIsDecodedToItself() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int i = 0; i < 1000; i++) {
            StringBuilder text = new StringBuilder();
            random.ints(8, 0, 0xd800).forEach(text::appendCodePoint);
            text.appendCodePoint(0x10000 + random.nextInt(0x100000));
            String all = text.toString();
            assertThat(PercentCoding.decode(PercentCoding.encode(all)))
                    .as("seed %d", seed)
                    .isEqualTo(all);
        }
    }

    @Test
    void whatCameBareStaysAsItIs() {
        assertThat(PercentCoding.decode("a+b")).isEqualTo("a+b");
        assertThat(PercentCoding.decode("\u00e4\ud83d\ude00%20")).isEqualTo("\u00e4\ud83d\ude00 ");
        assertThat(PercentCoding.decode("%c3%A4")).isEqualTo("\u00e4");
    }

    @ParameterizedTest
    @ValueSource(strings = {"%", "%2", "a%", "%zz", "%-1", "%\uff11\uff11", "%ff", "%c3", "%c0%af"})
    void brokenEscapesAndBadUtf8AreRefused(String text) {
        assertThatThrownBy(() -> PercentCoding.decode(text))
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem -> assertThat(problem.code()).isEqualTo("bad-percent-coding"));
    }

    @Test
    void aQueryKeepsItsOrderAndItsEmptyValues() {
        assertThat(PercentCoding.query("b=1&a=x+y%2Bz&flag&&a=2=3"))
                .containsExactly(
                        Map.entry("b", "1"),
                        Map.entry("a", "x y+z"),
                        Map.entry("flag", ""),
                        Map.entry("a", "2=3"));
        assertThat(PercentCoding.query("")).isEmpty();
    }
}
