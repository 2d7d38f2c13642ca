package mvi.services.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class LogFormatTest {
    private static LogFormat.Parsed parse(LogFormat format, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return format.parse(bytes, bytes.length);
    }

    @Test
    void aTornLastLineIsLeftForTheNextCall() {
        String whole = "2026-01-02T03:04:05.123456789+01:00 stdout F one two\n";
        var parsed = parse(LogFormat.K8S_FILE, whole + "2026-01-02T03:04:06Z std");
        assertThat(parsed.entries()).extracting(LogFormat.Entry::text).containsExactly("one two");
        assertThat(parsed.consumed()).isEqualTo(whole.length());
    }

    @Test
    void partsAreMarkedAndEmptyLinesKept() {
        var parsed =
                parse(
                        LogFormat.K8S_FILE,
                        "2026-01-02T03:04:05Z stderr P half\n2026-01-02T03:04:05Z stderr F \nrubbish\n");
        assertThat(parsed.entries())
                .extracting(LogFormat.Entry::isPartial)
                .containsExactly(true, false);
        assertThat(parsed.entries()).extracting(LogFormat.Entry::text).containsExactly("half", "");
        assertThat(parsed.unreadable()).isEqualTo(1);
    }

    @Test
    void jsonLinesAreUnescaped() {
        var parsed =
                parse(
                        LogFormat.JSON_FILE,
                        "{\"log\":\"a \\\"b\\\" \\u00e9\\n\",\"stream\":\"stdout\",\"time\":\"2026-01-02T03:04:05Z\"}\n"
                                + "{\"log\":\"part\",\"stream\":\"stderr\",\"time\":\"2026-01-02T03:04:05Z\"}\n{\"log\":\n");
        assertThat(parsed.entries())
                .extracting(LogFormat.Entry::text)
                .containsExactly("a \"b\" é", "part");
        assertThat(parsed.entries())
                .extracting(LogFormat.Entry::isPartial)
                .containsExactly(false, true);
        assertThat(parsed.unreadable()).isEqualTo(1);
    }
}
