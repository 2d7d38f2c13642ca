package mvi.engines.wire;

import static org.assertj.core.api.Assertions.assertThat;

import mvi.engines.base.Secret;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class BasicAuthTest {
    @Test
    void theHeaderIsReadBackWithColonsInThePassword() {
        BasicAuth auth = new BasicAuth("me", Secret.of("p:\u00e4:"));
        BasicAuth read = BasicAuth.parse(auth.header()).orElseThrow();
        assertThat(read.user()).isEqualTo("me");
        assertThat(read.password().revealText()).isEqualTo("p:\u00e4:");
    }

    /** The example of RFC 7617, section 2. */
    @Test
    void theSchemeIsReadInAnyCase() {
        BasicAuth read = BasicAuth.parse("bASIC QWxhZGRpbjpvcGVuIHNlc2FtZQ==").orElseThrow();
        assertThat(read.user()).isEqualTo("Aladdin");
        assertThat(read.password().revealText()).isEqualTo("open sesame");
    }

    @Test
    void aPasswordIsNotPrinted() {
        assertThat(new BasicAuth("me", Secret.of("hidden")).toString()).doesNotContain("hidden");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Basic", "Basic ", "Bearer abc", "Basic !!!", "Basic bm9jb2xvbg=="})
    void anythingElseIsNone(String header) {
        assertThat(BasicAuth.parse(header)).isEmpty();
    }
}
