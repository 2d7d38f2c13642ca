package mvi.start.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import mvi.engines.base.Problem;
import mvi.platform.certificate.PublicAuthority;
import mvi.start.Configuration;
import mvi.start.Home;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AcmeAuthorityTest {
    @TempDir Path folder;

    private Configuration configuration(Map<String, String> variables) {
        return Configuration.load(new Home(folder), variables);
    }

    @Test
    void nobodyIsAskedUnlessSomebodyIsNamed() {
        assertThat(AcmeAuthority.of(configuration(Map.of()))).isEmpty();
        assertThat(AcmeAuthority.of(configuration(Map.of("MVI_ACME", "letsencrypt"))))
                .map(PublicAuthority::directory)
                .contains("https://acme-v02.api.letsencrypt.org/directory");
        assertThat(AcmeAuthority.of(configuration(Map.of("MVI_ACME", "https://ca.corp:9000/acme"))))
                .map(PublicAuthority::directory)
                .contains("https://ca.corp:9000/acme");
    }

    @ParameterizedTest
    @ValueSource(strings = {"yes", "http://ca.corp/acme", "https://a b/", ""})
    void whatIsNoAuthorityIsSaid(String said) {
        assertThatThrownBy(() -> AcmeAuthority.of(configuration(Map.of("MVI_ACME", said))))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("MVI_ACME is '" + said + "'");
    }

    @Test
    void whoVouchesForItMustBeReadable() {
        assertThatThrownBy(
                        () ->
                                AcmeAuthority.of(
                                        configuration(
                                                Map.of(
                                                        "MVI_ACME",
                                                        "letsencrypt",
                                                        "MVI_ACME_CA",
                                                        folder + "/none.pem"))))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("there is no such file to read");
    }
}
