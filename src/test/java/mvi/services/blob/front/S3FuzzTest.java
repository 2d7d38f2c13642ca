package mvi.services.blob.front;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.SocketException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Requests thrown together out of what S3 has and what it has not, most of them signed. Whatever
 * they are, an answer comes that is no failure of the server, and the next client is served. A case
 * is made of its number alone; {@code -Dmvi.long=true} makes ten times as many.
 */
final class S3FuzzTest {
    private static final int CASES = Boolean.getBoolean("mvi.long") ? 30_000 : 3_000;
    private static final int WORKERS = 4;

    private static final String[] METHODS = {
        "GET", "GET", "PUT", "PUT", "POST", "DELETE", "HEAD", "OPTIONS", "PATCH"
    };

    private static final String[] PATHS = {
        "/",
        "/files",
        "/files/",
        "/files/k",
        "/files/k",
        "/files/u",
        "/new",
        "/files/..",
        "//",
        "/files//k",
        "/files/%00",
        "/files/%FF",
        "/FILES/k",
        "/locked/k",
        "/locked",
        "/files/%"
    };

    private static final String[] NAMES = {
        "acl",
        "attributes",
        "cors",
        "delete",
        "encryption",
        "legal-hold",
        "lifecycle",
        "location",
        "notification",
        "object-lock",
        "ownershipControls",
        "policy",
        "policyStatus",
        "publicAccessBlock",
        "retention",
        "tagging",
        "uploadId",
        "uploads",
        "versioning",
        "versions",
        "partNumber",
        "versionId",
        "list-type",
        "prefix",
        "delimiter",
        "marker",
        "max-keys",
        "encoding-type",
        "continuation-token",
        "start-after",
        "fetch-owner",
        "key-marker",
        "version-id-marker",
        "upload-id-marker",
        "max-uploads",
        "max-parts",
        "part-number-marker",
        "response-content-type",
        "response-expires",
        "x-id",
        "restore",
        "max-buckets",
        "X-Amz-Expires",
        "X-Amz-Algorithm",
        "X-Amz-Signature",
        "Signature"
    };

    private static final String[] VALUES = {
        "",
        "",
        "",
        "1",
        "2",
        "0",
        "-1",
        "10001",
        "99999999999",
        "null",
        "k",
        "files/k",
        "true",
        "url",
        "%00",
        "%FF",
        "%",
        "../..",
        "UPLOAD",
        "STANDARD",
        "COPY",
        "REPLACE",
        "*",
        "\"x\"",
        "bytes=0-0",
        "bytes=-0",
        "bytes=9-",
        "2030-01-01T00:00:00Z",
        "9999-12-31T23:59:59Z",
        "+999999999-12-31T23:59:59Z",
        "Thu, 01 Jan 1970 00:00:00 GMT",
        "a=b&c=d",
        "a=%ZZ",
        "id=\"x\"",
        "AES256",
        "aws:kms",
        "GOVERNANCE",
        "ON",
        "crc32",
        "AAAAAA==",
        "000000000001",
        "ETag,ObjectParts",
        "100-continue",
        "public-read",
        "<>",
        "files/k?versionId=x"
    };

    private static final String[] FIELDS = {
        "range",
        "if-match",
        "if-none-match",
        "if-modified-since",
        "if-unmodified-since",
        "x-amz-copy-source",
        "x-amz-copy-source-range",
        "x-amz-copy-source-if-match",
        "x-amz-metadata-directive",
        "x-amz-tagging-directive",
        "x-amz-tagging",
        "x-amz-acl",
        "x-amz-grant-read",
        "x-amz-storage-class",
        "x-amz-server-side-encryption",
        "x-amz-server-side-encryption-aws-kms-key-id",
        "x-amz-server-side-encryption-customer-algorithm",
        "x-amz-server-side-encryption-customer-key",
        "x-amz-object-lock-mode",
        "x-amz-object-lock-retain-until-date",
        "x-amz-object-lock-legal-hold",
        "x-amz-bypass-governance-retention",
        "x-amz-checksum-crc32",
        "x-amz-checksum-algorithm",
        "x-amz-checksum-type",
        "x-amz-checksum-mode",
        "x-amz-sdk-checksum-algorithm",
        "x-amz-trailer",
        "x-amz-decoded-content-length",
        "x-amz-expected-bucket-owner",
        "x-amz-object-attributes",
        "x-amz-max-parts",
        "x-amz-part-number-marker",
        "content-md5",
        "content-type",
        "content-encoding",
        "expires",
        "origin",
        "access-control-request-method",
        "x-amz-meta-a",
        "x-amz-object-ownership",
        "x-amz-bucket-object-lock-enabled",
        "expect",
        "x-mvi-account",
        "x-amz-mp-object-size"
    };

    private static final String[] HASHES = {
        S3Wire.UNSIGNED,
        S3Wire.UNSIGNED,
        S3Wire.UNSIGNED,
        Signed.EMPTY,
        "",
        "STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
        "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
        "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER",
        "x"
    };

    private static final String[] PIECES = {
        "<Tagging>",
        "</Tagging>",
        "<TagSet>",
        "</TagSet>",
        "<Tag>",
        "</Tag>",
        "<Key>",
        "</Key>",
        "<Value>",
        "</Value>",
        "<Delete>",
        "</Delete>",
        "<Object>",
        "</Object>",
        "<VersionId>",
        "</VersionId>",
        "<LifecycleConfiguration>",
        "</LifecycleConfiguration>",
        "<Rule>",
        "</Rule>",
        "<Status>",
        "Enabled",
        "</Status>",
        "<CORSConfiguration>",
        "</CORSConfiguration>",
        "<CompleteMultipartUpload>",
        "</CompleteMultipartUpload>",
        "<Part>",
        "</Part>",
        "<PartNumber>",
        "1",
        "</PartNumber>",
        "<ETag>",
        "</ETag>",
        "&amp;",
        "&x;",
        "<![CDATA[",
        "]]>",
        "<!--",
        "-->",
        "<?x?>",
        "<!DOCTYPE a>",
        "\0",
        "\u00ff",
        "{",
        "}",
        "[",
        "]",
        "\"",
        ":",
        ",",
        "5\r\nhello\r\n",
        "0\r\n",
        "\r\n",
        "x-amz-checksum-crc32:NhCmhg==",
        "{\"Version\":\"2012-10-17\",\"Statement\":[",
        "hello",
        " "
    };

    private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
    private final AtomicInteger served = new AtomicInteger();

    @Test
    void whateverComesIsAnswered(@TempDir Path folder) throws Exception {
        try (S3Rig rig = S3Rig.open(folder)) {
            S3Wire wire = new S3Wire(rig);
            rig.blob().createBucket(S3Wire.BUCKET);
            Map<String, String> lock = Map.of("x-amz-bucket-object-lock-enabled", "true");
            assertThat(wire.send("PUT", "/locked", "", lock, "").status()).isEqualTo(200);
            AtomicLong number = new AtomicLong();
            List<Thread> workers = new ArrayList<>();
            for (int i = 0; i < WORKERS; i++) {
                workers.add(
                        Thread.ofPlatform()
                                .start(
                                        () -> {
                                            while (wrong.isEmpty() && number.get() < CASES) {
                                                ask(wire, number.getAndIncrement());
                                            }
                                        }));
            }
            for (Thread each : workers) {
                each.join();
            }
            assertThat(wrong).isEmpty();
            assertThat(served.get()).as("some were right").isGreaterThan(CASES / 50);
            assertThat(wire.send("PUT", "/after", "").status()).isEqualTo(200);
            assertThat(wire.send("PUT", "/after/k", "", "well").status()).isEqualTo(200);
            assertThat(wire.send("GET", "/after/k").body()).isEqualTo("well");
            assertThat(S3Wire.files(folder.resolve("tmp"))).isEmpty();
        }
    }

    private void ask(S3Wire wire, long number) {
        SplittableRandom dice = new SplittableRandom(number);
        String method = one(dice, METHODS);
        String path = one(dice, PATHS);
        String query = query(dice);
        String body = body(dice);
        Map<String, String> fields = new TreeMap<>();
        for (int i = dice.nextInt(4); i > 0; i--) {
            fields.put(one(dice, FIELDS), one(dice, VALUES));
        }
        Signed signed = wire.sign(method, path, query, fields, one(dice, HASHES), Instant.now());
        Map<String, String> over =
                dice.nextInt(20) == 0 ? Map.of("authorization", one(dice, VALUES)) : Map.of();
        String request = wire.request(method, path, query, signed, over, body);
        if (dice.nextInt(10) == 0) {
            request = changed(dice, request);
        }
        try {
            S3Wire.Answer answer = wire.raw(request);
            served.addAndGet(answer.status() == 200 ? 1 : 0);
            boolean isFailure = answer.status() >= 500 && answer.status() != 501;
            if (isFailure || answer.text().contains("Exception")) {
                wrong.add("case %d: %s%nis answered %s".formatted(number, request, answer.text()));
            }
        } catch (SocketException refusedWhileSending) {
            // Its end, all the same.
        } catch (IOException | RuntimeException broken) {
            wrong.add("case %d: %s: %s".formatted(number, broken, request));
        }
    }

    private static String one(SplittableRandom dice, String[] of) {
        return of[dice.nextInt(of.length)];
    }

    private static String query(SplittableRandom dice) {
        List<String> parameters = new ArrayList<>();
        for (int i = dice.nextInt(3); i > 0; i--) {
            String value = one(dice, VALUES).replaceAll("[ &<>\"]", "+");
            parameters.add(one(dice, NAMES) + (dice.nextBoolean() ? "=" + value : ""));
        }
        return String.join("&", parameters);
    }

    private static String body(SplittableRandom dice) {
        StringBuilder body = new StringBuilder();
        for (int i = dice.nextBoolean() ? 0 : dice.nextInt(20); i > 0; i--) {
            body.append(one(dice, PIECES));
        }
        return dice.nextInt(50) == 0 ? body.toString().repeat(2000) : body.toString();
    }

    private static String changed(SplittableRandom dice, String request) {
        StringBuilder changed = new StringBuilder(request);
        for (int i = dice.nextInt(4); i >= 0; i--) {
            int at = dice.nextInt(changed.length());
            switch (dice.nextInt(3)) {
                case 0 -> changed.setCharAt(at, (char) dice.nextInt(256));
                case 1 -> changed.deleteCharAt(at);
                default -> changed.insert(at, one(dice, PIECES));
            }
        }
        return changed.toString();
    }
}
