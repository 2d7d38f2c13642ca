package mvi.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TreeReaderTest {
    private static final String ROCKET = "\ud83d\ude80";

    /** Characters of two chars: a parser that reads in pieces must not cut one in two. */
    @Test
    void aCharacterMayStandAnywhereInTheText() {
        for (int length = 1; length < 5000; length++) {
            String value = "a".repeat(length) + ROCKET + "b";
            Findings findings = new Findings();

            Optional<Tree> tree =
                    new TreeReader("x", findings, new Interpolation(Map.of(), findings))
                            .read("key: " + value + "\n");

            assertThat(findings.sorted()).isEmpty();
            assertThat(tree.map(TreeReaderTest::value)).contains(value);
        }
    }

    private static String value(Tree tree) {
        return tree instanceof Tree.Fields fields
                        && fields.value("key").orElseThrow() instanceof Tree.Text text
                ? text.value()
                : "";
    }
}
