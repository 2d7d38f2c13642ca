package mvi.fakes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Libraries of others for Java, with all that they need, in a folder of their own. */
public final class MavenTool {
    private static final Duration INSTALL = Duration.ofSeconds(300);
    private static final String COPY =
            "org.apache.maven.plugins:maven-dependency-plugin:3.11.0:copy-dependencies";
    private static final String PROJECT =
            """
            <project xmlns="http://maven.apache.org/POM/4.0.0">
              <modelVersion>4.0.0</modelVersion>
              <groupId>test</groupId><artifactId>test</artifactId><version>1</version>
              <packaging>pom</packaging>
              <dependencies>
                <dependency>
                  <groupId>%s</groupId><artifactId>%s</artifactId><version>%s</version>
                </dependency>
              </dependencies>
            </project>
            """;

    private final Path folder;

    /**
     * @param folder empty, and this tool's alone
     */
    public MavenTool(Path folder) {
        this.folder = folder;
    }

    /** Where its jars now are, from the registry as this machine has it set. */
    public Path copy(String group, String artifact, String version) throws IOException {
        Path jars = folder.resolve("jars");
        Files.writeString(folder.resolve("pom.xml"), PROJECT.formatted(group, artifact, version));
        Program.run(
                folder,
                INSTALL,
                Map.of(),
                List.of("mvn", "-q", "-B", COPY, "-DoutputDirectory=" + jars));
        return jars;
    }
}
