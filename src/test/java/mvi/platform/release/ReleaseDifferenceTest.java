package mvi.platform.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import mvi.manifest.Checked;
import mvi.manifest.Manifest;
import mvi.manifest.ManifestReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code mvi plan} says. */
final class ReleaseDifferenceTest {
    private static final String BEFORE =
            """
            services:
              web: {image: a, ports: ["80"], environment: {KEPT: "1", OLD: "1", SECRET: hush}, depends_on: [db]}
              old: {image: a, ports: ["81"]}
              db: {provider: {type: mvi, options: {service: postgres}}}
              gone: {provider: {type: mvi, options: {service: blob}}}
            """;

    private static final String NEXT =
            """
            x-mvi: {egress: none, domains: [shop.example]}
            services:
              web:
                image: b
                ports: ["80", "81"]
                command: serve fast
                environment: {KEPT: "1", NEW: "1", SECRET: hushed}
                depends_on: [db, api]
                scale: 3
                restart: on-failure
                x-mvi: {health: /up}
                read_only: true
              api: {image: a, expose: ["82"], container_name: backend, depends_on: {setup: {condition: service_completed_successfully}}}
              setup: {image: a}
              db: {provider: {type: mvi, options: {service: postgres}}}
              files: {provider: {type: mvi, options: {service: blob}}}
            """;

    @TempDir private Path folder;

    @Test
    void aNewAppIsMadeOfAllThatItsManifestNames() throws IOException {
        assertThat(said(Optional.empty(), manifest(BEFORE)))
                .containsExactly(
                        "CREATE process web [1 container, image a, ports 80]",
                        "CREATE process old [1 container, image a, ports 81]",
                        "CREATE host old.shop.localhost [old]",
                        "CREATE host shop.localhost [web]",
                        "CREATE name old:81 [old]",
                        "CREATE name web:80 [web]",
                        "CREATE link db [postgres]",
                        "CREATE link gone [blob]");
    }

    @Test
    void aFunctionIsWhatItRunsForAndHow() throws IOException {
        String before =
                """
                services:
                  web: {image: a, ports: ["80"]}
                  thumb: {image: a, x-mvi: {on: {blob: {bucket: files, prefix: in/}, release: failed}, memory: 64M}}
                  files: {provider: {type: mvi, options: {service: blob}}}
                """;
        String next =
                """
                services:
                  web: {image: a, x-mvi: {runtime: http, on: {log: {process: other, match: '|= "x"'}}}}
                  other: {image: a}
                  thumb: {image: a, x-mvi: {runtime: exec, on: {schedule: {cron: "@daily", expect: 26h}, release: failed}, concurrency: 2, memory: 64M}}
                  files: {provider: {type: mvi, options: {service: blob}}}
                """;
        assertThat(said(Optional.empty(), manifest(before)))
                .contains(
                        "CREATE process thumb [a function, runtime lambda, on objects created in files"
                                + " named in/*, on a release that failed, 10 at once, 60 s each,"
                                + " image a]");
        assertThat(said(Optional.of(manifest(before)), manifest(next)))
                .contains(
                        "CHANGE process thumb [depends on files → none, runtime lambda → exec,"
                                + " +on schedule @daily (UTC), overlap skip, missed one, expected in"
                                + " 93600 s, -on objects created in files named in/*, at once 10 → 2,"
                                + " timeout 60 s → 3600 s, retries 2 → 0]");
        assertThat(said(Optional.of(manifest(next)), manifest(before)))
                .anyMatch(each -> each.contains("no function any more"));
        assertThat(said(Optional.of(manifest(before)), manifest(next)))
                .anyMatch(
                        each ->
                                each.startsWith("CHANGE process web")
                                        && each.contains("on lines of other that match |= \"x\""));
    }

    @Test
    void everyDifferenceIsSaidAndNoValueOfAVariable() throws IOException {
        List<String> said = said(Optional.of(manifest(BEFORE)), manifest(NEXT));
        assertThat(said)
                .containsExactly(
                        "CHANGE process web [image a → b, command, environment +NEW"
                                + " -OLD ~SECRET, ports 80 → 80 81, depends on db → db api, at its end"
                                + " another starts → another starts unless it succeeded, health checks,"
                                + " replicas 1 → 3, but mvi scale said 5, settings of its containers,"
                                + " files of its mounts]",
                        "CREATE process api [1 container, image a, ports 82]",
                        "CREATE process setup [a step, once in each release, image a]",
                        "REMOVE process old [its containers stop]",
                        "CREATE host shop.example [web]",
                        "REMOVE host old.shop.localhost [old]",
                        "CREATE name api:82 [api]",
                        "CREATE name backend [api]",
                        "CREATE name web:81 [web]",
                        "REMOVE name old:81 [old]",
                        "CREATE link files [blob]",
                        "REMOVE link gone [blob; its data stays]",
                        "CHANGE egress internet [closed]");
        assertThat(said.toString()).doesNotContain("hush");
    }

    @Test
    void theSameManifestChangesNothing() throws IOException {
        Manifest same = manifest(NEXT);
        assertThat(ReleaseDifference.of("shop", Optional.of(same), same, Map.of(), Set.of()))
                .isEmpty();
    }

    @Test
    void twoReleasesDifferInTheirImagesAndVariablesToo() throws IOException {
        Release was = release(3, "b-1", manifest(BEFORE), "sealed/1");
        Release is = release(5, "b-2", manifest(BEFORE), "sealed/2");
        List<ReleaseDifference.Change> changes =
                ReleaseDifference.of(
                        was, is, Map.of("A", "hush", "B", "1"), Map.of("A", "hushed", "C", "1"));
        assertThat(words(changes))
                .containsExactly(
                        "CHANGE build images [b-1 → b-2]",
                        "CHANGE variable A []",
                        "REMOVE variable B []",
                        "CREATE variable C []");
        assertThat(ReleaseDifference.of(was, was, Map.of("A", "1"), Map.of("A", "1"))).isEmpty();
        Release other = release(6, "b-1", manifest(BEFORE), "digest");
        assertThat(words(ReleaseDifference.of(was, other, Map.of(), Map.of())))
                .containsExactly("CHANGE process web [files of its mounts]");
    }

    private static Release release(int number, String build, Manifest manifest, String files) {
        return new Release(
                "shop",
                number,
                build,
                Map.of("web", "image of " + build),
                1,
                manifest,
                Map.of("web", files),
                "test",
                Instant.EPOCH,
                "deploy",
                ReleaseState.DONE,
                List.of(),
                Map.of(),
                "",
                1);
    }

    private static List<String> said(Optional<Manifest> before, Manifest next) {
        Set<String> otherFiles = before.isPresent() ? Set.of("web") : Set.of();
        Map<String, Integer> scale = before.isPresent() ? Map.of("web", 5) : Map.of();
        return words(ReleaseDifference.of("shop", before, next, scale, otherFiles));
    }

    private static List<String> words(List<ReleaseDifference.Change> changes) {
        return changes.stream()
                .map(
                        each ->
                                "%s %s %s %s"
                                        .formatted(
                                                each.action(),
                                                each.kind(),
                                                each.name(),
                                                each.details()))
                .toList();
    }

    private Manifest manifest(String yaml) throws IOException {
        Files.writeString(folder.resolve("compose.yaml"), yaml);
        Checked checked = ManifestReader.read(folder, Map.of());
        assertThat(checked).as(checked.findings().toString()).isInstanceOf(Checked.Good.class);
        return ((Checked.Good) checked).manifest();
    }
}
