package mvi.engines.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import mvi.engines.base.ByteCount;
import mvi.engines.base.ByteSource;
import mvi.engines.base.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MultipartFormTest {
    private static final String TYPE = "multipart/form-data; boundary=xyz";
    private static final ByteCount LIMIT = ByteCount.kib(20);
    private static final ByteCount ALL = ByteCount.mib(8);

    /** Gives as few bytes at once as chance says, and throws where the body was cut. */
    private record Pieces(ByteSource whole, Random random) implements ByteSource {
        @Override
        public OptionalLong length() {
            return whole.length();
        }

        @Override
        public int read(byte[] into, int offset, int count) throws IOException {
            return whole.read(into, offset, 1 + random.nextInt(Math.min(count, 200)));
        }
    }

    private record Read(String name, Optional<String> fileName, String content) {}

    private static String part(String parameters, String content) {
        return "--xyz\r\nContent-Disposition: form-data; %s\r\n\r\n%s\r\n"
                .formatted(parameters, content);
    }

    private static MultipartForm form(String body) {
        return MultipartForm.of(TYPE, ByteSource.of(body.getBytes(ISO_8859_1)), LIMIT, "file");
    }

    private static List<Read> read(MultipartForm form) throws IOException {
        List<Read> parts = new ArrayList<>();
        for (var next = form.next(); next.isPresent(); next = form.next()) {
            MultipartForm.Part part = next.get();
            String content = new String(part.content().readAll(ALL), ISO_8859_1);
            parts.add(new Read(part.name(), part.fileName(), content));
        }
        return parts;
    }

    private static void refused(String body, String code) {
        assertThatThrownBy(() -> read(form(body)))
                .as("%.200s", body)
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo(code));
    }

    @Test
    void partsComeInOrderWithNamesAndContents() throws IOException {
        String body =
                "a preamble\r\nof lines\r\n"
                        + part("name=\"key\"", "a/b")
                        + part("name=bare; filename=key", "")
                        + "--xyz \t\r\nX-Other: 1\r\ncontent-disposition:FORM-DATA;"
                        + " filename=\"C:\\dir\\a;\\\"b\\\\.txt\" ; name=\"file\"\r\n\r\n--xy\r\n--xyy\r\n"
                        + "\r\n--xyz--\r\nan epilogue";
        assertThat(read(form(body)))
                .containsExactly(
                        new Read("key", Optional.empty(), "a/b"),
                        new Read("bare", Optional.of("key"), ""),
                        new Read("file", Optional.of("C:\\dir\\a;\"b\\.txt"), "--xy\r\n--xyy\r\n"));
    }

    @Test
    void namesAreUtf8() throws IOException {
        String raw = new String("na\u00efve\u20ac".getBytes(UTF_8), ISO_8859_1);
        assertThat(read(form(part("name=\"" + raw + "\"", "x") + "--xyz--")))
                .containsExactly(new Read("na\u00efve\u20ac", Optional.empty(), "x"));
        refused(part("name=\"\u00ef\"", "x") + "--xyz--", "malformed-form");
    }

    @Test
    void whatIsNotReadOfAPartIsPassedOver() throws IOException {
        MultipartForm form =
                form(part("name=a", "x".repeat(5000)) + part("name=b", "y") + "--xyz--");
        MultipartForm.Part first = form.next().orElseThrow();
        assertThat(first.content().read(new byte[10], 0, 10)).isEqualTo(10);
        assertThat(form.next().orElseThrow().name()).isEqualTo("b");
        assertThatThrownBy(() -> first.content().read(new byte[10], 0, 10))
                .isInstanceOf(IllegalStateException.class);
        assertThat(form.next()).isEmpty();
        assertThat(form.next()).isEmpty();
    }

    @Test
    void contentComesWholeHoweverItIsCutAndWhateverLooksLikeABoundary() throws IOException {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        String[] words = {"\r", "\n", "\r\n", "-", "--", "\r\n--", "\r\n--xy", "x", "--xyz", "\0"};
        for (int i = 0; i < 300; i++) {
            StringBuilder content = new StringBuilder();
            for (int words_ = random.nextInt(400); words_ > 0; words_--) {
                content.append(words[random.nextInt(words.length)]);
            }
            String safe = content.toString().replace("\r\n--xyz", "\r\n--xyy");
            String body = part("name=key", "k") + part("name=file; filename=f", safe) + "--xyz--";
            MultipartForm form =
                    MultipartForm.of(
                            TYPE,
                            new Pieces(ByteSource.of(body.getBytes(ISO_8859_1)), random),
                            LIMIT,
                            "file");
            assertThat(read(form))
                    .as("seed %d", seed)
                    .containsExactly(
                            new Read("key", Optional.empty(), "k"),
                            new Read("file", Optional.of("f"), safe));
        }
    }

    @Test
    void aLargeFileIsNotBounded() throws IOException {
        String file = "\r\n--xy".repeat(200_000);
        assertThat(read(form(part("name=FILE", file) + "--xyz--")))
                .containsExactly(new Read("FILE", Optional.empty(), file));
    }

    @Test
    void aFormThatWasCutAnywhereNeverEndsCleanly() {
        String body = part("name=key", "k") + part("name=file", "content") + "--xyz--";
        for (int end = 0; end < body.length(); end++) {
            refused(body.substring(0, end), "malformed-form");
        }
    }

    @Test
    void allButTheFileIsBoundedTogether() throws IOException {
        String kib = "x".repeat(1024);
        refused(part("name=a", kib.repeat(20)) + "--xyz--", "form-too-large");
        refused(part("name=a", kib).repeat(20) + "--xyz--", "form-too-large");
        refused(part("name=a", "").repeat(1000) + "--xyz--", "form-too-large");
        refused(kib.repeat(30) + "\r\n" + part("name=a", "") + "--xyz--", "form-too-large");
        String fields = part("name=a", kib.repeat(10)) + part("name=b", kib.repeat(9));
        assertThat(read(form(fields + part("name=file", kib.repeat(500)) + "--xyz--"))).hasSize(3);
        refused(
                fields + part("name=file", kib) + part("name=c", kib) + "--xyz--",
                "form-too-large");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no boundary",
                "--xyz",
                "--xyzz\r\nContent-Disposition: form-data; name=a\r\n\r\nv\r\n--xyz--",
                "--xyz\nContent-Disposition: form-data; name=a\n\nv\n--xyz--",
                "--xyz\r\nContent-Disposition: form-data; name=a\n\r\nv\r\n--xyz--",
                "--xyz\r\n\r\nv\r\n--xyz--",
                "--xyz\r\nContent-Disposition: form-data\r\n\r\nv\r\n--xyz--",
                "--xyz\r\nContent-Disposition: attachment; name=a\r\n\r\nv\r\n--xyz--",
                "--xyz\r\nContent-Disposition: form-data; name=a; name=b\r\n\r\nv\r\n--xyz--",
                "--xyz\r\nContent-Disposition: form-data; name=\"a\r\n\r\nv\r\n--xyz--",
                "--xyz\r\nContent-Disposition: form-data; name=\"a\"b\r\n\r\nv\r\n--xyz--",
                "--xyz\r\nContent-Disposition: form-data; x; name=a\r\n\r\nv\r\n--xyz--",
                "--xyz\r\nContent-Disposition\r\n\r\nv\r\n--xyz--",
                "--xyz\r\n: form-data; name=a\r\n\r\nv\r\n--xyz--"
            })
    void whatIsNotWellFormedIsRefused(String body) {
        refused(body, "malformed-form");
    }

    @Test
    void aFormMayHaveNoParts() throws IOException {
        assertThat(read(form("--xyz--whatever"))).isEmpty();
    }

    @Test
    void linesAndHeadersAreBounded() {
        String start = "--xyz\r\nContent-Disposition: form-data; name=a\r\n";
        refused(start + "X: " + "y".repeat(5000) + "\r\n\r\nv\r\n--xyz--", "malformed-form");
        refused(start + "y".repeat(1 << 20), "malformed-form");
        refused("--xyz" + " ".repeat(1 << 20), "malformed-form");
        refused(start + "X: y\r\n".repeat(16) + "\r\nv\r\n--xyz--", "malformed-form");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "multipart/form-data",
                "multipart/form-data; boundary=",
                "multipart/form-data; boundary=\"\"",
                "multipart/form-data; boundary=\"x",
                "multipart/form-data; boundary=x\u0001",
                "multipart/form-data; boundary=\u00e4",
                "multipart/mixed; boundary=x",
                "multipart/form-data; boundary="
                        + "0123456789012345678901234567890123456789012345678901234567890123456789x"
            })
    void aTypeWithoutAUsableBoundaryIsRefused(String type) {
        assertThatThrownBy(() -> MultipartForm.of(type, ByteSource.empty(), LIMIT, "file"))
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem -> assertThat(problem.code()).isEqualTo("malformed-form"));
    }

    @Test
    void aBoundaryMayBeQuoted() throws IOException {
        String type = "Multipart/Form-Data; charset=utf-8; Boundary=\"a b:c\";";
        assertThat(MultipartForm.isForm(type)).isTrue();
        String body = "--a b:c\r\nContent-Disposition: form-data; name=k\r\n\r\nv\r\n--a b:c--";
        assertThat(
                        read(
                                MultipartForm.of(
                                        type,
                                        ByteSource.of(body.getBytes(ISO_8859_1)),
                                        LIMIT,
                                        "file")))
                .containsExactly(new Read("k", Optional.empty(), "v"));
    }

    @Test
    void whateverComesIsReadOrRefused() throws IOException {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        String good =
                part("name=\"key\"", "k") + part("name=file; filename=\"f\"", "c") + "--xyz--";
        byte[] letters = "\r\n-xyz;:=\"\\ \0\u00ff".getBytes(ISO_8859_1);
        for (int i = 0; i < 20_000; i++) {
            byte[] body = good.getBytes(ISO_8859_1);
            for (int changes = random.nextInt(6); changes >= 0; changes--) {
                body[random.nextInt(body.length)] = letters[random.nextInt(letters.length)];
            }
            ByteSource source = new Pieces(ByteSource.of(body), random);
            try {
                assertThat(read(MultipartForm.of(TYPE, source, LIMIT, "file")))
                        .as("seed %d", seed)
                        .hasSizeLessThan(3);
            } catch (Problem refused) {
                assertThat(refused.code()).as("seed %d", seed).isEqualTo("malformed-form");
            }
        }
    }
}
