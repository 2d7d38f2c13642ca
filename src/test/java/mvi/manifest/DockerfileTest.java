package mvi.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DockerfileTest {
    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
                    EXPOSE 3000,                        3000
                    EXPOSE 80 443,                      80
                    EXPOSE 53/udp 8053/tcp,             8053
                    EXPOSE 5000-5010,                   5000
                    EXPOSE 3000|expose 4000,            4000
                    EXPOSE 3000|EXPOSE $PORT,           3000
                    'EXPOSE \\|  9000',                 9000
                    EXPOSE 9000 # the port,             9000
                    EXPOSE 99999,                       0
                    EXPOSE $PORT,                       0
                    # EXPOSE 3000,                      0
                    RUN echo EXPOSE 3000,               0
                    """)
    void theLastPortThatIsExposedInFiguresCounts(String lines, int port) {
        OptionalInt read = Dockerfile.read("FROM x\n" + lines.replace('|', '\n') + "\n").port();
        assertThat(read).isEqualTo(port == 0 ? OptionalInt.empty() : OptionalInt.of(port));
    }

    @Test
    void anEntrypointIsSeen() {
        assertThat(Dockerfile.read("FROM x\nentrypoint [\"/run\"]\n").hasEntrypoint()).isTrue();
        assertThat(Dockerfile.read("FROM x\nCMD ENTRYPOINT\n").hasEntrypoint()).isFalse();
    }
}
