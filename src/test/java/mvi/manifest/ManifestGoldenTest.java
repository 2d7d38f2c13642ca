package mvi.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each case of cases.txt: a title, the manifest, and what is said of it. The project folder holds
 * the folders and files that {@link Project} names.
 */
class ManifestGoldenTest {
    private static final Path CASES = Path.of("src/test/resources/mvi/manifest/cases.txt");

    record Case(String title, String yaml, String expected) {
        boolean isGood() {
            return expected.lines().anyMatch(line -> line.startsWith("good "));
        }

        @Override
        public String toString() {
            return title;
        }
    }

    static List<Case> cases() throws IOException {
        List<Case> cases = new ArrayList<>();
        for (String part : Files.readString(CASES).split("(?m)^=== ")) {
            if (!part.isBlank()) {
                int title = part.indexOf('\n');
                int split = part.lastIndexOf("\n---\n");
                cases.add(
                        new Case(
                                part.substring(0, title),
                                part.substring(title + 1, split + 1),
                                part.substring(split + "\n---\n".length()).strip()));
            }
        }
        assertThat(cases).hasSizeGreaterThanOrEqualTo(130);
        return cases;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void saysExactlyThis(Case each) {
        assertThat(said(each.yaml())).isEqualTo(each.expected());
    }

    /**
     * What is honoured stands in a manifest that is good; what is not is said in the words of the
     * table.
     */
    @Test
    void everyRowOfTheTableIsInSomeCase() throws IOException {
        Set<ComposeTable.Row> missing = new LinkedHashSet<>(ComposeTable.ROWS);
        for (Case each : cases()) {
            for (ComposeTable.Row row : ComposeRows.in(each.yaml())) {
                boolean isShown =
                        switch (row.stance()) {
                            case HONOURED -> each.isGood();
                            case WARNED -> each.expected().contains("warning: " + words(row));
                            case REFUSED -> each.expected().contains("error: " + words(row));
                        };
                if (isShown) {
                    missing.remove(row);
                }
            }
        }
        assertThat(missing).as("rows without a case").isEmpty();
    }

    private static String words(ComposeTable.Row row) {
        return row.key() + ": " + row.says() + (row.fix().isEmpty() ? "" : " (" + row.fix() + ")");
    }

    static String said(String yaml) {
        Checked checked =
                ManifestReader.read(
                        new Project(yaml.replace("<TAB>", "\t")),
                        Map.of(
                                "TAG",
                                "1.2",
                                "EMPTY",
                                "",
                                "HOST",
                                "example.org",
                                "COMPOSE_PROFILES",
                                "asked , other"));
        Stream<String> findings = checked.findings().stream().map(ManifestGoldenTest::line);
        Stream<String> manifest =
                switch (checked) {
                    case Checked.Good good -> describe(good.manifest());
                    case Checked.Bad bad -> Stream.of("bad");
                };
        return String.join("\n", Stream.concat(findings, manifest).toList());
    }

    private static String line(Finding finding) {
        return finding.format() + " [" + finding.code() + "]";
    }

    private static Stream<String> describe(Manifest manifest) {
        Stream<String> head =
                Stream.of(
                        "good "
                                + manifest.name().orElse("-")
                                + (manifest.domains().isEmpty() ? "" : " " + manifest.domains())
                                + (manifest.aliases().isEmpty() ? "" : " " + manifest.aliases())
                                + (manifest.isEgressOpen() ? "" : " closed"));
        Stream<String> processes =
                manifest.processes().stream()
                        .map(
                                each ->
                                        "  "
                                                + each.toString()
                                                        .replace(
                                                                ", settings="
                                                                        + ContainerSettings.NONE,
                                                                "")
                                                        .replace(
                                                                ", routing="
                                                                        + AppProcess.Routing
                                                                                .DEFAULT,
                                                                "")
                                                        .replace(
                                                                ", proxyProtocol=Optional.empty]",
                                                                "]")
                                                        .replace(", tls=Optional.empty]", "]")
                                                        .replace(", how=Optional.empty", "")
                                                        .replace(", function=Optional.empty]", "]")
                                                        .replace(", mounts=[]", "")
                                                        .replace(", secrets=[]", "")
                                                        .replace("[], isPublished=false", "[]")
                                                        .replace(", isPublished=true", "")
                                                        .replace(", inline=Optional.empty", "")
                                                        .replace(
                                                                ", labels={}]], image", "]], image")
                                                        .replace(
                                                                ", isSecret=false, variable=Optional.empty",
                                                                "")
                                                        .replace(", lifetime=SERVICE", "")
                                                        .replace(
                                                                ", update="
                                                                        + AppProcess.Update.DEFAULT,
                                                                "")
                                                        .replace(", pull=MISSING", "")
                                                        .replace(", test=Optional.empty", "")
                                                        .replace("Optional.empty", "-"));
        Stream<String> providers =
                manifest.providers().stream()
                        .map(
                                each ->
                                        "  "
                                                + each.toString()
                                                        .replace(", login=Optional.empty", "")
                                                        .replace(
                                                                ", choices=" + DatabaseChoices.NONE,
                                                                ""));
        return Stream.of(head, processes, providers).flatMap(each -> each);
    }

    /** A project with a web server, an api folder, and two env files. */
    record Project(String yaml) implements ProjectFiles {
        private static final Map<String, String> FILES =
                Map.ofEntries(
                        Map.entry("Dockerfile", "FROM scratch\nWORKDIR /app\nCOPY . .\n"),
                        Map.entry(
                                "api/Dockerfile",
                                "FROM x\nCOPY --chown=a:b src/* \\\n other /code/src/\n"),
                        Map.entry("api/Dockerfile.dev", "FROM scratch\n"),
                        Map.entry(
                                "site/Dockerfile",
                                "FROM scratch\nEXPOSE 1\nFROM x\nEXPOSE $PORT 8000 53/udp\\\n 8001/tcp\n"),
                        Map.entry(".env", "GREETING=hello\nTAG=0.1\n"),
                        Map.entry("inner.yaml", "services: {inner: {image: inner}}\n"),
                        Map.entry(
                                "more.yaml",
                                "include: [loop.yaml]\nservices: {more: {image: more}}\n"),
                        Map.entry(
                                "loop.yaml",
                                "include: [loop.yaml]\nservices: {loop: {image: loop}}\n"),
                        Map.entry("named.yaml", "name: other\nservices: {one: {image: one}}\n"),
                        Map.entry("named-override.yaml", "services: {one: {command: [x]}}\n"),
                        Map.entry(
                                "quotes.env",
                                "A='Let\\'s go!'\nB=\"two\nlines\" # said\nC=\"\\\"\"\n"),
                        Map.entry("rest.env", "A=1\nB=\"two\nlines\"rest\n"),
                        Map.entry("short.yaml", "other: {image: other}\n"),
                        Map.entry(
                                "sub/compose.yaml",
                                """
                                name: sub
                                include: [deep/compose.yaml]
                                services:
                                  api:
                                    build: {dockerfile: Dockerfile.api, args: [OWN]}
                                    env_file: api.env
                                    label_file: [api.env]
                                    environment: [OWN, GREETING, B=$OWN]
                                    volumes:
                                      - ./conf:/a:ro
                                      - {type: bind, source: conf, target: /b}
                                      - ../conf:/c
                                    configs: [c]
                                  next: {build: ., extends: {file: ../base.yaml, service: root}}
                                configs: {c: {file: conf/c.txt}}
                                """),
                        Map.entry(
                                "sub/deep/compose.yaml",
                                "services: {deep: {build: ../../api, image: $OWN}}\n"),
                        Map.entry(
                                "sub/base.yaml",
                                "services: {base: {build: {target: x}, env_file: [{path: api.env}]}}\n"),
                        Map.entry("sub/bad.yaml", "services: {bad: {build: ../../x}}\n"),
                        Map.entry("sub/.env", "OWN=sub\nGREETING=never\n"),
                        Map.entry("sub/api.env", "IN=$GREETING\n"),
                        Map.entry("sub/Dockerfile", "FROM scratch\n"),
                        Map.entry("sub/Dockerfile.api", "FROM scratch\n"),
                        Map.entry("sub/conf/c.txt", "c"),
                        Map.entry("required.env", "A=${NONE:?say it}\n"),
                        Map.entry("nginx.conf", ""),
                        Map.entry(
                                "base.yaml",
                                "services:\n  base: {image: nginx, ports: [\"80\"], extends: root}\n"
                                        + "  root: {user: app, environment: [A=root, B=root]}\n"),
                        Map.entry("conf/a.conf", ""),
                        Map.entry(
                                "web.env",
                                "A=1\nB=\"two words\" # said\n# no\nexport C='$A'\nD=${A}x\n"),
                        Map.entry("ca.pem", "clients'\n" + resource("ca.pem")),
                        Map.entry("client.pem", resource("ca.pem") + resource("client.pem")),
                        Map.entry("key.pem", "-----BEGIN EC PRIVATE KEY-----\n"),
                        Map.entry(
                                "cut.pem",
                                "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"),
                        Map.entry("sub/ca.pem", resource("ca.pem") + resource("ca.pem")),
                        Map.entry("large.pem", "x".repeat(65_537)),
                        Map.entry("raw.env", "# no\nA='x $Y'\nB=\n"),
                        Map.entry("broken.env", "OK=1\nnot a name=2\nQ=\"open\n"));

        private static String resource(String name) {
            try {
                return Files.readString(CASES.resolveSibling(name));
            } catch (IOException missing) {
                throw new UncheckedIOException(missing);
            }
        }

        @Override
        public boolean isFile(String path) {
            return path.equals("compose.yaml") || FILES.containsKey(path);
        }

        @Override
        public boolean isFolder(String path) {
            return Set.of("api", "api/src", "conf", "empty", "site", "sub", "sub/conf")
                    .contains(path);
        }

        @Override
        public Optional<byte[]> read(String path, int limit) {
            String text = path.equals("compose.yaml") ? yaml : FILES.get(path);
            return Optional.ofNullable(text).map(each -> each.getBytes(StandardCharsets.UTF_8));
        }
    }
}
