package mvi.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import mvi.engines.base.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The name at which the platform itself is reached. */
class PlatformNameTest {
    @TempDir private Path folder;

    private Configuration loaded() {
        return Configuration.load(new Home(folder), Map.of());
    }

    @Test
    void aNameIsKeptUntilItIsTakenAway() {
        assertThat(loaded().platformName()).isEmpty();
        assertThat(loaded().rename("mvi.example.org").platformName()).hasValue("mvi.example.org");
        assertThat(loaded().platformName()).hasValue("mvi.example.org");
        assertThat(loaded().rename("none").platformName()).isEmpty();
        assertThat(loaded().platformName()).isEmpty();
    }

    @Test
    void whatIsNoHostNameIsRefusedAndNotKept() {
        for (String bad :
                List.of(
                        "",
                        "mvi",
                        "MVI.example.org",
                        "a_b.org",
                        "-a.org",
                        "a..org",
                        "10.0.0.1",
                        "https://mvi.example.org",
                        "mvi.example.org:443",
                        "a".repeat(64) + ".org")) {
            assertThatThrownBy(() -> loaded().rename(bad))
                    .as(bad)
                    .isInstanceOf(Problem.class)
                    .hasMessageContaining("a host name with a dot is wanted");
        }
        assertThat(Files.exists(new Home(folder).configuration())).isFalse();
    }
}
