package mvi.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import mvi.start.Knob;
import org.junit.jupiter.api.Test;

class KnobsTest {
    @Test
    void everyKnobStandsInItsPage() throws IOException {
        List<List<String>> wanted =
                Arrays.stream(Knob.values())
                        .map(
                                knob ->
                                        List.of(
                                                "`" + knob.fileName() + "`",
                                                "`" + knob.variable() + "`",
                                                "`" + knob.defaultValue() + "`",
                                                knob.meaning()))
                        .toList();
        assertThat(Page.of("services/knobs.md").rows()).isEqualTo(wanted);
    }
}
