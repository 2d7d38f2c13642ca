package mvi.services.blob.front;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import mvi.engines.http.HttpRequest;
import mvi.services.blob.BucketName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.services.s3.S3Client;

/** Every operation of the S3 API is served or refused, and none is taken for another. */
final class S3OperationsTest {
    /** Of the SDK alone: they wait, or make an address. */
    private static final Set<String> OF_THE_SDK =
            Set.of(
                    "Builder",
                    "Close",
                    "Create",
                    "PresignedUrlExtension",
                    "ServiceClientConfiguration",
                    "ServiceMetadata",
                    "ServiceName",
                    "Utilities",
                    "Waiter");

    /** A line of the list of operations. */
    private record Line(String name, String method, String path, String query, boolean isCopy) {
        static Line of(String text) {
            String[] parts = text.split(" ");
            String query = parts.length > 3 ? parts[3] : "";
            boolean isCopy = query.startsWith("copy");
            return new Line(
                    parts[0],
                    parts[1],
                    parts[2],
                    isCopy ? query.replaceFirst("copy&?", "") : query,
                    isCopy);
        }

        HttpRequest request(String more) {
            String all = query.isEmpty() ? more : more.isEmpty() ? query : query + "&" + more;
            Map<String, String> headers = isCopy ? Map.of("x-amz-copy-source", "a/b") : Map.of();
            return DoorRig.request(method, path, all, headers, "");
        }

        boolean isServed() {
            return served().contains(name);
        }
    }

    private static Stream<Line> lines() throws IOException {
        try (InputStream in =
                Objects.requireNonNull(
                        S3OperationsTest.class.getResourceAsStream("s3-operations.txt"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(each -> !each.startsWith("#"))
                    .map(Line::of);
        }
    }

    private static String named(Enum<?> operation) {
        return Arrays.stream(operation.name().split("_"))
                .map(each -> each.charAt(0) + each.substring(1).toLowerCase(Locale.ROOT))
                .collect(Collectors.joining());
    }

    private static Set<String> served() {
        Set<String> served = new TreeSet<>();
        for (S3Operation each : S3Operation.values()) {
            if (each != S3Operation.PREFLIGHT) {
                served.add(named(each));
            }
        }
        return served;
    }

    private static Set<String> refused() {
        return Arrays.stream(RefusedOperation.values())
                .map(S3OperationsTest::named)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static S3Operation route(HttpRequest request) {
        return S3Router.route(
                request, S3Target.of(request, List.of()), S3Query.parse(request.query()));
    }

    @ParameterizedTest
    @MethodSource("lines")
    void eachIsItselfOrRefused(Line line) {
        for (String more : List.of("", "x-id=" + line.name(), "foo", "foo=bar&x-id=Other")) {
            HttpRequest request = line.request(more);
            if (line.isServed()) {
                assertThat(named(route(request))).isEqualTo(line.name());
            } else {
                assertThatThrownBy(() -> route(request))
                        .isInstanceOfSatisfying(
                                S3Error.class,
                                error -> {
                                    assertThat(error.code()).isEqualTo("NotImplemented");
                                    assertThat(error.status()).isEqualTo(501);
                                });
            }
        }
    }

    @Test
    void theListIsWholeAndTheCodeIsOfIt() throws IOException {
        Set<String> listed = lines().map(Line::name).collect(Collectors.toCollection(TreeSet::new));
        Set<String> ours = served();
        assertThat(ours).doesNotContainAnyElementsOf(refused());
        ours.addAll(refused());
        assertThat(listed).isEqualTo(ours);
        // The SDK's own list grows with its version.
        assertThat(ofTheSdk()).hasSizeGreaterThan(90);
        assertThat(listed).containsAll(ofTheSdk());
    }

    private static Set<String> ofTheSdk() {
        return Arrays.stream(S3Client.class.getMethods())
                .map(Method::getName)
                .filter(name -> !name.endsWith("Paginator") && !name.endsWith("AsBytes"))
                .map(name -> Character.toUpperCase(name.charAt(0)) + name.substring(1))
                .filter(name -> !OF_THE_SDK.contains(name))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void theDocumentSaysWhatIsServedAndWhatIsRefused() throws IOException {
        String document = Files.readString(Path.of("docs/services/blob.md"));
        assertThat(named(document, "**Operations.**")).isEqualTo(served());
        assertThat(named(document, "**Operations refused.**")).isEqualTo(refused());
    }

    /** The names in the paragraph that begins so. */
    private static Set<String> named(String document, String start) {
        int from = document.indexOf(start);
        assertThat(from).as(start).isPositive();
        String paragraph = document.substring(from, document.indexOf("\n\n", from));
        return Pattern.compile("`([A-Z][A-Za-z0-9]+)`")
                .matcher(paragraph)
                .results()
                .map((MatchResult each) -> each.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void whatIsRefusedChangesNothing(@TempDir Path folder) throws IOException {
        try (S3Rig rig = S3Rig.open(folder)) {
            S3Wire wire = new S3Wire(rig);
            rig.blob().createBucket(S3Wire.BUCKET);
            assertThat(wire.send("PUT", "/files/k", "", "kept").status()).isEqualTo(200);
            for (Line each : lines().filter(line -> !line.isServed()).toList()) {
                String path = each.path().equals("/files") ? "/other" : each.path();
                assertThat(wire.send(each.method(), path, each.query(), "x").outcome())
                        .as(each.name())
                        .isEqualTo("501 NotImplemented");
            }
            assertThat(wire.send("GET", "/files/k").body()).isEqualTo("kept");
            assertThat(rig.blob().listBuckets(S3Rig.ACCOUNT))
                    .extracting(each -> each.name())
                    .containsExactly(new BucketName(S3Rig.ACCOUNT, "files"));
        }
    }

    @Test
    void aQueryIsForOneOperation(@TempDir Path folder) throws IOException {
        try (S3Rig rig = S3Rig.open(folder)) {
            S3Wire wire = new S3Wire(rig);
            rig.blob().createBucket(S3Wire.BUCKET);
            assertThat(wire.send("GET", "/files", "acl&policy").outcome())
                    .isEqualTo("400 InvalidArgument");
            assertThat(wire.send("DELETE", "/files", "cors&tagging").outcome())
                    .isEqualTo("400 InvalidArgument");
            assertThat(wire.send("GET", "/files", "foo&x-id=ListObjects").body())
                    .contains("<ListBucketResult");
            for (String narrower : List.of("partNumber=1", "versionId=null")) {
                assertThat(wire.send("PUT", "/files/k", narrower, "x").outcome())
                        .isEqualTo("400 InvalidArgument");
            }
            S3Wire.assertNothingLeft(rig, folder);
        }
    }
}
