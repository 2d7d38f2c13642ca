package mvi.services.blob.front;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Uploads in parts, asked for wrongly or by many at once. */
final class HostileUploadsTest {
    private static final int RACES = 20;
    private static final int RACERS = 8;
    private static final String LEAST = "x".repeat(5 << 20);

    @TempDir Path folder;
    private S3Rig rig;
    private S3Wire wire;

    @BeforeEach
    void start() throws IOException {
        rig = S3Rig.open(folder);
        rig.blob().createBucket(S3Wire.BUCKET);
        wire = new S3Wire(rig);
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    private String begin() throws IOException {
        return wire.send("POST", "/files/k", "uploads").element("UploadId");
    }

    private String part(String id, String number, String body) throws IOException {
        S3Wire.Answer answer =
                wire.send("PUT", "/files/k", "partNumber=" + number + "&uploadId=" + id, body);
        return answer.status() == 200 ? answer.header("etag") : answer.outcome();
    }

    private static String named(Object number, String etag) {
        return "<Part><PartNumber>%s</PartNumber><ETag>%s</ETag></Part>".formatted(number, etag);
    }

    private S3Wire.Answer complete(String id, String parts) throws IOException {
        return wire.send(
                "POST",
                "/files/k",
                "uploadId=" + id,
                "<CompleteMultipartUpload>" + parts + "</CompleteMultipartUpload>");
    }

    @Test
    void aPartHasANumberOfTenThousand() throws IOException {
        String id = begin();
        for (String number :
                List.of("0", "10001", "-1", "x", "", "1.5", "%00", "2147483648", "9".repeat(30))) {
            assertThat(part(id, number, "x")).as(number).isEqualTo("400 InvalidArgument");
        }
        assertThat(wire.send("PUT", "/files/k", "uploadId=" + id, "x").outcome())
                .isEqualTo("400 InvalidArgument");
        assertThat(part(id, "10000", "x")).startsWith("\"");
        for (String marker : List.of("-1", "x", "9".repeat(30))) {
            for (String name : List.of("part-number-marker", "max-parts")) {
                String query = name + "=" + marker + "&uploadId=" + id;
                assertThat(wire.send("GET", "/files/k", query).outcome())
                        .isEqualTo("400 InvalidArgument");
            }
        }
        Map<String, String> huge =
                Map.of("x-amz-copy-source", "files/c", "x-amz-copy-source-range", "bytes=0-9");
        assertThat(wire.send("PUT", "/files/c", "", "hello").status()).isEqualTo(200);
        String query = "partNumber=2&uploadId=" + id;
        assertThat(wire.send("PUT", "/files/k", query, huge, "").outcome())
                .isEqualTo("416 InvalidRange");
        for (String range :
                List.of("bytes=-1", "bytes=1-", "bytes=2-1", "bytes=0-1,3-4", "x", "")) {
            Map<String, String> bad =
                    Map.of("x-amz-copy-source", "files/c", "x-amz-copy-source-range", range);
            assertThat(wire.send("PUT", "/files/k", query, bad, "").outcome())
                    .as(range)
                    .isEqualTo("400 InvalidArgument");
        }
    }

    @Test
    void theListOfPartsIsInOrderAndTheirs() throws IOException {
        String id = begin();
        String one = part(id, "1", "small");
        String two = part(id, "2", "last");
        for (Map.Entry<String, String> each :
                Map.of(
                                named(2, two) + named(1, one),
                                "400 InvalidPartOrder",
                                named(1, one) + named(2, two),
                                "400 EntityTooSmall",
                                named(1, two),
                                "400 InvalidPart",
                                named(3, one),
                                "400 InvalidPart",
                                named(0, one),
                                "400 InvalidPart",
                                named(10001, one),
                                "400 InvalidPart",
                                named("x", one),
                                "400 MalformedXML",
                                named("-1", one),
                                "400 MalformedXML",
                                named("9".repeat(30), one),
                                "400 MalformedXML",
                                "<Part><PartNumber>1</PartNumber></Part>",
                                "400 MalformedXML")
                        .entrySet()) {
            assertThat(complete(id, each.getKey()).outcome())
                    .as(each.getKey())
                    .isEqualTo(each.getValue());
        }
        assertThat(complete(id, named(1, "")).outcome()).isEqualTo("400 InvalidPart");
        assertThat(complete(id, "").outcome()).isEqualTo("400 MalformedXML");
        assertThat(wire.send("GET", "/files/k").outcome()).isEqualTo("404 NoSuchKey");
        // A part that was sent anew may be named twice.
        assertThat(complete(id, named(1, one) + named(1, one)).outcome()).isEqualTo("200");
        assertThat(wire.send("GET", "/files/k").body()).isEqualTo("small");
        assertThat(wire.send("GET", "/files/k", "partNumber=2").outcome())
                .isEqualTo("400 InvalidPart");
        assertThat(wire.send("DELETE", "/files/k").outcome()).isEqualTo("204");
        S3Wire.assertNothingLeft(rig, folder);
    }

    @Test
    void theListOfUploadsGoesOnWhereItEnded() throws IOException {
        List<String> keys = List.of("a", "b/1", "b/2", "c", "c", "d/1", "e");
        for (String key : keys) {
            assertThat(wire.send("POST", "/files/" + key, "uploads").status()).isEqualTo(200);
        }
        for (int size = 1; size < 8; size++) {
            assertThat(listed("", size)).isEqualTo(keys);
            assertThat(listed("&delimiter=/", size))
                    .isEqualTo(List.of("a", "b/", "c", "c", "d/", "e"));
        }
        assertThat(wire.send("GET", "/files", "uploads&max-uploads=0").element("IsTruncated"))
                .isEqualTo("false");
    }

    /** Keys and common prefixes, page by page. */
    private List<String> listed(String more, int size) throws IOException {
        List<String> all = new ArrayList<>();
        String from = "";
        for (int pages = 0; pages < 20; pages++) {
            S3Wire.Answer page =
                    wire.send("GET", "/files", "uploads&max-uploads=" + size + more + from);
            List<String> found = new ArrayList<>();
            Matcher matcher =
                    Pattern.compile("<Key>(.*?)</Key>|<CommonPrefixes><Prefix>(.*?)</Prefix>")
                            .matcher(page.body());
            while (matcher.find()) {
                found.add(matcher.group(1) == null ? matcher.group(2) : matcher.group(1));
            }
            // A page has its keys before its prefixes.
            found.stream().sorted().forEach(all::add);
            assertThat(found).hasSizeLessThanOrEqualTo(size);
            if (page.element("IsTruncated").equals("false")) {
                return all;
            }
            from =
                    "&key-marker="
                            + page.element("NextKeyMarker")
                            + "&upload-id-marker="
                            + page.element("NextUploadIdMarker");
        }
        throw new AssertionError("the list does not end: " + all);
    }

    @Test
    void manyWhoCompleteAtOnceMakeOneObject() throws Exception {
        for (int race = 0; race < RACES; race++) {
            String id = begin();
            String tags = named(1, part(id, "1", LEAST)) + named(2, part(id, "2", "end" + race));
            List<S3Wire.Answer> answers = together(RACERS, racer -> complete(id, tags));
            Set<String> etags = new HashSet<>();
            for (S3Wire.Answer each : answers) {
                assertThat(each.outcome()).isIn("200", "404 NoSuchUpload");
                if (each.status() == 200) {
                    etags.add(each.element("ETag"));
                }
            }
            assertThat(etags).hasSize(1);
            assertThat(wire.send("GET", "/files/k").body()).endsWith("end" + race);
            assertThat(rig.blob().list(S3Wire.BUCKET, "", "", "", 9).objects()).hasSize(1);
            assertThat(rig.blob().listUploads(S3Wire.BUCKET, "", 9)).isEmpty();
        }
        assertThat(wire.send("DELETE", "/files/k").outcome()).isEqualTo("204");
        S3Wire.assertNothingLeft(rig, folder);
    }

    @Test
    void completingAndAbortingAtOnceIsOneOfTheTwo() throws Exception {
        String large = "y".repeat(100_000);
        for (int race = 0; race < RACES; race++) {
            String id = begin();
            String tags = named(1, part(id, "1", large));
            List<S3Wire.Answer> answers =
                    together(
                            RACERS,
                            racer ->
                                    racer % 2 == 0
                                            ? complete(id, tags)
                                            : wire.send("DELETE", "/files/k", "uploadId=" + id));
            boolean isThere = wire.send("GET", "/files/k").status() == 200;
            int aborted = 0;
            for (int i = 0; i < RACERS; i++) {
                String outcome = answers.get(i).outcome();
                assertThat(outcome).isIn("200", "204", "404 NoSuchUpload");
                aborted += outcome.equals("204") ? 1 : 0;
                if (outcome.equals("200")) {
                    assertThat(isThere).as("it was said to be there").isTrue();
                }
            }
            assertThat(aborted).isEqualTo(isThere ? 0 : 1);
            assertThat(rig.blob().listUploads(S3Wire.BUCKET, "", 9)).isEmpty();
            assertThat(wire.send("DELETE", "/files/k").outcome()).isEqualTo("204");
        }
        S3Wire.assertNothingLeft(rig, folder);
    }

    private interface Racer {
        S3Wire.Answer run(int number) throws IOException;
    }

    private static List<S3Wire.Answer> together(int count, Racer racer) throws Exception {
        CyclicBarrier start = new CyclicBarrier(count);
        List<Callable<S3Wire.Answer>> tasks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int number = i;
            tasks.add(
                    () -> {
                        start.await();
                        return racer.run(number);
                    });
        }
        List<S3Wire.Answer> answers = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(count)) {
            for (Future<S3Wire.Answer> each : threads.invokeAll(tasks)) {
                answers.add(each.get());
            }
        }
        return answers;
    }
}
