package mvi.engines.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import mvi.engines.base.Kind;
import mvi.engines.base.Problem;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    private static final String THING =
            """
            {"name":"n","after":"PT1.5S","at":"2026-01-02T03:04:05Z","note":null,"parts":[]}\
            """;

    record Part(int count, long[] sums) {}

    record Thing(String name, Duration after, Instant at, Optional<String> note, List<Part> parts) {
        boolean isEmpty() {
            return parts.isEmpty();
        }

        String getName() {
            return name;
        }
    }

    private static Thing thing(Optional<String> note, List<Part> parts) {
        return new Thing(
                "n", Duration.ofMillis(1500), Instant.parse("2026-01-02T03:04:05Z"), note, parts);
    }

    private static void refused(ThrowingCallable reading) {
        assertThatThrownBy(reading)
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem -> {
                            assertThat(problem.code()).isEqualTo("malformed-json");
                            assertThat(problem.kind()).isEqualTo(Kind.INVALID);
                            assertThat(problem.publicMessage()).doesNotContain("mvi.");
                        });
    }

    @Test
    void aRecordIsItsComponentsAndNothingElse() {
        assertThat(Json.text(thing(Optional.empty(), List.of()))).isEqualTo(THING);
    }

    @Test
    void aRecordComesBackAsItWas() {
        Thing full = thing(Optional.of("x"), List.of());
        assertThat(Json.read(Json.write(full), Thing.class)).isEqualTo(full);
        Part part = Json.read("{\"count\":3,\"sums\":[1,2]}", Part.class);
        assertThat(part.count()).isEqualTo(3);
        assertThat(part.sums()).containsExactly(1, 2);
    }

    @Test
    void anOptionalMayBeLeftOutAndUnknownNamesArePassedOver() {
        String other = THING.replace("\"note\":null", "\"newer\":{\"a\":1}");
        assertThat(Json.read(other, Thing.class)).isEqualTo(thing(Optional.empty(), List.of()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"count\":1}",
                "{\"sums\":[]}",
                "{\"count\":null,\"sums\":[]}",
                "{\"count\":\"x\",\"sums\":[]}",
                "[]",
                "null",
                ""
            })
    void whatLacksAComponentIsRefused(String text) {
        refused(() -> Json.read(text, Part.class));
    }

    @Test
    void aTimeThatIsNoneIsRefused() {
        refused(() -> Json.read(THING.replace("PT1.5S", "soon"), Thing.class));
        refused(() -> Json.read("\"soon\"", Duration.class));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "{", "{\"a\":1,\"a\":2}", "{} {}", "{a:1}", "{'a':1}", "[1,]", "NaN"})
    void malformedJsonIsRefused(String text) {
        refused(() -> Json.parse(text));
    }

    @Test
    void bytesThatAreNoUtf8AreRefused() {
        refused(() -> Json.parse(new byte[] {'"', (byte) 0xff, '"'}));
        refused(() -> Json.parse("{}".getBytes(StandardCharsets.UTF_16)));
    }

    @Test
    void depthIsBounded() {
        refused(() -> Json.parse("[".repeat(97) + "]".repeat(97)));
        assertThat(Json.parse("[".repeat(96) + "]".repeat(96)).isArray()).isTrue();
    }

    @Test
    void numbersKeepEveryDigit() {
        String digits = "1234567890.12345678901234567890123456789";
        assertThat(Json.parse(digits).decimalValue()).isEqualTo(new BigDecimal(digits));
        assertThat(Json.text(Json.parse(digits))).isEqualTo(digits);
    }
}
