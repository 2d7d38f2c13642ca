package mvi.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Of many manifests, each made of a seed that a failure names. */
class ManifestRoundTripTest {
    private static final int CASES = 600;

    private static final Map<String, String> SHELL =
            Map.of(
                    "TAG",
                    "1.2",
                    "EMPTY",
                    "",
                    "HOST",
                    "example.org",
                    "COMPOSE_PROFILES",
                    "asked,other");

    @Test
    void whatIsPrintedReadsAsTheSame() {
        for (int seed = 0; seed < CASES; seed++) {
            String text = written(seed);
            Manifest manifest = read(text, SHELL, seed);
            ManifestPrinter.Printed printed = ManifestPrinter.print(manifest);
            Map<String, String> shell = new HashMap<>(SHELL);
            shell.putAll(printed.variables());
            assertThat(read(printed.text(), shell, seed))
                    .as("seed %d, of\n%s\nas\n%s", seed, text, printed.text())
                    .isEqualTo(manifest);
        }
    }

    @Test
    void theWayThatYamlIsWrittenChangesNothing() {
        for (int seed = 0; seed < CASES; seed++) {
            String plain =
                    YamlWriter.write(
                            RandomManifest.make(new SplittableRandom(seed)), YamlWriter.Whim.NONE);
            String text = written(seed);
            assertThat(read(text, SHELL, seed))
                    .as("seed %d, of\n%s\nas\n%s", seed, text, plain)
                    .isEqualTo(read(plain, SHELL, seed));
        }
    }

    @Test
    void everyHonouredKeyIsAmongThem() {
        Set<ComposeTable.Row> missing = new LinkedHashSet<>(ComposeTable.ROWS);
        missing.removeIf(row -> row.stance() != ComposeTable.Stance.HONOURED);
        for (int seed = 0; seed < CASES; seed++) {
            missing.removeAll(ComposeRows.in(written(seed)));
        }
        assertThat(missing).isEmpty();
    }

    private static String written(int seed) {
        RandomGenerator random = new SplittableRandom(seed);
        return YamlWriter.write(RandomManifest.make(random), n -> random.nextInt(n) == 0);
    }

    private static Manifest read(String text, Map<String, String> shell, int seed) {
        Checked checked = ManifestReader.read(new ManifestGoldenTest.Project(text), shell);
        assertThat(checked)
                .as("seed %d, of\n%s\n%s", seed, text, checked.findings())
                .isInstanceOf(Checked.Good.class);
        return ((Checked.Good) checked).manifest();
    }
}
