package mvi.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class DependenciesTest {
    /**
     * A dependency, an imported bill of materials or a processor of the compiler; plugins are
     * another matter.
     */
    private static final Pattern ARTIFACT =
            Pattern.compile(
                    "<(?:dependency|path)>\\s*<groupId>[^<]+</groupId>\\s*<artifactId>([^<]+)</artifactId>");

    @Test
    void everyDependencyHasItsReason() throws IOException {
        Set<String> reasoned = new TreeSet<>();
        for (var row : Page.of("dependencies.md").rows()) {
            Matcher name = Pattern.compile("`([^`]+)`").matcher(row.getFirst());
            if (name.find() && row.get(1).length() > 1) {
                reasoned.add(name.group(1));
            }
        }
        Set<String> used = new TreeSet<>();
        Matcher artifact = ARTIFACT.matcher(Files.readString(Path.of("pom.xml")));
        while (artifact.find()) {
            used.add(artifact.group(1));
        }
        assertThat(used).isNotEmpty();
        assertThat(reasoned).isEqualTo(used);
    }
}
