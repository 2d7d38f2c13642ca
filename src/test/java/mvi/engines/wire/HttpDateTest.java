package mvi.engines.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HttpDateTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Sun, 06 Nov 1994 08:49:37 GMT",
                "Sunday, 06-Nov-94 08:49:37 GMT",
                "Sun Nov  6 08:49:37 1994",
                "Sun, 06 Nov 1994 08:49:37 +0000",
                "Sun, 06 Nov 1994 08:49:37 -0000",
                "Sun, 06 Nov 1994 10:49:37 +0200",
                "Sun, 6 nov 1994 08:49:37 UTC",
                " 06 Nov 1994 08:49:37 GMT ",
                "Tue, 06 Nov 1994 08:49:37 GMT"
            })
    void everyFormOfOneTimeIsThatTime(String text) {
        assertThat(HttpDate.parse(text)).contains(Instant.parse("1994-11-06T08:49:37Z"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Bad Date",
                "Sun, 06 Nov 1994",
                "Sun, 06 Foo 1994 08:49:37 GMT",
                "Sun, 31 Feb 1994 08:49:37 GMT",
                "Sun, 06 Nov 1994 25:49:37 GMT",
                "Sun, 06 Nov 1994 08:49:37 +9900",
                "Sun, 06 Nov 1994 08:49:37 CET",
                "Sun, 06 Nov 1994 08:49:37",
                "19941106T084937Z"
            })
    void whatIsNoDateIsEmpty(String text) {
        assertThat(HttpDate.parse(text)).isEmpty();
    }

    @Test
    void twoDigitsAreTheYearAround2020() {
        assertThat(HttpDate.parse("Tuesday, 07-Jul-69 21:53:04 GMT"))
                .contains(Instant.parse("2069-07-07T21:53:04Z"));
        assertThat(HttpDate.parse("Tuesday, 07-Jul-70 21:53:04 GMT"))
                .contains(Instant.parse("1970-07-07T21:53:04Z"));
    }

    @Test
    void noTextThrows() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        String letters = "Sun, 06-Nov 1994:08GMT+-0 ";
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder("Sun, 06 Nov 1994 08:49:37 GMT");
            for (int changes = random.nextInt(4); changes >= 0; changes--) {
                text.setCharAt(
                        random.nextInt(text.length()),
                        letters.charAt(random.nextInt(letters.length())));
            }
            assertThat(HttpDate.parse(text.toString())).as("seed %d: %s", seed, text).isNotNull();
        }
        assertThat(HttpDate.parse("0".repeat(1 << 20))).isEmpty();
    }
}
